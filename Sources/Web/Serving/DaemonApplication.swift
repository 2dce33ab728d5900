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

/// The daemon's HTTP face, for the program and for tests alike.
///
/// `readiness` tells what keeps the daemon from doing its work, one sentence each; none when it is
/// ready.
public func buildApplication(
  _ office: Office, at address: WebAddress, limits: WebLimits = WebLimits(),
  signIn: SignInSettings = SignInSettings(), logger: Logger,
  readiness: @escaping @Sendable () async -> [String]
) -> some ApplicationProtocol {
  let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
  router.add(middleware: Watching(logger: logger))
  router.add(middleware: Compressing())
  router.add(middleware: Guarding(logger: logger))
  let directory = InstitutionDirectory(office)
  let doorkeeper = Doorkeeper(
    office: office, directory: directory, callsPerMinute: limits.callsPerMinute)
  Health(readiness: readiness).add(to: router)
  PublicDocuments(office: office, directory: directory).add(to: router)
  ProgramPages(office: office, directory: directory).add(to: router)
  API(office: office, doorkeeper: doorkeeper, limits: limits).add(to: router)
  let providers = signIn.provider.map { IdentityProviders($0, logger: logger) }
  SignInPages(
    office: office, directory: directory, doorkeeper: doorkeeper, settings: signIn,
    providers: providers
  ).add(to: router)
  return Application(
    router: router,
    server: .http1(
      configuration: .init(
        idleTimeout: .seconds(60),
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 64))),
    configuration: ApplicationConfiguration(
      address: .hostname(address.host, port: address.port), serverName: "conferral",
      availableConnectionsDelegate: MaximumAvailableConnections(1_024)),
    logger: logger)
}
