import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LinkedData
import Logging
import Microcredentials
import NIOCore
import Office
import Postgres
import Storage
import Testing

@testable import Web

/// Talks to a campus's API over real HTTP; every answer is held against the OpenAPI document's
/// endpoint, so that each test also tests the document.
struct APIClient: Sendable {
  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
    var text: String { String(decoding: body, as: UTF8.self) }
    /// The last part of the problem's type.
    var problem: String? {
      json["type"]?.string.map { String($0.split(separator: ":").last ?? "") }
    }
    var tag: String? { headers[.eTag] }

    subscript(name: String) -> String? { json[name]?.string }
  }

  let client: any TestClientProtocol
  let campus: Campus

  /// Serves the campus on a free port of loopback while `body` runs.
  static func serve(
    _ campus: Campus,
    options: WebOptions = WebOptions(
      limits: WebLimits(
        callsPerMinute: 1_000_000, guessesPerMinute: 1_000_000,
        streamTime: .milliseconds(500))),
    _ body: @escaping @Sendable (APIClient) async throws -> Void
  ) async throws {
    let application = buildApplication(
      campus.office, at: WebAddress(host: "127.0.0.1", port: 0), options: options, logger: .quiet
    ) { [] }
    try await application.test(.live) { client in
      try await body(APIClient(client: client, campus: campus))
    }
  }

  /// A bearer token for a role at the campus.
  func token(
    _ role: Role, named name: String = "test", unit: String? = nil, at other: Campus? = nil
  ) async throws -> String {
    try await campus.office.createToken(
      named: name, role: role, unit: unit, days: 1, of: (other ?? campus).id, by: "test"
    ).secret.text
  }

  func get(_ path: String, as token: String?, _ headers: HTTPFields = [:]) async throws -> Answer {
    try await send(.get, path, nil, as: token, headers)
  }

  func post(
    _ path: String, _ body: JSONValue?, as token: String?, _ headers: HTTPFields = [:]
  ) async throws -> Answer { try await send(.post, path, body, as: token, headers) }

  func patch(
    _ path: String, _ body: JSONValue, as token: String?, _ headers: HTTPFields = [:]
  ) async throws -> Answer { try await send(.patch, path, body, as: token, headers) }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue?, as token: String?,
    _ headers: HTTPFields = [:]
  ) async throws -> Answer {
    var headers = headers
    if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
    return try await raw(method, path, body?.serialized, as: token, headers)
  }

  /// Sends bytes as they are.
  func raw(
    _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]?, as token: String?,
    _ headers: HTTPFields = [:]
  ) async throws -> Answer {
    var headers = headers
    if let token { headers[.authorization] = "Bearer \(token)" }
    let endpoint = Self.endpoint(method, path)
    let watch = endpoint?.acts == true ? try await JournalWatch.begin(campus) : nil
    let answer = try await exchange(method, path, body, headers)
    check(answer, of: method, path)
    if let endpoint, let watch, answer.status < 300, answer.headers[.replayed] == nil {
      try await watch.end(endpoint)
    }
    return answer
  }

  private func exchange(
    _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]?, _ headers: HTTPFields
  ) async throws -> Answer {
    if Apart.isWanted { return try await Apart.send(method, path, body, headers, to: client) }
    return try await client.execute(
      uri: API.root + path, method: method, headers: headers,
      body: body.map { ByteBuffer(bytes: $0) }
    ) { response in
      Answer(
        status: response.status.code, headers: response.headers,
        body: Array(response.body.readableBytesView))
    }
  }

  /// Whether the document knows of such an answer.
  private func check(_ answer: Answer, of method: HTTPRequest.Method, _ path: String) {
    #expect(answer.status < 500 || answer.status == 503, "\(method) \(path): \(answer.text)")
    guard let endpoint = Self.endpoint(method, path) else { return }
    if answer.status >= 400 {
      #expect(
        OpenAPIDocument.refusalNames.contains { $0.status == answer.status },
        "\(endpoint.id) answers \(answer.status), which the document does not tell")
      let faults = OpenAPIDocument.problem.faults(in: answer.json)
      #expect(faults.isEmpty, "\(endpoint.id): \(faults) in \(answer.text)")
      return
    }
    guard answer.status != 304 else { return }
    #expect(answer.status == endpoint.answer.status.code, "\(endpoint.id)")
    switch endpoint.answer {
    case .json(_, let schema):
      let faults = schema.faults(in: answer.json)
      #expect(faults.isEmpty, "\(endpoint.id): \(faults) in \(answer.text)")
    case .page(let schema):
      let page = Schema.object(
        nil, nil,
        [
          .must("items", .list(of: schema)), .may("next", Schema(.text(.token(1_000)))),
        ])
      let faults = page.faults(in: answer.json)
      #expect(faults.isEmpty, "\(endpoint.id): \(faults) in \(answer.text)")
    case .bytes, .nothing: break
    }
  }

  private static func endpoint(_ method: HTTPRequest.Method, _ path: String) -> Endpoint? {
    let parts = path.split(separator: "?")[0].split(separator: "/")
    let fitting = API.endpoints.filter { endpoint in
      let wanted = endpoint.path.split(separator: "/")
      return endpoint.method == method && wanted.count == parts.count
        && zip(wanted, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
    return fitting.first { !$0.path.contains("{") } ?? fitting.first
  }
}

extension Endpoint {
  /// Whether it changes something in one transaction.
  var acts: Bool { if case .acts = work { true } else { false } }
}

extension HTTPField.Name {
  static let replayed = Self("Idempotency-Replayed")!
}

extension Campus {
  /// The id of the learner with this number in the student system.
  func learnerID(_ number: String) async throws -> UUID {
    let id = ExternalID(system: "sis", id: number)
    let found = try await database.read(as: Scopes.institution(self.id)) {
      try Learners.find([id], of: self.id, in: $0)
    }
    return try #require(found[id]).id
  }
}
