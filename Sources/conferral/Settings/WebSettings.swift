import Foundation
import Office
import OpenIDConnect
import Web

extension Settings {
  /// What the HTTP face is set to; throws a refusal for a role mapping that cannot be read.
  func web(over office: Office) throws -> WebOptions {
    let scrape = Scrape(office)
    let access: WebOptions.MetricsAccess =
      switch metrics {
      case .on: .on
      case .off: .off
      case .loopback: .loopback
      }
    return WebOptions(
      limits: WebLimits(
        bodyBytes: requests.bodyMegabytes << 20, bulkBytes: requests.bulkMegabytes << 20,
        callsPerMinute: requests.ratePerMinute),
      trustedProxies: requests.trustedProxies,
      signIn: Web.SignInSettings(
        provider: try signIn.map { try $0.provider }, allowsDevelopers: allowsDevelopers,
        sessionSeconds: sessionHours * 3_600),
      metricsAccess: access, metrics: { await scrape.text() })
  }

  /// On a developer's own machine: the private database, nobody else who can connect, and no
  /// identity provider.
  private var allowsDevelopers: Bool {
    databaseURL == nil && signIn == nil && ["127.0.0.1", "::1", "localhost"].contains(host)
  }
}

extension SignInSettings {
  fileprivate var provider: Web.SignInSettings.Provider {
    get throws {
      Web.SignInSettings.Provider(
        issuer: issuer.absoluteString, clientID: clientID,
        clientSecret: clientSecret.map { ClientSecret($0.text) },
        redirect: redirect?.absoluteString, rolesClaim: rolesClaim, roles: try RoleMapping(roles),
        learnerClaim: learnerClaim, learnerSystem: learnerSystem)
    }
  }
}
