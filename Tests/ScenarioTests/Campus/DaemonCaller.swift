import AsyncHTTPClient
import Foundation
import HTTPTypes
import LinkedData
import NIOCore
import NIOHTTP1
import Storage

@testable import Web

/// Calls the API of a daemon that is a process of its own.
struct DaemonCaller: Sendable {
  struct Answer: Sendable, Equatable {
    let status: Int
    let type: String?
    let body: [UInt8]
    let isReplay: Bool

    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
    /// The last part of the problem's type.
    var problem: String? {
      json["type"]?.string.map { String($0.split(separator: ":").last ?? "") }
    }
    /// The id of the completion that was recorded.
    var completion: String? { json["completion"]?["id"]?.string }

    /// Whether it is the same answer, given again.
    func isReplay(of first: Answer) -> Bool {
      isReplay && status == first.status && type == first.type && body == first.body
    }
  }

  let port: Int
  let token: String

  func post(
    _ path: String, _ body: JSONValue, key: String, within patience: Int64 = 20
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(API.root)\(path)")
    request.method = .POST
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    request.headers.add(name: "content-type", value: "application/json")
    request.headers.add(name: "idempotency-key", value: key)
    request.headers.add(name: "connection", value: "close")
    request.body = .bytes(ByteBuffer(bytes: body.serialized))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(patience))
    let bytes = try await response.body.collect(upTo: 1 << 20)
    return Answer(
      status: Int(response.status.code),
      type: response.headers.first(name: "content-type"), body: Array(bytes.readableBytesView),
      isReplay: response.headers.first(name: "idempotency-replayed") == "true")
  }

  /// Sends until there is an answer that is not "try again", whatever happens to the daemon.
  func insist(_ path: String, _ body: JSONValue, key: String) async throws -> Answer {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
      if let answer = try? await post(path, body, key: key, within: 5), answer.status != 503 {
        return answer
      }
      try await Task.sleep(for: .milliseconds(.random(in: 5...60)))
    }
    throw NeverHappened()
  }

  /// Waits until the daemon listens.
  func isUp() async -> Bool {
    let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/healthz")
    let response = try? await HTTPClient.shared.execute(request, timeout: .seconds(2))
    return response?.status == .ok
  }
}
