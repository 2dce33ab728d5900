import Foundation
import OpenIDConnect
import Testing

/// The other side of the attacks: what must not be refused.
struct GoodSignInTests {
  struct Signature: Sendable, CustomTestStringConvertible {
    let algorithm: String
    let key: String
    let sign: @Sendable (Data) async throws -> Data
    var testDescription: String { algorithm }
  }

  @Test(
    arguments: [
      Signature(algorithm: "ES256", key: "ec", sign: Forge.es256),
      Signature(algorithm: "EdDSA", key: "ed", sign: Forge.edDSA),
      Signature(algorithm: "RS256", key: "rsa", sign: Forge.rs256),
      Signature(algorithm: "PS256", key: "rsa", sign: Forge.ps256),
    ], [true, false])
  func `every usual signature is accepted, with and without a key id`(
    signature: Signature, hasKeyID: Bool
  ) async throws {
    var attempt = try Attempt()
    attempt.header = ["alg": signature.algorithm]
    if hasKeyID { attempt.header["kid"] = signature.key }
    attempt.sign = signature.sign
    #expect(try await attempt.complete().subject == "person")
  }

  @Test func `an algorithm is accepted when the settings say so`() async throws {
    var attempt = try Attempt()
    attempt.header = ["alg": "ES384", "kid": "large"]
    attempt.sign = Forge.es384
    attempt.discovery["id_token_signing_alg_values_supported"] = ["ES384"]
    attempt.settings = {
      try Provider(
        issuer: $0, clientID: Attempt.client, redirectURI: "https://conferral.example/",
        algorithms: [.es384])
    }
    #expect(try await attempt.complete().subject == "person")
  }

  @Test func `keys that cannot be used do not spoil the others`() async throws {
    var attempt = try Attempt()
    var broken = Forge.published(Forge.key, "broken")
    broken["x"] = "AAAA"
    let junk: [Any] = [
      1, "key", NSNull(), [String: String](),
      ["kty": "RSA", "kid": "ec", "n": "AQAB", "e": "AQAB"],
      ["kty": "EC", "crv": "secp256k1", "kid": "ec"], ["kty": "oct", "kid": "ec", "k": "AAAA"],
      broken, Forge.published(Forge.key, "twice"), Forge.published(Forge.key, "twice"),
    ]
    attempt.keys = ["keys": junk + Forge.all]
    #expect(try await attempt.complete().subject == "person")
  }

  @Test func `shared audiences, small clock differences and a right hash are accepted`()
    async throws
  {
    var attempt = try Attempt()
    let now = Date().timeIntervalSince1970
    attempt.claims["aud"] = [Attempt.client, "sister"]
    attempt.claims["azp"] = Attempt.client
    attempt.claims["exp"] = now - 30
    attempt.claims["iat"] = now + 30.5
    attempt.claims["nbf"] = now + 30
    attempt.claims["at_hash"] = Attempt.accessTokenHash("access-token")
    #expect(try await attempt.complete().subject == "person")
  }

  @Test func `a provider without userinfo leaves claims out`() async throws {
    var attempt = try Attempt()
    attempt.discovery["userinfo_endpoint"] = nil
    attempt.claims["email"] = "person@example.org"
    let person = try await attempt.complete()
    #expect(person.name == nil)
    #expect(person.email == "person@example.org")
    #expect(!person.emailIsVerified)
    #expect(person.claims == [:])
  }

  @Test func `another source's word for an address does not count`() async throws {
    var attempt = try Attempt()
    attempt.claims["email"] = "person@example.org"
    attempt.userinfo["email"] = "other@example.org"
    attempt.userinfo["email_verified"] = true
    let person = try await attempt.complete()
    #expect(person.email == "person@example.org")
    #expect(!person.emailIsVerified)
  }

  @Test(
    arguments: [
      ("realm.roles", #"{"realm": {"roles": ["a", "b", "a", 7, ""]}}"#, ["a", "b"]),
      ("https://x.example/roles", #"{"https://x.example/roles": ["a"]}"#, ["a"]),
      ("role", #"{"role": "only"}"#, ["only"]),
      ("role", #"{"role": {"a": 1}}"#, []),
      ("role.deep.er", #"{"role": "only"}"#, []),
      ("role", #"{"other": 1}"#, []),
    ])
  func `roles are found by name or by path`(path: String, claims: String, roles: [String])
    async throws
  {
    var attempt = try Attempt()
    let added = try JSONSerialization.jsonObject(with: Data(claims.utf8)) as? [String: Any]
    attempt.claims.merge(added ?? [:]) { $1 }
    attempt.settings = {
      try Provider(
        issuer: $0, clientID: Attempt.client, redirectURI: "https://conferral.example/",
        rolesClaim: path)
    }
    #expect(try await attempt.complete().roles == roles)
  }

  @Test(arguments: [("1234567", "1234567"), ("\"007\"", "007"), ("1.5", nil), ("1e300", nil)])
  func `a student number may be a text or a whole number`(written: String, read: String?)
    async throws
  {
    var attempt = try Attempt()
    attempt.claims["student_number"] = try JSONSerialization.jsonObject(
      with: Data(written.utf8), options: .fragmentsAllowed)
    #expect(try await attempt.complete().claims["student_number"] == read)
  }
}
