public import Foundation

/// Who signed in, as the provider says. Issuer and subject together are the identity; everything
/// else can change or be given to somebody else later.
public struct SignedInPerson: Sendable, Equatable, CustomStringConvertible {
  /// The provider.
  public let issuer: String
  /// The person's stable name there; up to 255 bytes.
  public let subject: String
  /// For the eye.
  public let name: String?
  /// An address that the provider knows.
  public let email: String?
  /// Whether the provider vouches for ``email``.
  public let emailIsVerified: Bool
  /// From the configured claim, each once; empty when it is absent.
  public let roles: [String]
  /// The further claims that were configured and are there; whole numbers as their digits.
  public let claims: [String: String]
  /// The provider's session, named again by a back-channel logout.
  public let session: String?
  /// When the person authenticated, if the provider says so.
  public let authenticatedAt: Date?
  /// The token itself: only a hint at logout, to be kept as a secret.
  public let idToken: String

  /// Shows nothing personal.
  public var description: String { "a person of \(issuer)" }

  init(_ person: PersonClaims, idToken: String) {
    issuer = person.provider.issuer
    subject = person.idToken["sub"]?.text ?? ""
    name = person.name
    (email, emailIsVerified) = person.email
    roles = person.roles ?? []
    claims = person.extras
    session = PersonClaims.short(person.idToken["sid"]?.text)
    authenticatedAt = person.idToken["auth_time"]?.number.flatMap {
      (0..<ClaimChecks.endOfTime).contains($0) ? Date(timeIntervalSince1970: $0) : nil
    }
    self.idToken = idToken
  }
}
