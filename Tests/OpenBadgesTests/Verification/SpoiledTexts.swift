import Crypto
import LinkedData
import OpenBadges

extension SpoiledBadges {
  static func tokens(_ issuer: SpoilingIssuer) throws -> [SpoiledBadge] {
    let host = try issuer.host()
    let headers: [(String, [String: JSONValue?], String?)] = [
      ("a token", [:], nil),
      ("a token without typ", ["typ": JSONValue?.none], nil),
      ("a token of another typ", ["typ": "vc+jwt"], "typ"),
      ("a token with more in its header", ["crit": ["x"]], "header"),
      ("a token with x5u", ["x5u": "https://x.example"], "header"),
      ("a token without algorithm", ["alg": "none"], "jwt"),
      ("a token with HS256", ["alg": "HS256"], "jwt"),
      ("a token with RS256 and a key of P-256", ["alg": "RS256"], "signature"),
      ("a token with ES384", ["alg": "ES384"], "jwt"),
      ("a token without key", ["kid": JSONValue?.none], "header"),
      ("a token with a key of another DID", ["kid": "did:web:x.example#p256"], "key"),
      ("a token with a key of another name", ["kid": .string(Fixture.did + "#p257")], "key"),
      ("a token with a short kid", ["kid": "p256"], nil),
      ("a token with a number as kid", ["kid": 1], "key"),
      ("a token with a private key", ["jwk": ["kty": "EC", "d": "AA"]], "key"),
      ("a token with another key beside", ["jwk": foreignKey()], "key"),
    ]
    let claims: [(String, [String: JSONValue?], String?)] = [
      ("another iss", ["iss": "did:web:x.example"], "iss"),
      ("no iss", ["iss": JSONValue?.none], "iss"), ("another jti", ["jti": "urn:x:1"], "jti"),
      ("another sub", ["sub": "urn:x:1"], "sub"), ("no sub", ["sub": JSONValue?.none], "sub"),
      ("another nbf", ["nbf": 1_790_000_001], "nbf"), ("no nbf", ["nbf": JSONValue?.none], "nbf"),
      ("nbf as text", ["nbf": "1790000000"], "nbf"),
      ("nbf with a fraction", ["nbf": .number(try JSONNumber("1790000000.5").unwrapped)], nil),
      ("exp without validUntil", ["exp": 2_000_000_000], "exp"),
      ("an iat", ["iat": 1_790_000_000], nil), ("a vc claim", ["vc": ["id": "urn:x:1"]], "vc"),
    ]
    let unsigned = issuer.document
    var badges = try headers.map { name, header, reason in
      SpoiledBadge(
        name: name, input: try issuer.token(unsigned, header: header), host: host, reason: reason)
    }
    badges += try claims.map { name, claims, reason in
      SpoiledBadge(
        name: "a token with " + name, input: try issuer.token(unsigned, claims: claims),
        host: host, reason: reason)
    }
    let token = try issuer.token(unsigned)
    let parts = token.split(separator: 0x2E)
    badges.append(
      SpoiledBadge(
        name: "a token without signature", input: Array(parts[0] + [0x2E] + parts[1] + [0x2E]),
        host: host, reason: "jwt"))
    badges.append(
      SpoiledBadge(
        name: "a token that holds a proof", input: try issuer.token(issuer.sign(unsigned)),
        host: host, reason: "proof"))
    return badges
  }

  private static func foreignKey() -> JSONValue {
    let point = [UInt8](P256.Signing.PrivateKey().publicKey.x963Representation)
    func text(_ bytes: ArraySlice<UInt8>) -> JSONValue {
      .string(String(decoding: Base64URL.encode(Array(bytes)), as: UTF8.self))
    }
    return ["kty": "EC", "crv": "P-256", "x": text(point[1..<33]), "y": text(point[33...])]
  }

  static func pictures(_ issuer: SpoilingIssuer) throws -> [SpoiledBadge] {
    let host = try issuer.host()
    let badge = try issuer.sign(issuer.document).serialized
    let token = String(decoding: try issuer.token(issuer.document), as: UTF8.self)
    let png = BakingSamples.png
    let baked = try Baking.png(png, credential: .json(badge))
    let chunk = Array(baked[33..<(baked.count - (png.count - 33))])
    let svg = try Baking.svg(BakingSamples.svg, credential: .json(badge))
    let signed = try Baking.svg(BakingSamples.svg, credential: .jwt(token))
    let pictures: [(String, [UInt8], String?)] = [
      ("a PNG", baked, nil),
      ("a PNG with a token", try Baking.png(png, credential: .jwt(token)), nil),
      ("a PNG with two", Array(baked[..<33]) + chunk + baked[33...], "input"),
      ("a PNG without", png, "input"), ("a PNG cut short", Array(baked.dropLast(5)), "input"),
      ("a PNG with more behind", baked + [0], "input"),
      ("an SVG", [UInt8](svg.utf8), nil), ("an SVG with a token", [UInt8](signed.utf8), nil),
      ("an SVG without", [UInt8](BakingSamples.svg.utf8), "input"),
      (
        "an SVG with two",
        [UInt8](
          svg.replacing(
            "</svg>", with: "<openbadges:credential verify=\"\(token)\"/></svg>"
          ).utf8), "input"
      ),
      (
        "an SVG with another prefix",
        [UInt8](
          svg.replacing("openbadges:", with: "ob:")
            .replacing("xmlns:openbadges", with: "xmlns:ob").utf8), "input"
      ),
      (
        "an SVG with another namespace",
        [UInt8](
          svg.replacing("imsglobal.org/ob/v3p0\"", with: "imsglobal.org/ob/v3p1\"").utf8), "input"
      ),
      (
        "an SVG with both forms",
        [UInt8](
          svg.replacing("credential><![", with: "credential verify=\"a.b.c\"><![").utf8), "input"
      ),
      (
        "an SVG without CDATA",
        [UInt8](
          svg.replacing("<![CDATA[", with: "").replacing("]]>", with: "").utf8), "input"
      ),
    ]
    return pictures.map { SpoiledBadge(name: $0, input: $1, host: host, reason: $2) }
  }

  static func texts(_ issuer: SpoilingIssuer) throws -> [SpoiledBadge] {
    let host = try issuer.host()
    let badge = try issuer.sign(issuer.document).serialized
    let text = String(decoding: badge, as: UTF8.self)
    let inputs: [(String, String, String?)] = [
      ("nothing", "", "input"), ("an array", "[\(text)]", "input"),
      (
        "a name twice", text.replacing("{\"@context\"", with: "{\"id\":\"urn:x:1\",\"@context\""),
        "input"
      ),
      ("text behind", text + "x", "input"), ("space around", "\n \(text)\r\n", nil),
      ("a byte order mark", "\u{FEFF}" + text, "input"),
      ("half of it", String(text.prefix(text.count / 2)), "input"),
      ("not a number", text.replacing("6.5", with: "NaN"), "input"),
      ("HTML", "<html><body>badge</body></html>", "input"),
    ]
    var badges = inputs.map {
      SpoiledBadge(name: $0, input: [UInt8]($1.utf8), host: host, reason: $2)
    }
    badges.append(
      SpoiledBadge(name: "not UTF-8", input: badge + [0xFF], host: host, reason: "input"))
    for (email, reason) in [
      ("learner@example.edu", nil), ("Learner@example.edu", "recipient"),
      ("other@example.edu", "recipient"),
    ] {
      badges.append(
        SpoiledBadge(
          name: "known as \(email)", input: badge, host: host, email: email, reason: reason))
    }
    for place in stride(from: 7, to: badge.count, by: 97) {
      var altered = badge
      altered[place] ^= 1
      badges.append(
        SpoiledBadge(
          name: "bit 0 of byte \(place) turned", input: altered, host: host, reason: ""))
    }
    return badges
  }
}
