import AsyncHTTPClient
import Foundation
import Logging
import NIOCore

/// Asks the provider: no redirects, 5 seconds from the first byte sent to the last received.
struct Fetcher: Sendable {
  struct Answer: Sendable {
    let status: Int
    let body: [UInt8]
  }

  enum Failure: Error {
    case unreachable
    case redirected
    case tooLong
  }

  static let patience = Duration.seconds(5)
  static let longestAnswer = 262_144

  private let client: HTTPClient

  init() {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5), read: .seconds(5)))
    configuration.connectionPool.idleTimeout = .seconds(15)
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  func shutdown() async { try? await client.shutdown() }

  /// With a bearer token for the userinfo endpoint.
  func get(_ address: WebAddress, bearer: String? = nil) async throws(Failure) -> Answer {
    var request = HTTPClientRequest(url: address.text)
    request.headers = HTTPWords.fields(authorization: bearer.map { "Bearer \($0)" })
    return try await answer(to: request)
  }

  /// Sends a form, with `Authorization` when the client identifies itself there.
  func post(
    _ form: [(name: String, value: String)], to address: WebAddress, authorization: String?
  ) async throws(Failure) -> Answer {
    var request = HTTPClientRequest(url: address.text)
    request.method = HTTPWords.method("POST")
    request.headers = HTTPWords.formFields(authorization: authorization)
    request.body = .bytes(Array(FormText.encoded(form).utf8))
    return try await answer(to: request)
  }

  /// The whole exchange races with the clock, so that an answer that trickles ends too.
  private func answer(to request: HTTPClientRequest) async throws(Failure) -> Answer {
    let client = client
    let result = await withTaskGroup(of: Result<Answer, Failure>.self) { group in
      group.addTask { await Fetcher.exchange(request, client) }
      group.addTask {
        try? await Task.sleep(for: Fetcher.patience)
        return .failure(.unreachable)
      }
      let first = await group.next() ?? .failure(.unreachable)
      group.cancelAll()
      return first
    }
    return try result.get()
  }

  private static func exchange(
    _ request: HTTPClientRequest, _ client: HTTPClient
  ) async -> Result<Answer, Failure> {
    do {
      let response = try await client.execute(request, timeout: .seconds(5))
      let status = HTTPWords.status(response.status)
      guard !(300..<400).contains(status) else { return .failure(.redirected) }
      let body = try await response.body.collect(upTo: longestAnswer)
      return .success(Answer(status: status, body: Array(body.readableBytesView)))
    } catch is NIOTooManyBytesError {
      return .failure(.tooLong)
    } catch {
      return .failure(.unreachable)
    }
  }
}
