import Foundation
import LinkedData
import Microcredentials
import Office
import Postgres
import Schema
import Storage
import TestSupport
import Testing

/// What student systems say of the rows they got, and how their lists compare with the ledger.
@Suite(.database(.conferral)) struct AcknowledgementTests {
  /// A campus with so many notations, all of them released to the consumer `sis`.
  private func delivered(_ count: Int) async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(
      SampleProgram.badge("workshop")
        .replacingOccurrences(of: "credit: none", with: "credit: 3")
        .replacingOccurrences(of: "{workshop: W 1}", with: "{workshop: W 1, credits: 3}"))
    try await campus.crowd(count)
    try await campus.reconcile()
    try await campus.deliver()
    return campus
  }

  private func report(_ campus: Campus, _ text: String, mapping: String? = nil) throws
    -> AcknowledgementReport
  {
    let file = campus.folder.url.appendingPathComponent("report")
    try Data(text.utf8).write(to: file)
    return try AcknowledgementFile.read(
      file, mapping: mapping, batch: nil, totals: .init(), acceptsOthers: false)
  }

  private func acknowledge(_ campus: Campus, _ text: String) async throws
    -> AcknowledgementReceipt
  {
    try await campus.office.acknowledge(
      report(campus, text), from: "sis", to: campus.id, by: "test")
  }

  private func refusal(_ campus: Campus, _ text: String) async throws -> String {
    let error = await #expect(throws: Refusal.self) { try await acknowledge(campus, text) }
    return error?.reason ?? ""
  }

  @Test func `a file may name rows by their positions alone`() async throws {
    let campus = try await delivered(2)
    let file = campus.folder.url.appendingPathComponent("positions.csv")
    try Data("position,outcome\n1,accepted\n2,accepted\n".utf8).write(to: file)
    let report = try AcknowledgementFile.read(
      file, mapping: nil, batch: "1",
      totals: .init(rows: 2, accepted: 2, rejected: 0, duplicate: 0, unknown: 0),
      acceptsOthers: false)
    let receipt = try await campus.office.acknowledge(
      report, from: "sis", to: campus.id, by: "test")
    #expect(receipt.counts.accepted == 2 && receipt.changes.changed == 2)
  }

  @Test func `a report of which no row can be read is refused, though its totals match`()
    async throws
  {
    let campus = try await delivered(2)
    let sentence = try await refusal(
      campus,
      """
      {"report": {"batch": 1, "rows": 2, "accepted": 2, "rejected": 0, "duplicate": 0, "unknown": 0}}
      {"position": 1, "outcome": "ACCEPTED"}
      {"position": 2, "outcome": "ACCEPTED"}
      """)
    #expect(
      sentence.contains("line 2: expected one of accepted, rejected, duplicate, unknown"),
      "\(sentence)")
    #expect(try await campus.count("select count(*) from acknowledgement_report") == 0)
  }

  @Test func `a report counts, comes once, and the latest word on a row stands`() async throws {
    let campus = try await delivered(4)
    let first = """
      {"report": {"batch": 1, "rows": 4, "accepted": 3, "rejected": 1, "duplicate": 0, "unknown": 0, "others": "accepted"}}
      {"position": 2, "outcome": "rejected", "code": "E7", "text": "no such student"}
      """
    let receipt = try await acknowledge(campus, first)
    #expect(receipt.counts.accepted == 3 && receipt.counts.others == 3)
    #expect(receipt.changes.changed == 4)
    let again = try await acknowledge(campus, first)
    #expect(again.isKnown && again.changes.changed == 0)
    #expect(try await campus.count("select count(*) from acknowledgement") == 4)
    let registrar = campus.staff(.registrar)
    let open = try await campus.office.reading(as: registrar) {
      try $0.rejectedRows(of: nil, standing: .open, after: nil, limit: 10)
    }
    #expect(open.map(\.position) == [2] && open.first?.code == "E7")
    let settled = try await campus.office.acting(as: registrar) {
      try $0.settle(2, of: "sis", by: .sendAgain, reason: "The student is there now.")
    }
    #expect(settled.standing == .sentAgain)
    // The same words are news after the row was sent again.
    #expect(try await !acknowledge(campus, first).isKnown)
    let later = try await acknowledge(
      campus,
      """
      {"report": {"accepted": 1, "rejected": 1, "duplicate": 0, "unknown": 1}}
      {"position": 2, "outcome": "accepted"}
      {"position": 3, "outcome": "rejected"}
      {"position": 99, "outcome": "unknown"}
      """)
    #expect(later.changes.contradicted == 1)
    #expect(later.aside.map(\.code) == ["row-unknown"] && later.counts.unknown == 1)
    try await Conferral.check(campus.database)
  }

  @Test func `a total that does not match is named, and nothing is taken`() async throws {
    let campus = try await delivered(3)
    let totals = #"{"report": {"accepted": 2, "rejected": 0, "duplicate": 0, "unknown": 0}}"#
    let short = try await refusal(campus, totals + "\n{\"position\": 1, \"outcome\": \"accepted\"}")
    #expect(short.contains("declares 2 accepted rows, but it has 1"))
    let rows = try await refusal(
      campus, #"{"report": {"batch": 1, "rows": 4, "accepted": 4, "others": "accepted"}}"#)
    #expect(rows.contains("4 rows of batch 1, but it has 3"))
    let none = try await refusal(campus, #"{"position": 1, "outcome": "accepted"}"#)
    #expect(none.contains("declares no totals"))
    #expect(
      try await refusal(campus, #"{"report": {"batch": 9, "rows": 1, "accepted": 1}}"#)
        .contains("no batch 9"))
    let junk = try await refusal(
      campus,
      #"{"report": {"batch": 1, "rows": 3, "accepted": 3, "others": "accepted"}}"# + "\n{nonsense")
    #expect(junk.contains("Line 2 cannot be read"))
    #expect(try await campus.count("select count(*) from acknowledgement_report") == 0)
    let kept = try await acknowledge(
      campus, totals + "\n{\"position\": 1, \"outcome\": \"accepted\"}\n\u{FFFD}\u{0}")
    #expect(kept.counts.accepted == 1 && kept.counts.quarantined == 1)
  }

  @Test func `losses, copies and edits in a system's list are found exactly`() async throws {
    let campus = try await delivered(60)
    let ledger = try await campus.ledger()
    var random = Seeded(7)
    for keepsID in [true, false] {
      var lines = ["student,program,text,term,on,credits,id"]
      var expected: [String: Int] = [:]
      for row in ledger {
        let id = keepsID ? row.id : ""
        func line(_ text: String) -> String {
          let credits = row.credits.map { $0.description } ?? ""
          return "\(row.student),\(row.program),\"\(text)\",\(row.term ?? ""),"
            + "\(row.earnedOn),\(credits),\(id)"
        }
        switch Int.random(in: 0..<5, using: &random) {
        case 0: expected["missing", default: 0] += 1
        case 1:
          lines += [line(row.text), line(row.text)]
          expected["matched", default: 0] += 1
          expected["twice", default: 0] += 1
        case 2:
          lines.append(line("Something else"))
          expected["different", default: 0] += 1
        default:
          lines.append(line(row.text.uppercased()))
          expected["matched", default: 0] += 1
        }
      }
      lines.append("nobody,workshop,Else,2026FA,2026-09-01,3,")
      lines.append(",workshop,Else,2026FA,2026-09-01,3,")
      expected["extra"] = 1
      expected["quarantined"] = 1
      let file = campus.folder.url.appendingPathComponent("list.csv")
      try Data(lines.joined(separator: "\n").utf8).write(to: file)
      let found = try await campus.office.compare(
        ComparisonOrder(consumer: "sis", mapping: Self.mapping, title: "list"), file: file,
        at: campus.id, by: "test")
      let counts = Dictionary(
        uniqueKeysWithValues: zip(Comparisons.outcomes, found.counts).filter { $0.1 > 0 })
      #expect(counts == expected, "with ids: \(keepsID)")
      let registrar = campus.staff(.registrar)
      let sent = try await campus.office.acting(as: registrar) {
        try $0.sendAgain("missing", rows: nil, of: found.id, reason: "They are lost there.")
      }
      if keepsID { #expect(sent == expected["missing"]) }
    }
    try await Conferral.check(campus.database)
  }

  private static let mapping = """
    mapping: list
    records:
      - notation: {student: "{student}", program: "{program}", text: "{text}", term: "{term}", on: "{on}", credits: "{credits}", notation: "{id}"}
    """
}
