import Foundation
import OpenIDConnect

extension Attack {
  private static var now: Double { Date().timeIntervalSince1970.rounded(.down) }

  static let onClaims: [Attack] = [
    .claim("iss", "https://evil.example", .issuer),
    .claim("iss", nil, .issuer),
    .claim("iss", ["a"], .issuer),
    Attack("iss with a slash more", .idTokenInvalid(.issuer)) {
      $0.claims["iss"] = $0.rogue.issuer + "/"
    },
    .claim("aud", "somebody else", .audience),
    .claim("aud", nil, .audience),
    .claim("aud", "conferral-\u{212A}", .audience),
    .claim("aud", [String](), .audience),
    .claim("aud", [Attempt.client, "stranger"], .audience),
    .claim("aud", [Attempt.client, "sister"], .authorizedParty),
    .claim("azp", "another client", .authorizedParty),
    .claim("azp", 7, .authorizedParty),
    .claim("exp", now - 61, .expired),
    .claim("exp", nil, .expired),
    .claim("exp", "tomorrow", .expired),
    .claim("exp", -1e300, .expired),
    .claim("exp", 1e300, .expired),
    .claim("iat", now + 86_400, .issuedInFuture),
    .claim("iat", 1e300, .issuedInFuture),
    .claim("iat", nil, .issuedInFuture),
    .claim("nbf", now + 86_400, .notYetValid),
    .claim("nbf", "never", .notYetValid),
    .claim("nonce", "nonce-of-thi5", .nonce),
    .claim("nonce", "", .nonce),
    .claim("nonce", nil, .nonce),
    .claim("sub", nil, .subject),
    .claim("sub", "", .subject),
    .claim("sub", String(repeating: "s", count: 256), .subject),
    .claim("at_hash", Attempt.accessTokenHash("another token"), .accessTokenHash),
    .claim("at_hash", 1, .accessTokenHash),
    Attack("at_hash without an access token", .idTokenInvalid(.accessTokenHash)) {
      $0.claims["at_hash"] = Attempt.accessTokenHash("access-token")
      $0.tokenAnswer["access_token"] = nil
    },
    Attack("no auth_time where it was asked for", .idTokenInvalid(.authenticationTime)) {
      $0.settings = settingsWithAge
    },
    Attack("auth_time too long ago", .idTokenInvalid(.authenticationTime)) {
      $0.settings = settingsWithAge
      $0.claims["auth_time"] = now - 400
    },
  ]

  private static func settingsWithAge(_ issuer: String) throws -> Provider {
    try Provider(
      issuer: issuer, clientID: Attempt.client, redirectURI: "https://conferral.example/",
      maximumAge: 300)
  }

  static let onSignatures: [Attack] = [
    Attack("alg none", .idTokenInvalid(.algorithm)) {
      $0.header = ["alg": "none"]
      $0.sign = Forge.unsigned
    },
    Attack("alg nOnE with a key id", .idTokenInvalid(.algorithm)) {
      $0.header["alg"] = "nOnE"
      $0.sign = Forge.unsigned
    },
    Attack("HS256 with the public key's PEM as secret", .idTokenInvalid(.algorithm)) {
      $0.header = ["alg": "HS256", "kid": "rsa"]
      $0.sign = Forge.hs256(Forge.rsaPEM)
    },
    Attack("HS256 with the public key's DER as secret", .idTokenInvalid(.algorithm)) {
      $0.header = ["alg": "HS256", "kid": "rsa"]
      $0.sign = Forge.hs256(Forge.rsaDER)
    },
    Attack("HS256 with the client secret", .idTokenInvalid(.algorithm)) {
      $0.header = ["alg": "HS256"]
      $0.sign = Forge.hs256(Data("the client's secret".utf8))
    },
    Attack("a symmetric key among the published ones", .idTokenInvalid(.algorithm)) {
      $0.keys = ["keys": [["kty": "oct", "kid": "k", "k": "c2VjcmV0", "alg": "HS256"]]]
      $0.header = ["alg": "HS256", "kid": "k"]
      $0.sign = Forge.hs256(Data("secret".utf8))
    },
    Attack("an algorithm that is not accepted", .idTokenInvalid(.algorithm)) {
      $0.header = ["alg": "ES384", "kid": "large"]
      $0.sign = Forge.es384
    },
    Attack("an elliptic signature for an RSA key", .idTokenInvalid(.unknownKey)) {
      $0.header["kid"] = "rsa"
    },
    Attack("RS256 for an elliptic key", .idTokenInvalid(.unknownKey)) {
      $0.header["alg"] = "RS256"
      $0.sign = Forge.rs256
    },
    Attack("PS256 by a key published for RS256 only", .idTokenInvalid(.unknownKey)) {
      var key = Forge.all[3]
      key["alg"] = "RS256"
      $0.keys = ["keys": [key]]
      $0.header = ["alg": "PS256", "kid": "rsa"]
      $0.sign = Forge.ps256
    },
    Attack("unknown key id", .idTokenInvalid(.unknownKey)) { $0.header["kid"] = "forged" },
    Attack("a key for encryption", .idTokenInvalid(.unknownKey)) {
      var key = Forge.published(Forge.key, "ec")
      key["use"] = "enc"
      $0.keys = ["keys": [key]]
    },
    Attack("a key that is published with its private part", .idTokenInvalid(.unknownKey)) {
      $0.keys = ["keys": [Forge.privateEC]]
    },
    Attack("no keys", .idTokenInvalid(.unknownKey)) { $0.keys = ["keys": [Int]()] },
    Attack("another key under a known key id", .idTokenInvalid(.signature)) {
      $0.sign = Forge.byStranger
    },
    Attack("another key and no key id", .idTokenInvalid(.signature)) {
      $0.header = ["alg": "ES256"]
      $0.sign = Forge.byStranger
    },
    Attack("the second of two keys with the same key id", .idTokenInvalid(.signature)) {
      $0.keys = ["keys": [Forge.published(Forge.key, "ec"), Forge.published(Forge.stranger, "ec")]]
      $0.sign = Forge.byStranger
    },
    Attack("the signer's key inside the token", .idTokenInvalid(.signature)) {
      $0.header["jwk"] = Forge.published(Forge.stranger, "ec")
      $0.sign = Forge.byStranger
    },
    Attack("an empty signature", .idTokenInvalid(.signature)) { $0.sign = Forge.unsigned },
    Attack("an access token", .idTokenInvalid(.kind)) { $0.header["typ"] = "at+jwt" },
    Attack("a logout token", .idTokenInvalid(.kind)) { $0.header["typ"] = "Logout+JWT" },
    Attack("a critical extension", .idTokenInvalid(.malformed)) {
      $0.header["crit"] = ["b64"]
      $0.header["b64"] = false
    },
    Attack("a key id that is a number", .idTokenInvalid(.malformed)) { $0.header["kid"] = 1 },
  ]

  static let onTokenText: [Attack] = [
    "", ".", "..", "a.b.c", "e30.e30.", "e30=.e30=.AA==", "a.b.c.d.e", "\u{1F600}.x.y",
    String(repeating: "A", count: 70_000), String(repeating: ".", count: 60_000),
    Forge.signed("[]"), Forge.signed("{"), Forge.signed(""), Forge.signed("{\"exp\": 1e999}"),
    Forge.signed(#"{"a":"# + String(repeating: "[", count: 30_000)),
    Forge.signed("{}", header: String(repeating: " ", count: 4_000) + #"{"alg":"ES256"}"#),
    Forge.signed("{}", header: #"{"alg":"ES256","a":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}"#),
  ].map { text in
    Attack("garbage \(text.prefix(12))", .idTokenInvalid(.malformed)) { $0.idToken = text }
  }
}
