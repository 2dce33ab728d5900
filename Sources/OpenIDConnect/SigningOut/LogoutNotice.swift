public import Foundation

/// The provider's word that a session is over (OpenID Connect Back-Channel Logout 1.0). The caller
/// refuses an ``identifier`` that it has seen, until ``expiry``.
public struct LogoutNotice: Sendable, Equatable, CustomStringConvertible {
  /// The provider.
  public let issuer: String
  /// Whose sessions are over; at least one of this and ``session`` is there.
  public let subject: String?
  /// Which of the provider's sessions is over; nil for all of the subject.
  public let session: String?
  /// `jti`, new in every notice.
  public let identifier: String
  /// From when on the notice is refused anyway.
  public let expiry: Date

  /// Shows nothing personal.
  public var description: String { "a logout notice of \(issuer)" }
}

extension OpenIDProvider {
  /// Validates the `logout_token` that the provider posted (section 2.6).
  public func logoutNotice(from token: String) async throws(SignInError) -> LogoutNotice {
    let (token, _) = try await signedToken(token) { .logoutTokenInvalid($0) }
    do { return try notice(token) } catch { throw .logoutTokenInvalid(error) }
  }

  private func notice(_ token: SignedToken) throws(TokenFault) -> LogoutNotice {
    let claims = try token.claims()
    let checks = ClaimChecks(provider: provider, claims: claims, now: now())
    guard [nil, "jwt", "logout+jwt"].contains(token.kind) else { throw .kind }
    try checks.issuerAndAudience()
    try checks.times()
    let event = "http://schemas.openid.net/event/backchannel-logout"
    guard claims["events"]?.object?[event]?.object != nil else { throw .events }
    // With a nonce it could be an ID token that somebody posts here.
    guard claims["nonce"] == nil else { throw .nonce }
    guard let identifier = PersonClaims.short(claims["jti"]?.text) else { throw .identifier }
    let subject = claims["sub"] == nil ? nil : try checks.subject()
    let session = PersonClaims.short(claims["sid"]?.text)
    guard subject != nil || session != nil else { throw .subject }
    let expiry = (claims["exp"]?.number ?? 0) + Double(provider.clockSkew)
    return LogoutNotice(
      issuer: provider.issuer, subject: subject, session: session, identifier: identifier,
      expiry: Date(timeIntervalSince1970: expiry))
  }
}
