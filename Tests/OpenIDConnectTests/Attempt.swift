import Crypto
import Foundation
import OpenIDConnect

/// A sign-in at a ``RogueProvider`` that would succeed; a test spoils one thing.
struct Attempt {
  static let client = "conferral-K"
  static let pending = """
    {"state": "state-of-this", "nonce": "nonce-of-this", "codeVerifier": "v", "issuer": "ISSUER"}
    """

  let rogue: RogueProvider
  var callback = Callback(code: "code", state: "state-of-this")
  var discovery: [String: Any]
  var keys: Any
  var header: [String: Any] = ["alg": "ES256", "kid": "ec", "typ": "JWT"]
  var claims: [String: Any]
  var sign: (Data) async throws -> Data = Forge.es256
  /// Instead of the token that the above makes.
  var idToken: String?
  var tokenAnswer: [String: Any] = ["token_type": "Bearer", "access_token": "access-token"]
  var userinfo: [String: Any] = ["sub": "person", "name": "A Person"]
  /// Instead of the answers that the above make, by path.
  var replies: [String: RogueProvider.Reply] = [:]
  var settings: (_ issuer: String) throws -> Provider = Attempt.settings

  init() throws {
    rogue = try RogueProvider()
    let issuer = rogue.issuer
    let now = Date().timeIntervalSince1970.rounded(.down)
    discovery = [
      "issuer": issuer, "authorization_endpoint": issuer + "/authorize?tenant=1",
      "token_endpoint": issuer + "/token", "jwks_uri": issuer + "/keys",
      "userinfo_endpoint": issuer + "/userinfo", "end_session_endpoint": issuer + "/logout",
      "response_types_supported": ["code"],
      "id_token_signing_alg_values_supported": ["RS256", "ES256"],
    ]
    keys = ["keys": Forge.all]
    claims = [
      "iss": issuer, "aud": Attempt.client, "sub": "person", "nonce": "nonce-of-this",
      "iat": now, "exp": now + 300,
    ]
  }

  static func settings(_ issuer: String) throws -> Provider {
    try Provider(
      issuer: issuer, clientID: client, clientSecret: ClientSecret("the client's secret"),
      redirectURI: "https://conferral.example/callback", extraAudiences: ["sister"],
      extraClaims: ["student_number"])
  }

  var pending: PendingSignIn {
    get throws {
      let text = Attempt.pending.replacingOccurrences(of: "ISSUER", with: rogue.issuer)
      return try JSONDecoder().decode(PendingSignIn.self, from: Data(text.utf8))
    }
  }

  /// Makes the provider answer as described.
  func publish() async throws {
    var answer = tokenAnswer
    if answer["id_token"] == nil {
      answer["id_token"] =
        if let idToken { idToken } else { try await Forge.token(header, claims, sign) }
    }
    rogue.answer("/.well-known/openid-configuration", .json(discovery))
    rogue.answer("/keys", .json(keys))
    rogue.answer("/token", .json(answer))
    rogue.answer("/userinfo", .json(userinfo))
    for (path, reply) in replies { rogue.answer(path, reply) }
  }

  func complete() async throws -> SignedInPerson {
    try await publish()
    return try await withParty(try settings(rogue.issuer)) {
      try await $0.complete(callback, pending: try pending)
    }
  }

  /// Half of the access token's SHA-256, as `at_hash` has it.
  static func accessTokenHash(_ token: String) -> String {
    Forge.base64URL(SHA256.hash(data: Data(token.utf8)).prefix(16))
  }
}
