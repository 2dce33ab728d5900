import Foundation
import OpenIDConnect

extension Attack {
  private typealias Document = SignInError.ProviderDocument
  private static let paths: [(Document, String)] = [
    (.discovery, "/.well-known/openid-configuration"), (.keys, "/keys"), (.token, "/token"),
    (.userinfo, "/userinfo"),
  ]

  /// What every document can suffer.
  static let onEveryDocument: [Attack] = paths.flatMap { document, path in
    func reply(_ name: String, _ error: SignInError, _ reply: RogueProvider.Reply) -> Attack {
      Attack("\(document): \(name)", error) { $0.replies[path] = reply }
    }
    let long = Data(("{\"a\":\"" + String(repeating: "x", count: 300_000) + "\"}").utf8)
    let deep = Data((String(repeating: "[", count: 100_000)).utf8)
    return [
      reply("too long", .answerInvalid(document, .tooLong), .init(body: long)),
      reply("nested too deeply", .answerInvalid(document, .unreadable), .init(body: deep)),
      reply("HTML", .answerInvalid(document, .unreadable), .init(body: Data("<html>".utf8))),
      reply("a list", .answerInvalid(document, .unreadable), .init(body: Data("[1]".utf8))),
      reply("empty", .answerInvalid(document, .unreadable), .init(body: Data())),
      reply(
        "redirects", .answerInvalid(document, .redirected),
        .init(status: 302, location: "https://evil.example/", body: Data())),
      reply(
        "redirects to itself", .answerInvalid(document, .redirected),
        .init(status: 307, location: path, body: Data())),
      reply("fails", .providerUnreachable(document), .init(status: 503, body: Data("{}".utf8))),
    ]
  }

  /// Documents that take longer than anybody waits.
  static let onPatience: [Attack] = paths.flatMap { document, path in
    [
      Attack("\(document): never begins", .providerUnreachable(document)) {
        $0.replies[path] = .init(body: Data("{}".utf8), delay: .seconds(8))
      },
      Attack("\(document): trickles", .providerUnreachable(document)) {
        $0.replies[path] = .init(
          body: Data(String(repeating: " ", count: 80).utf8), delayPerByte: .milliseconds(100))
      },
    ]
  }

  private static func discovery(_ member: String, _ value: (any Sendable)?) -> Attack {
    Attack(
      "discovery: \(member) = \(value.map { "\($0)" } ?? "absent")",
      .answerInvalid(.discovery, .member(member))
    ) { $0.discovery[member] = value }
  }

  static let onOneDocument: [Attack] = [
    discovery("issuer", "https://evil.example"),
    discovery("issuer", nil),
    Attack("discovery: issuer with a slash more", .answerInvalid(.discovery, .member("issuer"))) {
      $0.discovery["issuer"] = $0.rogue.issuer + "/"
    },
    discovery("token_endpoint", nil),
    discovery("token_endpoint", "http://evil.example/token"),
    discovery("token_endpoint", "https://u:p@evil.example/token"),
    discovery("token_endpoint", "ftp://evil.example/token"),
    discovery("authorization_endpoint", "javascript:alert(1)"),
    discovery("authorization_endpoint", "https://ok.example/\r\nSet-Cookie: a=b"),
    discovery("authorization_endpoint", "https://ok.example\\@evil.example/"),
    discovery("jwks_uri", 1),
    discovery("userinfo_endpoint", "file:///etc/passwd"),
    discovery("response_types_supported", ["token"]),
    discovery("code_challenge_methods_supported", ["plain"]),
    discovery("id_token_signing_alg_values_supported", ["HS256"]),
    discovery("token_endpoint_auth_methods_supported", ["private_key_jwt"]),
    Attack("discovery: not there", .answerInvalid(.discovery, .status(404))) {
      $0.replies["/.well-known/openid-configuration"] = .init(status: 404, body: Data())
    },
    Attack("keys: no list", .answerInvalid(.keys, .member("keys"))) { $0.keys = ["keys": "none"] },
    Attack("keys: too many", .answerInvalid(.keys, .member("keys"))) {
      $0.keys = ["keys": (0..<65).map { Forge.published(Forge.key, "\($0)") }]
    },
    Attack("token: no ID token", .answerInvalid(.token, .member("id_token"))) {
      $0.tokenAnswer["id_token"] = NSNull()
    },
    Attack("token: another type", .answerInvalid(.token, .member("token_type"))) {
      $0.tokenAnswer["token_type"] = "DPoP"
    },
    Attack("token: a header hidden in it", .answerInvalid(.token, .member("access_token"))) {
      $0.tokenAnswer["access_token"] = "a\r\nX-Evil: 1"
    },
    Attack("token: refused", .tokenRefused("invalid_grant")) {
      $0.replies["/token"] = .json(["error": "invalid_grant"], status: 400)
    },
    Attack("token: refused with markup", .tokenRefused("unknown_error")) {
      $0.replies["/token"] = .json(["error": "<script>"], status: 401)
    },
    Attack("userinfo: of somebody else", .answerInvalid(.userinfo, .member("sub"))) {
      $0.userinfo["sub"] = "another"
    },
    Attack("userinfo: refused", .answerInvalid(.userinfo, .status(401))) {
      $0.replies["/userinfo"] = .json([String: String](), status: 401)
    },
  ]

  static let onCallbacks: [Attack] = [
    Attack("another state", .stateMismatch) { $0.callback = Callback(code: "c", state: "other") },
    Attack("no state", .stateMismatch) { $0.callback = Callback(code: "c", state: nil) },
    Attack("another provider's answer", .issuerMismatch) {
      $0.callback = Callback(code: "c", state: "state-of-this", issuer: "https://evil.example")
    },
    Attack("no issuer where one is promised", .issuerMismatch) {
      $0.discovery["authorization_response_iss_parameter_supported"] = true
    },
    Attack("no code", .callbackInvalid) {
      $0.callback = Callback(code: nil, state: "state-of-this")
    },
    Attack("an endless code", .callbackInvalid) {
      $0.callback = Callback(code: String(repeating: "c", count: 5_000), state: "state-of-this")
    },
    Attack("an error", .signInRefused("login_required")) {
      $0.callback = Callback(code: nil, state: "state-of-this", error: "login_required")
    },
    Attack("an error with markup", .signInRefused("unknown_error")) {
      $0.callback = Callback(code: "c", state: "state-of-this", error: "<b>call 555</b>")
    },
    Attack("an error with another state", .stateMismatch) {
      $0.callback = Callback(code: nil, state: "other", error: "access_denied")
    },
  ]
}
