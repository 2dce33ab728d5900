public import Foundation
public import Logging

/// The identity provider as this program sees it: OpenID Connect Core 1.0, authorization code flow
/// with PKCE. Holds what was fetched from the provider, and nothing about people.
public final class OpenIDProvider: Sendable {
  /// The settings.
  public let provider: Provider
  let fetcher: Fetcher
  let now: @Sendable () -> Date
  private let metadataShelf: FetchedValue<ProviderMetadata>
  private let keyShelf: FetchedValue<KeySet>

  /// Fetches nothing yet; call ``shutdown()`` at the end.
  public init(
    _ provider: Provider, logger: Logger, now: @escaping @Sendable () -> Date = { Date() }
  ) {
    let fetcher = Fetcher()
    let metadata = FetchedValue<ProviderMetadata>(maximumAge: 3_600, renewalPause: 10) {
      await OpenIDProvider.outcome { () async throws(SignInError) in
        try await OpenIDProvider.metadata(of: provider, fetcher)
      }
    }
    keyShelf = FetchedValue(maximumAge: 3_600, renewalPause: 10) {
      await OpenIDProvider.outcome { () async throws(SignInError) in
        let address = try await metadata.value(at: now()).keys
        let document = try await fetcher.document(.keys, at: address)
        guard let keys = KeySet(.object(document)) else {
          throw .answerInvalid(.keys, .member("keys"))
        }
        logger.info(
          "The identity provider's keys were fetched",
          metadata: ["usable": "\(keys.keys.count)", "ignored": "\(keys.ignored)"])
        return keys
      }
    }
    metadataShelf = metadata
    self.provider = provider
    self.fetcher = fetcher
    self.now = now
  }

  /// Closes the connections.
  public func shutdown() async { await fetcher.shutdown() }

  /// Fetches configuration and keys, for a readiness check; throws what is wrong with them.
  public func check() async throws(SignInError) {
    _ = try await metadata()
    _ = try await keyShelf.value(at: now())
  }

  func metadata() async throws(SignInError) -> ProviderMetadata {
    try await metadataShelf.value(at: now())
  }

  /// Takes a token apart and believes it when the provider signed it. A key that is not known may
  /// be a new one: the keys are fetched again once, if that was not done a moment ago.
  func signedToken(
    _ text: String, otherwise refuse: @Sendable (TokenFault) -> SignInError
  ) async throws(SignInError) -> (SignedToken, SigningAlgorithm) {
    let token: SignedToken
    do { token = try SignedToken(text) } catch { throw refuse(error) }
    guard let algorithm = SigningAlgorithm(rawValue: token.algorithmName),
      provider.algorithms.contains(algorithm)
    else { throw refuse(.algorithm) }
    var fault = await (try keyShelf.value(at: now())).fault(of: token, algorithm)
    if fault == .unknownKey || (fault == .signature && token.keyIdentifier == nil) {
      fault = await (try keyShelf.renewed(at: now())).fault(of: token, algorithm)
    }
    if let fault { throw refuse(fault) }
    return (token, algorithm)
  }

  private static func metadata(
    of provider: Provider, _ fetcher: Fetcher
  ) async throws(SignInError) -> ProviderMetadata {
    let base = provider.issuer.hasSuffix("/") ? provider.issuer : provider.issuer + "/"
    guard let address = WebAddress(base + ".well-known/openid-configuration") else {
      throw .configurationInvalid(.issuer)
    }
    return try ProviderMetadata(
      try await fetcher.document(.discovery, at: address), for: provider)
  }

  private static func outcome<Value>(
    _ body: () async throws(SignInError) -> Value
  ) async -> Result<Value, SignInError> {
    do { return .success(try await body()) } catch { return .failure(error) }
  }
}
