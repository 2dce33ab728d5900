import Crypto
import LinkedData
@testable import OpenBadges
import TestSupport
import Testing

/// VC-JWT and eddsa-jcs-2022, made here and elsewhere.
@Suite struct JWTProofTests {
  private struct P256Signer: JWTSigner {
    let key = P256.Signing.PrivateKey()
    var webKey: JSONWebKey {
      let point = [UInt8](key.publicKey.x963Representation)
      return JSONWebKey(
        controller: Fixture.did, material: .p256(x: Array(point[1..<33]), y: Array(point[33...])))
    }

    func signature(for message: [UInt8]) throws -> [UInt8] {
      [UInt8](try key.signature(for: SHA256.hash(data: message)).rawRepresentation)
    }
  }

  private func badge() throws -> JSONValue {
    let template = try BadgeTemplate(outline: try Fixture.outline(), signer: Fixture.signer())
    return try JSONValue(parsing: template.issue(try Fixture.award(), created: Fixture.start))
  }

  @Test func `a token carries its badge, and every claim has to agree with it`() throws {
    let signer = P256Signer()
    let keys = [try Fixture.signer().verificationMethod]
    let token = try JWTProof.make(try badge(), signer: signer)
    #expect(verify(jwt: token.utf8, webKeys: [signer.webKey], publicKeys: keys).failures == [])
    let parts = token.split(separator: ".")
    let payload = try JSONValue(parsing: try #require(Base64URL.decode(parts[1].utf8)))
    #expect(payload["vc"] == nil && payload["exp"] == nil)
    for (name, wrong) in [
      ("iss", JSONValue.string("did:web:other.example")), ("jti", "urn:x"), ("sub", "urn:x"),
      ("nbf", 1), ("exp", 1),
    ] {
      var object = try #require(payload.object)
      object[name] = wrong
      let signed =
        Array(parts[0].utf8) + [UInt8(ascii: ".")]
        + Base64URL.encode(JSONValue.object(object).serialized)
      let forged =
        signed + [UInt8(ascii: ".")] + Base64URL.encode(try signer.signature(for: signed))
      let verification = verify(jwt: forged, webKeys: [signer.webKey], publicKeys: keys)
      #expect(verification.failures.map(\.name) == ["jwt.\(name)"])
    }
  }

  @Test(arguments: [
    #"{"alg":"none","kid":"x"}"#, #"{"alg":"HS256","kid":"x"}"#, #"{"alg":"ES256"}"#,
    #"{"alg":"ES256","kid":"x","crit":["b64"]}"#, #"{"alg":"ES256","kid":"x","typ":"vc+jwt"}"#,
    #"{"alg":"ES256","kid":1}"#, #"{"alg":"ES256","kid":"x","alg":"RS256"}"#, "[]",
  ])
  func `a header that is not of a badge is refused`(_ header: String) {
    let token =
      Base64URL.encode(Array(header.utf8)) + Array(".".utf8) + Base64URL.encode(Array("{}".utf8))
      + Array(".AAAA".utf8)
    #expect(throws: JWTError.self) { try JWTProof(parsing: token) }
  }

  @Test func `a key in the header counts only when it is the issuer's`() throws {
    let (signer, stranger) = (P256Signer(), P256Signer())
    func token(_ signer: P256Signer) throws -> [UInt8] {
      let header: JSONValue = ["alg": "ES256", "jwk": signer.webKey.jwk]
      let made = try JWTProof.make(try badge(), signer: signer).split(separator: ".")
      let signed =
        Base64URL.encode(header.serialized) + [UInt8(ascii: ".")] + Array(made[1].utf8)
      return signed + [UInt8(ascii: ".")] + Base64URL.encode(try signer.signature(for: signed))
    }
    let keys = [try Fixture.signer().verificationMethod]
    #expect(verify(jwt: try token(signer), webKeys: [signer.webKey], publicKeys: keys).isValid)
    #expect(!verify(jwt: try token(stranger), webKeys: [signer.webKey], publicKeys: keys).isValid)
  }

  @Test func `a document of keys and a key set hold the same keys`() throws {
    let document = DIDDocument(
      id: Fixture.did, keys: [try Fixture.signer().verificationMethod],
      webKeys: [P256Signer().webKey])
    #expect(DIDDocument(json: document.json) == document)
    let set = document.keySet["keys"]?.elements ?? []
    #expect(set.map { $0["kid"] } == document.json["assertionMethod"]?.elements ?? [])
    #expect(set.allSatisfy { $0["iss"]?.string == Fixture.did && $0["d"] == nil })
  }

  @Test func `a badge with two proofs keeps the first one valid`() throws {
    let signer = try Fixture.signer()
    let two = try DataIntegrity.addingJCSProof(
      to: try badge(), created: Fixture.start, signer: signer)
    let proofs = two["proof"]?.elements ?? []
    #expect(proofs.map { $0["cryptosuite"]?.string } == ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
    try expectJCS(two, signer.verificationMethod.publicKey)
  }

  @Test(.enabled(if: SharedData.exists("samples/badge-two-proofs.json")))
  func `the second proof of a badge made elsewhere verifies`() throws {
    let badge = try JSONValue(parsing: try SharedData.bytes("samples/badge-two-proofs.json"))
    let method = badge["proof"]?.elements.last?["verificationMethod"]?.string ?? ""
    let fragment = method.split(separator: "#").last.map(String.init) ?? ""
    try expectJCS(badge, try #require(Multikey.decodeEd25519(fragment)))
  }

  private func expectJCS(_ badge: JSONValue, _ key: [UInt8]) throws {
    let document = try #require(badge.object).removing("proof")
    let options = try #require(badge["proof"]?.elements.last?.object)
    let signature = try #require(options["proofValue"]?.string.flatMap(Multibase.decode))
    let data = try DataIntegrity.jcsHashData(document: document, options: options)
    #expect(DataIntegrity.isValid(signature, of: data, key: key))
    var changed = document
    changed["name"] = "Another"
    let other = try DataIntegrity.jcsHashData(document: changed, options: options)
    #expect(!DataIntegrity.isValid(signature, of: other, key: key))
  }
}
