import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LinkedData
import Logging
import Mail
import NIOCore
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

extension Campus {
  /// A link to claim the only badge, as a message would bring it; and the link before it ends.
  func claimLink() async throws -> String {
    let secret = "clm_\(UUID().text)"
    let number = id
    try await database.write(as: Scopes.institution(number)) { transaction in
      let (message, credential) = try transaction.query(
        """
        select outbox_id, subject_id from outbox where kind like 'mail: %'
         order by created_at desc, outbox_id desc limit 1
        """
      ).only { row in (try row.next(UUID.self), try row.next(UUID.self)) }
      #expect(
        try Claims.link(
          message, to: credential, secretSHA256: Secret.hash(secret), days: 90, of: number,
          in: transaction) != nil)
    }
    return secret
  }

  /// What is in the outbox, in order: kind and state.
  func messages() async throws -> [String] {
    try await office.messages(in: nil, after: nil, limit: 1_000, of: id)
      .sorted {
        ($0.createdAt.microsecondsSince1970, $0.kind) < (
          $1.createdAt.microsecondsSince1970, $1.kind
        )
      }
      .map { "\($0.kind) \($0.state.rawValue)" }
  }

  /// Lets all messages be due now.
  func makeMessagesDue() async throws {
    try await owner("update outbox set next_try = clock_timestamp()")
  }

  /// Where mail goes in these tests.
  static func server(_ peer: MailPeer, seconds: Int = 10) -> MailServer {
    MailServer(
      url: "smtp://127.0.0.1:\(peer.port)", user: "conferral", password: "secret word",
      certificates: peer.certificates, connectSeconds: 3, messageSeconds: seconds)
  }

  /// A mail server in the campus's own folder.
  func mailPeer(port: Int = 0) throws -> MailPeer {
    let url = folder.url.appendingPathComponent("mail")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return try MailPeer(in: url, port: port)
  }
}

/// A browser or a wallet that talks to a campus over real HTTP.
struct ClaimVisitor: Sendable {
  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
    /// The error as OAuth names it.
    var error: String? { json["error"]?.string }
    /// The cookie that was set, as it is sent back.
    var cookie: String? {
      headers[.setCookie].map { String($0.prefix { $0 != ";" }) }
    }
  }

  let client: any TestClientProtocol

  static func visit(
    _ campus: Campus, logger: Logger = .quiet,
    _ body: @escaping @Sendable (ClaimVisitor) async throws -> Void
  ) async throws {
    let application = buildApplication(
      campus.office, at: WebAddress(host: "127.0.0.1", port: 0), logger: logger
    ) { [] }
    try await application.test(.live) { client in try await body(ClaimVisitor(client: client)) }
  }

  func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer {
    try await send(.get, path, "", headers)
  }

  /// Sends a form.
  func post(
    _ path: String, _ fields: KeyValuePairs<String, String>, cookie: String? = nil
  ) async throws -> Answer {
    let plain = CharacterSet.alphanumerics.union(["-", ".", "_", "~"])
    let form = fields.map { name, value in
      [name, value].map { $0.addingPercentEncoding(withAllowedCharacters: plain) ?? "" }
        .joined(separator: "=")
    }.joined(separator: "&")
    var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    headers[.cookie] = cookie
    return try await send(.post, path, form, headers)
  }

  /// Sends JSON.
  func post(_ path: String, json: JSONValue, token: String? = nil) async throws -> Answer {
    var headers: HTTPFields = [.contentType: "application/json"]
    headers[.authorization] = token.map { "Bearer \($0)" }
    return try await send(
      .post, path, String(decoding: json.serialized, as: UTF8.self), headers)
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: String, _ headers: HTTPFields = [:]
  ) async throws -> Answer {
    try await client.execute(
      uri: path, method: method, headers: headers, body: ByteBuffer(string: body)
    ) { response in
      Answer(
        status: response.status.code, headers: response.headers,
        body: Array(response.body.readableBytesView))
    }
  }
}
