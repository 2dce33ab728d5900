public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import Office

/// Where the daemon listens.
public struct WebAddress: Sendable, Hashable {
  /// The host or address to bind to.
  public var host: String
  /// The port; 0 for any free one.
  public var port: Int

  /// Makes an address.
  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }
}

/// What of the daemon's HTTP face an operator can set.
public struct WebOptions: Sendable {
  /// Who may read /metrics.
  public enum MetricsAccess: Sendable {
    /// Nobody; the address is not there.
    case off
    /// Callers on this machine that did not come through a proxy.
    case loopback
    /// Everybody.
    case on
  }

  /// How large and how frequent requests may be.
  public var limits: WebLimits
  /// How long connections may take, and how many there are.
  public var connections: ConnectionLimits
  /// The proxies that are believed when they say for whom they ask.
  public var trustedProxies: TrustedProxies
  /// How people sign in.
  public var signIn: SignInSettings
  /// Who may read /metrics.
  public var metricsAccess: MetricsAccess
  /// The text of /metrics.
  public var metrics: @Sendable () async -> String

  /// Makes options; without any nobody signs in and there are no metrics.
  public init(
    limits: WebLimits = WebLimits(), connections: ConnectionLimits = ConnectionLimits(),
    trustedProxies: TrustedProxies = TrustedProxies(), signIn: SignInSettings = SignInSettings(),
    metricsAccess: MetricsAccess = .off, metrics: @escaping @Sendable () async -> String = { "" }
  ) {
    self.limits = limits
    self.connections = connections
    self.trustedProxies = trustedProxies
    self.signIn = signIn
    self.metricsAccess = metricsAccess
    self.metrics = metrics
  }
}

/// The daemon's HTTP face, for the program and for tests alike.
///
/// `readiness` tells what keeps the daemon from doing its work, one sentence each; none when it is
/// ready.
public func buildApplication(
  _ office: Office, at address: WebAddress, options: WebOptions = WebOptions(), logger: Logger,
  readiness: @escaping @Sendable () async -> [String]
) -> some ApplicationProtocol {
  let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
  router.add(middleware: Watching(logger: logger))
  router.add(middleware: Compressing())
  let directory = InstitutionDirectory(office)
  router.add(
    middleware: Guarding(proxies: options.trustedProxies, directory: directory, logger: logger))
  let doorkeeper = Doorkeeper(
    office: office, directory: directory, limits: options.limits)
  let providers = options.signIn.provider.map { IdentityProviders($0, logger: logger) }
  Health(readiness: readiness, options: options).add(to: router)
  Stylesheet.add(to: router)
  Favicon.add(to: router)
  let badgePages = BadgePages(office: office, directory: directory)
  PublicDocuments(office: office, directory: directory, pages: badgePages).add(to: router)
  badgePages.add(to: router)
  MyBadgesPages(office: office, directory: directory).add(to: router)
  ReportPages(office: office, directory: directory).add(to: router)
  BatchPages(office: office, directory: directory).add(to: router)
  HoldPages(office: office, directory: directory).add(to: router)
  BadgePictures(office: office, directory: directory).add(to: router)
  KeyDocuments(office: office, directory: directory).add(to: router)
  ProgramPages(office: office, directory: directory).add(to: router)
  VerifyPage(office: office, directory: directory).add(to: router)
  SignInPages(
    office: office, directory: directory, doorkeeper: doorkeeper, settings: options.signIn,
    providers: providers
  ).add(to: router)
  ClaimPage(office: office, directory: directory).add(to: router)
  WalletEndpoints(office: office, directory: directory).add(to: router)
  let connections = options.connections
  let crowd = ConnectionCrowd(most: connections.most)
  API(office: office, doorkeeper: doorkeeper, limits: options.limits, crowd: crowd).add(to: router)
  // Others have to get through as well.
  office.feedWatch.admit(
    atMost: connections.most / 2, streaming: options.limits.streamTime)
  var application = Application(
    router: router,
    server: .http1(
      configuration: .init(
        additionalChannelHandlers: [Patience(connections, crowd)],
        idleTimeout: TimeAmount(connections.idleTime),
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 64))),
    configuration: ApplicationConfiguration(
      address: .hostname(address.host, port: address.port), serverName: "conferral",
      availableConnectionsDelegate: MaximumAvailableConnections(connections.hardMost)),
    logger: logger)
  if let providers { application.addServices(providers) }
  return application
}
