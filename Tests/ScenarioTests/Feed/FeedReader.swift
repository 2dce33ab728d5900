import AsyncHTTPClient
import Foundation
import HummingbirdTesting
import LinkedData
import NIOCore
import NIOHTTP1

@testable import Web

/// A system that follows the feed over connections of its own, as Feed.md says.
struct FeedReader: Sendable {
  struct Page: Sendable {
    var items: [JSONValue]
    var next: Int
    var hasMore: Bool
    var highWater: Int
    var asOf: Int
  }

  let api: APIClient
  let token: String
  var path = "/feed/notations"

  func page(_ query: String) async throws -> Page {
    let answer = try await answer(query)
    guard answer.status == 200 else { throw Unexpected(text: "\(answer)") }
    return Page(
      items: answer.json["items"]?.elements ?? [], next: answer.json.number("next"),
      hasMore: answer.json["has_more"] == true, highWater: answer.json.number("high_water"),
      asOf: answer.json.number("as_of"))
  }

  /// The answer to a question, over a connection of its own where others wait.
  func answer(
    _ query: String
  ) async throws -> (status: Int, retryAfter: String?, json: JSONValue) {
    var request = HTTPClientRequest(
      url: "http://127.0.0.1:\(api.client.port ?? 0)\(API.root)\(path)?\(query)")
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    let response = try await Self.client.execute(request, timeout: .seconds(60))
    let bytes = try await response.body.collect(upTo: 64 << 20)
    return (
      Int(response.status.code), response.headers.first(name: "retry-after"),
      (try? JSONValue(parsing: Array(bytes.readableBytesView))) ?? .null
    )
  }

  /// The usual client has eight connections to a host.
  private static let client: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 400
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  /// Follows until told to end and nothing is left; `pause` is called after each page.
  func follow(
    after: Int = 0, limit: Int = 10_000, wait: Int = 0, until isOver: @Sendable () -> Bool,
    pause: @Sendable (Int) async throws -> Void = { _ in }
  ) async throws -> [JSONValue] {
    var (seen, position): ([JSONValue], Int) = ([], after)
    while true {
      let wasOver = isOver()
      let page = try await page("after=\(position)&limit=\(limit)&wait=\(wasOver ? 0 : wait)")
      seen += page.items
      position = page.next
      try await pause(position)
      if page.items.isEmpty, !page.hasMore {
        if wasOver { return seen }
        if wait == 0 { try await Task.sleep(for: .milliseconds(5)) }
      }
    }
  }

  /// Calls `hint` with each last position that the stream of events tells, until it returns false.
  func hints(_ hint: @Sendable (Int) async throws -> Bool) async throws {
    guard let port = api.client.port else { throw Unexpected(text: "no port") }
    try await Self.hints(port: port, token: token, hint)
  }

  static func hints(
    port: Int, token: String, since last: Int? = nil, _ hint: @Sendable (Int) async throws -> Bool
  ) async throws {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(API.root)/feed/events")
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    if let last { request.headers.add(name: "last-event-id", value: "\(last)") }
    let response = try await client.execute(request, timeout: .seconds(60))
    guard response.status == .ok else { throw Unexpected(text: "\(response.status)") }
    for try await part in response.body {
      for line in String(buffer: part).split(separator: "\n") where line.hasPrefix("id: ") {
        guard let head = Int(line.dropFirst(4)), try await hint(head) else { return }
      }
    }
  }

  /// Says how far a consumer is, while others write what the journal is not told.
  func move(_ consumer: String, to position: Int) async throws {
    var request = HTTPClientRequest(
      url: "http://127.0.0.1:\(api.client.port ?? 0)\(API.root)/feed/consumers/\(consumer)/cursor")
    request.method = .PUT
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(ByteBuffer(string: "{\"position\":\(position)}"))
    let response = try await Self.client.execute(request, timeout: .seconds(30))
    let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
    guard response.status == .ok else { throw Unexpected(text: text) }
  }

  struct Unexpected: Error { let text: String }
}

extension JSONValue {
  func number(_ name: String) -> Int { Fields(self).integerIfAny(name) ?? -1 }
}
