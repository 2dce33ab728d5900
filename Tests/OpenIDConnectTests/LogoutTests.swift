import Foundation
import OpenIDConnect
import Testing

struct LogoutTests {
  static let event = "http://schemas.openid.net/event/backchannel-logout"

  private func attempt() throws -> Attempt {
    var attempt = try Attempt()
    attempt.header["typ"] = "logout+jwt"
    attempt.claims["nonce"] = nil
    attempt.claims["sid"] = "session-1"
    attempt.claims["jti"] = "notice-1"
    attempt.claims["events"] = [Self.event: [String: String]()]
    return attempt
  }

  private func notice(_ attempt: Attempt) async throws -> LogoutNotice {
    try await attempt.publish()
    let token = try await Forge.token(attempt.header, attempt.claims, attempt.sign)
    return try await withParty(try attempt.settings(attempt.rogue.issuer)) {
      try await $0.logoutNotice(from: token)
    }
  }

  @Test func `a logout notice names session, subject and itself`() async throws {
    let attempt = try attempt()
    let notice = try await notice(attempt)
    #expect(notice.issuer == attempt.rogue.issuer)
    #expect(notice.subject == "person")
    #expect(notice.session == "session-1")
    #expect(notice.identifier == "notice-1")
    #expect(abs(notice.expiry.timeIntervalSinceNow - 360) < 10)
  }

  @Test(arguments: ["sub", "sid"])
  func `subject or session is enough`(absent: String) async throws {
    var attempt = try attempt()
    attempt.claims[absent] = nil
    #expect(try await notice(attempt).identifier == "notice-1")
  }

  @Test(
    arguments: [
      .claim("iss", "https://evil.example", .issuer), .claim("aud", "other", .audience),
      .claim("exp", nil, .expired), .claim("exp", 1, .expired),
      .claim("iat", 1e12, .issuedInFuture),
      .claim("events", nil, .events), .claim("events", [String: String](), .events),
      .claim("events", [event: "yes"], .events), .claim("nonce", "n", .nonce),
      .claim("jti", nil, .identifier), .claim("jti", "", .identifier), .claim("sub", "", .subject),
      Attack("neither subject nor session", .idTokenInvalid(.subject)) {
        $0.claims["sub"] = nil
        $0.claims["sid"] = nil
      },
      Attack("an access token", .idTokenInvalid(.kind)) { $0.header["typ"] = "at+jwt" },
      Attack("unsigned", .idTokenInvalid(.algorithm)) { $0.header["alg"] = "none" },
      Attack("a stranger's", .idTokenInvalid(.signature)) { $0.sign = Forge.byStranger },
    ] as [Attack])
  func `a spoilt logout token is refused`(attack: Attack) async throws {
    var attempt = try attempt()
    attack.spoil(&attempt)
    guard case .idTokenInvalid(let fault) = attack.error else { return }
    await #expect(throws: SignInError.logoutTokenInvalid(fault)) {
      try await self.notice(attempt)
    }
  }

  @Test func `the sign-out address carries what it is given`() async throws {
    let attempt = try Attempt()
    try await attempt.publish()
    let issuer = attempt.rogue.issuer
    let url = try await withParty(try Attempt.settings(issuer)) {
      try await $0.signOutURL(
        idTokenHint: "a.b.c", returningTo: "https://conferral.example/?a=b", state: "s&t")
    }
    #expect(
      url == issuer + "/logout?client_id=conferral-K&id_token_hint=a.b.c"
        + "&post_logout_redirect_uri=https%3A%2F%2Fconferral.example%2F%3Fa%3Db&state=s%26t")
  }

  @Test func `a provider without a sign-out address has none`() async throws {
    var attempt = try Attempt()
    attempt.discovery["end_session_endpoint"] = nil
    try await attempt.publish()
    let url = try await withParty(try Attempt.settings(attempt.rogue.issuer)) {
      try await $0.signOutURL(idTokenHint: nil)
    }
    #expect(url == nil)
  }
}
