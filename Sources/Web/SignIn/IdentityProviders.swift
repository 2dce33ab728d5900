import Logging
import OpenIDConnect
import ServiceLifecycle
import Storage
import Synchronization

/// The identity provider as each institution sees it: the way back leads to its own site.
final class IdentityProviders: Service {
  let settings: SignInSettings.Provider
  private let logger: Logger
  private let made = Mutex<[Int: OpenIDProvider]>([:])

  init(_ settings: SignInSettings.Provider, logger: Logger) {
    self.settings = settings
    self.logger = logger
  }

  func provider(for institution: Institution) throws -> OpenIDProvider {
    if let known = made.withLock({ $0[institution.id] }) { return known }
    let provider = try Provider(
      issuer: settings.issuer, clientID: settings.clientID, clientSecret: settings.clientSecret,
      redirectURI: settings.redirect ?? institution.site + "/sign-in/callback",
      rolesClaim: settings.rolesClaim, extraClaims: [settings.learnerClaim].compactMap { $0 })
    return made.withLock { made in
      if let known = made[institution.id] { return known }
      let new = OpenIDProvider(provider, logger: logger)
      made[institution.id] = new
      return new
    }
  }

  /// Closes the connections to the provider when the daemon stops.
  func run() async throws {
    try? await gracefulShutdown()
    for provider in made.withLock({ $0.values.map(\.self) }) { await provider.shutdown() }
  }
}
