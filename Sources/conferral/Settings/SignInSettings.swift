import Foundation

/// Signing in through OpenID Connect.
struct SignInSettings: Sendable {
  /// The identity provider.
  let issuer: URL
  /// What Conferral is called there.
  let clientID: String
  /// The secret that they share; nil for a public client.
  let clientSecret: Secret?
  /// Where the provider sends people back to; nil for /sign-in/callback of the institution's site.
  let redirect: URL?
  /// The claim that names somebody's groups.
  let rolesClaim: String
  /// Which group has which role, as it is written: `group=role;group=role@PLACE`.
  let roles: String
  /// The claim that names a learner; nil where learners do not sign in.
  let learnerClaim: String?
  /// The system that the learner's id is of.
  let learnerSystem: String

  init?(_ read: inout SettingReader) {
    let issuer = read.url(
      "CONFERRAL_OIDC_ISSUER", "the identity provider through which people sign in",
      example: "https://login.example.edu/realms/staff")
    let clientID = read.text(
      "CONFERRAL_OIDC_CLIENT_ID", "what Conferral is called at the identity provider",
      example: "conferral")
    clientSecret = read.secret(
      "CONFERRAL_OIDC_CLIENT_SECRET", "the secret shared with the identity provider")
    redirect = read.url(
      "CONFERRAL_OIDC_REDIRECT",
      "where people come back to after signing in",
      example: "https://badges.example.edu/sign-in/callback",
      unset: "/sign-in/callback of the institution's site")
    rolesClaim = read.text(
      "CONFERRAL_OIDC_ROLES_CLAIM", "the claim that names somebody's groups", default: "groups")
    roles =
      read.text(
        "CONFERRAL_OIDC_ROLES", "which group has which role",
        form: "group=role or group=role@PLACE, with semicolons between them",
        example: "conferral-registrars=registrar;advisors-eng=advisor@ENG", accepts: Self.isMapping)
      ?? ""
    learnerClaim = read.text(
      "CONFERRAL_OIDC_LEARNER_CLAIM", "the claim that names a learner", example: "student_number")
    learnerSystem = read.text(
      "CONFERRAL_OIDC_LEARNER_SYSTEM", "the system that the learner's id is of", default: "sis")
    guard let issuer else { return nil }
    guard let clientID else {
      read.object("CONFERRAL_OIDC_ISSUER is set: set CONFERRAL_OIDC_CLIENT_ID as well.")
      return nil
    }
    self.issuer = issuer
    self.clientID = clientID
  }

  private static func isMapping(_ text: String) -> Bool {
    text.split(separator: ";").allSatisfy { pair in
      let sides = pair.split(separator: "=", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      return sides.count == 2 && sides.allSatisfy { !$0.isEmpty && !$0.hasSuffix("@") }
    }
  }
}
