import AsyncHTTPClient
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import NIOHTTP1

@testable import Web

/// Requests over connections of their own: those of the test client wait for each other.
enum Apart {
  /// Whether the running task sends so.
  @TaskLocal static var isWanted = false

  static func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]?, _ headers: HTTPFields,
    to client: any TestClientProtocol
  ) async throws -> APIClient.Answer {
    guard let port = client.port else { throw NeverHappened() }
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(API.root)\(path)")
    request.method = HTTPMethod(rawValue: method.rawValue)
    for field in headers {
      request.headers.add(name: field.name.canonicalName, value: field.value)
    }
    if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    var fields = HTTPFields()
    for (name, value) in response.headers {
      if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
    }
    let bytes = try await response.body.collect(upTo: 16 << 20)
    return APIClient.Answer(
      status: Int(response.status.code), headers: fields, body: Array(bytes.readableBytesView))
  }
}

/// Does the same so many times at once.
func atOnce<Result: Sendable>(
  _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Result
) async throws -> [Result] {
  try await atOnceInOrder(Array(0..<count), body)
}

/// Does something for each element at once; the results in the order of the elements.
func atOnceInOrder<Element: Sendable, Result: Sendable>(
  _ elements: [Element], _ body: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
  try await Apart.$isWanted.withValue(true) {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      for (place, element) in elements.enumerated() {
        group.addTask { (place, try await body(element)) }
      }
      return try await group.reduce(into: [(Int, Result)]()) { $0.append($1) }
        .sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
