import Foundation
import LinkedData
import Office
import Postgres
import Storage
import Testing

@testable import Web

/// Awards, proposals, evidence, programs and imports as calls find them.
extension Stage {
  /// An award that somebody new has just got: its path, and who has it.
  func award(_ program: String = "open") async throws -> (path: String, results: [String]) {
    let (_, learner, number) = try await enrolled(in: program)
    var results: [String] = []
    if program == "credit" {
      for code in ["NPM 301", "NPM 302"] {
        results.append(
          try await completion(
            of: number,
            [("kind", "course"), ("code", .string(code)), ("credits", "3"), ("grade", "A")]))
      }
    } else {
      results.append(try await completion(of: number))
    }
    try await campus.reconcile()
    let list = try await api.get("/awards?learner=\(learner)", by: by(.registrar))
    let id = try #require(list.json["items"]?.elements.first?["id"]?.string)
    return ("/awards/\(id)", results)
  }

  /// A badge of another issuer that waits for a coordinator.
  func presentedBadge() async throws -> String {
    let answer = try await make(
      enrolled(in: "licensed").path + "/presented-badges",
      ["badge": .string(try ForeignIssuer().badge(nil))], by: by(.advisor))
    return "/presented-badges/\(try #require(answer["id"]))"
  }

  /// Something that the public suggested.
  func suggestion() async throws -> String {
    let title = fresh
    _ = try await campus.office.receive(
      Suggestions.New(title: title, purpose: "It is needed.", audience: ""), form: title,
      at: campus.id)
    let list = try await api.get("/suggestions?state=received&limit=500", by: by(.coordinator))
    let found = list.json["items"]?.elements.first { $0["title"]?.string == title }
    return try #require(found?["id"]?.string)
  }

  /// A proposal to revoke; delivered to a student system where it shall need two registrars.
  func proposal(isDelivered: Bool = false) async throws -> String {
    let (award, results) = try await award("credit")
    if isDelivered { try await deliver() }
    try await make(results[0] + "/void", ["reason": "A mistake."], by: by(.instructor))
    try await campus.reconcile()
    let story = try await api.get(award, by: by(.registrar))
    return "/revocation-proposals/\(try #require(story["proposal"]))"
  }

  /// Releases all that there is to a consumer of its own.
  @discardableResult
  private func deliver(of programs: [String]? = nil) async throws -> String {
    let (id, name) = (campus.id, fresh)
    try await campus.app(
      """
      insert into feed_consumer (institution_id, consumer, profile, is_test, programs)
      values (\(id)::int, \(name), 'csv', false, \(programs))
      """)
    try await campus.app(
      """
      insert into feed_batch (institution_id, consumer, number, first_position, last_position, state,
          released_at, released_by)
      select \(id)::int, \(name), 1, 1, position, 'released', clock_timestamp(), 'registrar:1'
        from feed_head where institution_id = \(id)::int
      """)
    return name
  }

  /// The path of a consumer that got a notation, and the notation's position.
  func consumer(of programs: [String]? = nil) async throws -> (path: String, position: Int) {
    _ = try await award("credit")
    let name = try await deliver(of: programs)
    return ("/feed/consumers/\(name)", try await campus.ledger().count)
  }

  /// A report that says one thing about one row.
  func report(_ position: Int, _ outcome: String) -> JSONValue {
    let totals = ["accepted", "rejected", "duplicate", "unknown"].map {
      ($0, JSONValue.number(JSONNumber($0 == outcome ? 1 : 0)))
    }
    return [
      "totals": .object(JSONObject(totals)),
      "rows": [["position": .number(JSONNumber(position)), "outcome": .string(outcome)]],
    ]
  }

  /// A list of a student system without a row.
  var emptyList: JSONValue {
    [
      "mapping": "mapping: list\nrecords: [{notation: {student: '{s}', program: '{p}'}}]\n",
      "content": "s,p\n", "title": "list", "asOf": 1,
    ]
  }

  /// A consumer of its own for whom there is something new.
  func batchConsumer() async throws -> String {
    _ = try await award("credit")
    let name = fresh
    try await campus.declare(consumer: name)
    return name
  }

  /// The path of a batch that waits for the registrar.
  func preparedBatch() async throws -> String {
    let consumer = try await batchConsumer()
    let batch = try await campus.prepare(for: consumer)
    return "/feed/consumers/\(consumer)/batches/\(batch.number)"
  }

  static let acceptance: JSONValue = [
    "outcome": "accepted", "reason": "So it is.", "publicReason": "A result was corrected.",
  ]

  /// The path of evidence, of an enrollment of somebody new.
  func evidence(isDraft: Bool = false) async throws -> String {
    let (path, _, _) = try await enrolled(in: "shown")
    let answer = try await make(
      path + "/evidence", work(isDraft: isDraft), by: by(.coordinator))
    return "/evidence/\(try #require(answer["id"]))"
  }

  func work(isDraft: Bool = false) -> JSONValue {
    [
      "requirement": "evidence", "kind": "portfolio", "title": "Plan",
      "items": [["url": .string("https://example.edu/\(fresh)")]], "draft": .bool(isDraft),
      "reason": "Handed in on paper.",
    ]
  }

  enum Ripeness: Int { case draft, submitted, approved }

  /// The path of a version of a program of its own, as far as it shall be.
  func version(_ ripeness: Ripeness = .draft) async throws -> (path: String, code: String) {
    let code = fresh
    let proposer = by(.proposer)
    try await make(
      "/programs", ProgramsAPITests.proposal(ProgramsAPITests.file(code)), by: proposer)
    let path = "/programs/\(code)/versions/1"
    guard ripeness != .draft else { return (path, code) }
    try await make(path + "/submit", ProgramsAPITests.because, by: proposer)
    if ripeness == .approved { try await ProgramsAPITests.approve(path, api) }
    return (path, code)
  }

  /// The path of a program that takes enrollments.
  func program() async throws -> String {
    let code = fresh
    try await campus.apply(SampleProgram.badge(code))
    return "/programs/\(code)"
  }

  /// The path of an import with one row that was kept aside.
  func imported() async throws -> String {
    let (_, number) = try await learner()
    let mapping = """
      mapping: versions
      records:
        - enrollment: {learner: "{id}", program: "{program}", on: "{on}", version: "{version}"}
      """
    let report = try await campus.load(
      mapping, Data("id,program,on,version\n\(number),open,2026-08-24,unheard\n".utf8))
    return "/imports/\(try #require(report.run).text)"
  }

  /// An enrollment that the loop cannot award, as its path in the work list.
  func parked() async throws -> String {
    let (path, _, number) = try await enrolled(in: "poison")
    try await completion(of: number)
    try await campus.reconcile()
    return "/work-list/parked/\(path.dropFirst("/enrollments/".count))/retry"
  }

  func person() async throws -> String {
    let answer = try await make("/people", newPerson(), by: by(.operator))
    return "/people/\(try #require(answer["id"]))"
  }

  func newPerson() -> JSONValue {
    ["subject": .string("https://login.example.edu \(fresh)"), "name": "Somebody"]
  }

  func newToken() -> JSONValue {
    [
      "name": .string(fresh), "role": "machine client", "expires": "2027-06-30",
      "reason": "Grades are sent every night.",
    ]
  }
}
