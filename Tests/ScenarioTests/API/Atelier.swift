import Foundation
import LinkedData
import Office
import Postgres
import Storage

@testable import Web

/// A campus whose programs ask for evidence, with people who hand it in and people who review it.
struct Atelier: Sendable {
  let campus: Campus
  let ada: UUID
  let grace: UUID

  /// Two programs of a workshop and a portfolio each, for Ada and Grace.
  static func open(cabinet: FilingCabinet? = nil) async throws -> Atelier {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z", cabinet: cabinet)
    let evidence = "evidence: {name: Portfolio, kinds: [portfolio, endorsement]}"
    for code in ["first", "second"] {
      try await campus.apply(
        SampleProgram.badge(code).replacingOccurrences(of: "evidence: none", with: evidence))
    }
    try await campus.people("1,Ada Lovelace", "2,Grace Hopper")
    try await campus.enrollments(
      "1,first,2026-08-24", "1,second,2026-08-24", "2,first,2026-08-24")
    try await campus.results("1,workshop,W 1,2026-09-01", "2,workshop,W 1,2026-09-01")
    return Atelier(
      campus: campus, ada: try await campus.learnerID("1"), grace: try await campus.learnerID("2"))
  }

  /// The path of an enrollment.
  func enrollment(_ learner: UUID, _ program: String = "first") async throws -> String {
    let (institution, key) = (campus.id, program.uppercased())
    let found = try await campus.database.read(as: Scopes.institution(institution)) {
      try Enrollments.of(learner: learner, program: key, institution: institution, in: $0)
    }
    return "/enrollments/\(found[0].id.text)"
  }

  /// Evidence of one link.
  static func work(_ url: String = "https://example.edu/work", _ title: String = "Plan")
    -> JSONValue
  {
    [
      "requirement": "evidence", "kind": "portfolio", "title": .string(title),
      "items": [["url": .string(url)]],
    ]
  }

  static func accept(_ reason: String = "It is good.") -> JSONValue {
    ["outcome": "accepted", "reason": .string(reason)]
  }

  static func say(_ outcome: String) -> JSONValue {
    ["outcome": .string(outcome), "reason": "For the record."]
  }
}

extension APIClient {
  /// The path of evidence that a visitor hands in.
  func handIn(
    _ work: JSONValue = Atelier.work(), for enrollment: String, by visitor: Visitor
  ) async throws -> String {
    let answer = try await post("\(enrollment)/evidence", work, by: visitor)
    return "/evidence/\(answer["id"] ?? "none: \(answer.text)")"
  }

  func flags(of path: String, by visitor: Visitor) async throws -> [String] {
    try await get(path, by: visitor).json["flags"]?.elements.compactMap(\.string) ?? []
  }
}

extension Campus {
  /// What the journal says of a kind of things, in order.
  func journal(_ kind: String) async throws -> [String] {
    try await database.read { transaction in
      try transaction.query(
        """
        select concat_ws(' ', action, role, coalesce(from_state, '-'), to_state) from journal
         where subject_kind = \(kind) order by entry_id
        """
      ).column()
    }
  }
}
