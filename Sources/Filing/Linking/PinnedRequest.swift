import AsyncHTTPClient
import Crypto
import NIOFoundationCompat
import NIOCore
import NIOHTTP1

/// One GET of a link at one address: no proxy, no cookies, no credentials, no second resolution.
struct PinnedRequest {
  enum Outcome {
    case answer(LinkFetch.Result)
    case redirect(String)
  }

  let link: Link
  let address: IPAddress
  let rules: LinkRules

  func send(_ deadline: NIODeadline) async throws -> Outcome {
    let client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: pinned)
    do {
      let outcome = try await outcome(client, deadline)
      try? await client.shutdown()
      return outcome
    } catch {
      try? await client.shutdown()
      try Task.checkCancellation()
      guard let refusal = error as? FilingError else {
        let reason = (error as? HTTPClientError)?.shortDescription ?? "no trusted connection"
        throw FilingError(.unavailable, "The linked host cannot be reached (\(reason)).")
      }
      throw refusal
    }
  }

  /// The name stays that of the link for TLS and for the Host header. That the connection goes to
  /// the checked address is looked at once more before anything is sent.
  private var pinned: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5), read: .seconds(5)))
    configuration.httpVersion = .http1Only
    configuration.proxy = nil
    if !link.isNumeric { configuration.dnsOverride = [link.host: address.text] }
    configuration.http1_1ConnectionDebugInitializer = { [address] channel in
      if channel.remoteAddress?.ipAddress.flatMap(IPAddress.init) == address {
        return channel.eventLoop.makeSucceededVoidFuture()
      }
      return channel.eventLoop.makeFailedFuture(
        LinkCheck.refusal("The linked host changed its address, so it is not fetched."))
    }
    return configuration
  }

  private func outcome(_ client: HTTPClient, _ deadline: NIODeadline) async throws -> Outcome {
    var request = HTTPClientRequest(url: link.text)
    request.headers.add(name: "accept", value: rules.accept)
    request.headers.add(name: "user-agent", value: "Conferral")
    let response = try await client.execute(request, deadline: deadline)
    let status = Int(response.status.code)
    if [301, 302, 303, 307, 308].contains(status),
      let location = response.headers.first(name: "location")
    {
      return .redirect(location)
    }
    return .answer(try await answer(response, status))
  }

  private func answer(_ response: HTTPClientResponse, _ status: Int) async throws
    -> LinkFetch.Result
  {
    let tooLarge = FilingError(
      .tooLarge, "The linked file is larger than \(rules.bytes) bytes.")
    let announced = response.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
    guard announced <= rules.bytes else { throw tooLarge }
    var hash = SHA256()
    var length = 0
    var body: [UInt8]? = rules.keepsBody ? [] : nil
    for try await piece in response.body {
      length += piece.readableBytes
      guard length <= rules.bytes else { throw tooLarge }
      hash.update(data: piece.readableBytesView)
      body?.append(contentsOf: piece.readableBytesView)
    }
    let type = response.headers.first(name: "content-type").map {
      String($0.prefix { $0 != ";" }.prefix(255)).lowercased().filter { !$0.isWhitespace }
    }
    return LinkFetch.Result(
      link: link, status: status, mediaType: type, id: ContentID(hash.finalize()), length: length,
      body: body)
  }
}
