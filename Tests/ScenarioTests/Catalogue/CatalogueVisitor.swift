import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore

@testable import Web

/// Somebody from the street who looks at the public pages of a campus.
struct CatalogueVisitor: Sendable {
  struct Seen: Sendable {
    let status: Int
    let text: String
    let headers: HTTPFields

    /// How often something stands in the page.
    func count(of text: String) -> Int { self.text.ranges(of: text).count }
  }

  let client: any TestClientProtocol

  static func visit(
    _ campus: Campus, _ body: @escaping @Sendable (CatalogueVisitor) async throws -> Void
  ) async throws {
    try await APIClient.serve(campus) { try await body(CatalogueVisitor(client: $0.client)) }
  }

  func see(_ path: String, _ headers: HTTPFields = [:]) async throws -> Seen {
    try await client.execute(uri: path, method: .get, headers: headers, body: nil) {
      Seen(status: $0.status.code, text: String(buffer: $0.body), headers: $0.headers)
    }
  }

  /// Sends a form as a browser does.
  func send(_ path: String, _ fields: [String: String]) async throws -> Seen {
    let body = fields.map { "\(Self.escaped($0))=\(Self.escaped($1))" }.joined(separator: "&")
    return try await client.execute(
      uri: path, method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
      body: ByteBuffer(string: body)
    ) {
      Seen(status: $0.status.code, text: String(buffer: $0.body), headers: $0.headers)
    }
  }

  private static func escaped(_ text: String) -> String { ProgramAddress.escaped(text) }
}
