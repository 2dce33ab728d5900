import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Microcredentials
import NIOCore
import Office
import Postgres
import Storage
import Testing

@testable import Web

/// A campus whose badges are looked at as the world does: Ada has earned one with evidence.
struct Gallery: Sendable {
  let campus: Campus
  let award: UUID
  let credential: UUID

  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String
  }

  static func open(
    name: String = "Ada Lovelace", title: String? = nil, program: String? = nil
  ) async throws -> Gallery {
    let campus = try await Campus.open()
    var text =
      program
      ?? SampleProgram.credit(
        more: """
          skills: [Budgeting, Grant writing]
          competencies: [Critical thinking]
          """
      ).replacingOccurrences(
        of: "evidence: none", with: "evidence: {name: Portfolio, kinds: [portfolio]}")
    if let title {
      text = text.replacingOccurrences(of: "title: Program nonprofit", with: "title: \(title)")
    }
    try await campus.apply(text)
    let learner = "\"\(name.replacingOccurrences(of: "\"", with: "\"\""))\""
    try await campus.people("1,\(learner),ada@example.edu", "2,Grace Hopper,grace@example.edu")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
    try await campus.evidence("1,nonprofit,2026-09-03,portfolio,https://example.edu/work")
    try await campus.reconcile()
    let badge = try #require(try await campus.badges().first)
    let award = try await campus.database.read {
      try $0.query("select award_id from award").only(UUID.self)
    }
    return Gallery(campus: campus, award: award, credential: badge.id)
  }

  var path: String { "/credentials/\(credential.text)" }

  /// Fetches as a browser does, or as `accept` says.
  func get(
    _ path: String, accept: String? = "text/html", _ headers: HTTPFields = [:]
  ) async throws -> Answer {
    try await send(.get, path, accept: accept, headers)
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, accept: String? = "text/html",
    _ headers: HTTPFields = [:], form: String? = nil
  ) async throws -> Answer {
    try await Self.send(method, path, accept: accept, headers, form: form, to: application)
  }

  /// One daemon over the campus, with memory of its own.
  var application: some ApplicationProtocol {
    buildApplication(
      campus.office, at: WebAddress(host: "127.0.0.1", port: 0), logger: .quiet
    ) { [] }
  }

  static func send(
    _ method: HTTPRequest.Method, _ path: String, accept: String? = "text/html",
    _ headers: HTTPFields = [:], form: String? = nil, to application: some ApplicationProtocol
  ) async throws -> Answer {
    var headers = headers
    headers[.accept] = accept
    if form != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
    let fields = headers
    return try await application.test(.router) { client in
      try await client.execute(
        uri: path, method: method, headers: fields, body: form.map { ByteBuffer(string: $0) }
      ) { response in
        Answer(
          status: response.status.code, headers: response.headers,
          text: String(buffer: response.body))
      }
    }
  }

  func publish(_ fields: Consents.Field..., not: [Consents.Field] = []) async throws {
    var wanted = Dictionary(uniqueKeysWithValues: fields.map { ($0, true) })
    for field in not { wanted[field] = false }
    let (choice, award) = (wanted, award)
    _ = try await campus.office.acting(as: try await campus.learner("1")) {
      try $0.publish(choice, ofAward: award)
    }
  }

  func hold(_ number: String = "1", placed: Bool) async throws {
    let (institution, learner) = (campus.id, try await campus.learnerID(number))
    try await campus.app(
      """
      insert into hold (institution_id, learner_id, kind, placed, actor, role, reason)
      values (\(institution)::int, \(learner), 'directory', \(placed), 'test', 'registrar', 'Asked.')
      """)
  }
}
