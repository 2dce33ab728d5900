import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Lists as they come and go: what a file of a comparison says, and files that are none.
@Suite(.database(.conferral)) struct ComparisonFileTests {
  /// A campus with so many notations, all of them released to the consumer `sis`.
  private func delivered(_ count: Int) async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(
      SampleProgram.badge("workshop").replacing("credit: none", with: "credit: 3")
        .replacing("{workshop: W 1}", with: "{workshop: W 1, credits: 3}"))
    try await campus.crowd(count)
    try await campus.reconcile()
    try await campus.deliver()
    return campus
  }

  private func compare(
    _ list: [UInt8], mapping: String = ComparedRowsTests.mapping, width: Int? = nil,
    at campus: Campus
  ) async throws -> Comparisons.Listed {
    try await campus.office.acting(as: campus.staff(.registrar)) {
      try $0.compare(
        ComparisonOrder(consumer: "sis", mapping: mapping, title: "list", width: width),
        bytes: list)
    }
  }

  @Test func `the file of a comparison says what is there and what was sent`() async throws {
    let campus = try await delivered(4)
    let rows = try await campus.ledger().sorted { $0.student < $1.student }
    let name = "=HYPERLINK(\"\"http://x\"\",\"\"a\"\")"
    let list = ComparedRowsTests.text(of: [
      ComparedRowsTests.line(rows[0], keepsID: false),
      ComparedRowsTests.line(rows[1], text: name, keepsID: false),
      ComparedRowsTests.line(rows[2], keepsID: false),
      ComparedRowsTests.line(rows[2], keepsID: false).replacing("2026FA", with: "2027SP"),
      "O'Brien,workshop,\"Line, \"\"quoted\"\"\",,2026-09-01,3,",
    ])
    let found = try await compare(Array(list.utf8), at: campus)
    func sent(_ row: Int) -> String {
      "\(rows[row].student),workshop,\(rows[row].text),2026FA,2026-09-01,3,\(rows[row].id)"
    }
    let expected = """
      \u{FEFF}Outcome,Line,Position,Why,Differs,Student there,Program there,Text there,Term there,\
      Earned on there,Credits there,Student sent,Program sent,Text sent,Term sent,Earned on sent,\
      Credits sent,Notation
      missing,,\(rows[3].position),,,,,,,,,\(sent(3))
      extra,6,,not known here,,O'Brien,workshop,"Line, ""quoted\""",,2026-09-01,3,,,,,,,
      different,3,\(rows[1].position),,text,2,workshop,"'\(name)",2026FA,2026-09-01,3,\(sent(1))
      twice,5,\(rows[2].position),,term,3,workshop,\(rows[2].text),2027SP,2026-09-01,3,\(sent(2))

      """
    try await APIClient.serve(campus) { api in
      let path = "/feed/comparisons/\(found.id.text)/export"
      let registrar = try await api.token(.registrar)
      let file = try await api.get(path, as: registrar)
      #expect(file.status == 200)
      #expect(file.headers[.contentType] == "text/csv; charset=utf-8; header=present")
      #expect(
        file.headers[.contentDisposition] == "attachment; filename=\"comparison.csv\"")
      #expect(file.text == expected.replacing("\n", with: "\r\n"))
      let book = try await api.get(path + "?format=xlsx", as: registrar)
      #expect(book.status == 200 && book.body.starts(with: "PK".utf8))
      #expect(try await api.get(path, as: api.token(.advisor)).status == 403)
      let items = try await api.get(
        "/feed/comparisons/\(found.id.text)/rows?outcome=missing", as: registrar)
      let missing = items.json["items"]?.elements.first
      #expect(missing?["sent"]?["student"]?.string == rows[3].student)
      #expect(missing?["sent"]?["notation"]?.string == rows[3].id)
    }
  }

  @Test func `a file that is no list is refused with the place and the remedy`() async throws {
    let campus = try await delivered(1)
    let header = "student,program,text,term,on,credits,id\n"
    let cases: [(String, String)] = [
      ("", "header"), ("student\nAda Lovelace", "program"),
      ("Name,Line\nAda Lovelace,x\n", "student"),
      ("student,student,program,text,term,on,credits,id\n1,2,3,4,5,6,7,8\n", "student"),
      ("\"student", "line 1"),
    ]
    for (text, word) in cases {
      let refusal = await #expect(throws: Refusal.self) {
        try await compare(Array(text.utf8), at: campus)
      }
      let reason = refusal?.reason ?? ""
      #expect(reason.contains(word) && !reason.contains("Ada"), "\(text): \(reason)")
    }
    #expect(try await campus.count("select count(*) from comparison") == 0)
    // Rows that cannot be read are kept aside with their line; nothing of them is told.
    let odd: [UInt8] =
      Array(header.utf8) + Array("1,workshop,Caf".utf8) + [0xE9] + Array(",,,,\n".utf8)
      + Array("1,workshop,x,2026FA,yesterday Ada,3,\n1,2\n".utf8)
    let none = await #expect(throws: Refusal.self) { try await compare(odd, at: campus) }
    #expect(none?.reason.contains("Rows set aside: 3; the first reason: line 2") == true)
    #expect(none?.reason.contains("Ada") == false)
    let readable = Array("unheard,workshop,x,2026FA,2026-09-01,3,\n".utf8)
    let found = try await compare(odd + readable, at: campus)
    #expect(found.counts.last == 3 && found.counts[1] == 1)
    let aside = try await campus.office.reading(as: campus.staff(.registrar)) {
      try $0.comparisonRows(of: found.id, outcome: "quarantined", after: 0, limit: 10)
    }
    #expect(aside.map(\.line) == [2, 3, 4])
    for row in aside {
      let reason = row.reason ?? ""
      #expect(reason.contains("line") && !reason.contains("Ada"), "\(reason)")
    }
  }

  @Test func `a long file that is no list is given up early`() async throws {
    let campus = try await delivered(1)
    let junk = String(repeating: "Ada,Lovelace\n", count: 30_000)
    let refusal = await #expect(throws: Refusal.self) {
      try await compare(Array(ComparedRowsTests.text(of: ["", junk]).utf8), at: campus)
    }
    let reason = refusal?.reason ?? ""
    #expect(reason.contains("line 3") && !reason.contains("Ada"), "\(reason)")
    #expect(try await campus.count("select count(*) from comparison") == 0)
    let file = try campus.folder.write(
      ComparedRowsTests.text(of: ["", junk]), to: "junk.csv")
    await #expect(throws: Refusal.self) {
      try await campus.office.compare(
        ComparisonOrder(consumer: "sis", mapping: ComparedRowsTests.mapping, title: "junk.csv"),
        file: file, at: campus.id, by: "test")
    }
    #expect(
      try await campus.count("select count(*) from comparison where state = 'refused'") == 1)
    #expect(try await campus.count("select count(*) from comparison_row") < 20_000)
  }

  @Test func `a pipe, a device and a folder are no list and hold nothing up`() async throws {
    let campus = try await delivered(1)
    let pipe = campus.folder.url.appendingPathComponent("pipe")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    for file in [pipe, URL(filePath: "/dev/zero"), campus.folder.url] {
      let refusal = await #expect(throws: Refusal.self) {
        try await campus.office.compare(
          ComparisonOrder(consumer: "sis", mapping: ComparedRowsTests.mapping, title: "list"),
          file: file, at: campus.id, by: "test")
      }
      #expect(refusal?.reason.hasPrefix("\(file.path) cannot be read") == true)
    }
  }

  @Test func `nothing is compared with a ledger that is not there yet`() async throws {
    let campus = try await delivered(1)
    let file = try campus.folder.write(ComparedRowsTests.text(of: []), to: "list.csv")
    for position in [2, 999, -1] {
      let refusal = await #expect(throws: Refusal.self) {
        try await campus.office.compare(
          ComparisonOrder(
            consumer: "sis", mapping: ComparedRowsTests.mapping, title: "list", asOf: position),
          file: file, at: campus.id, by: "test")
      }
      #expect(refusal?.reason.hasPrefix("The ledger ends at position 1") == true)
    }
    #expect(try await campus.count("select count(*) from comparison") == 0)
  }

  @Test func `a list of another system, of nothing and of one text is told as it is`()
    async throws
  {
    let campus = try await delivered(3)
    let other = try await compare(
      Array(ComparedRowsTests.text(of: ["Z1,other,Else,2026FA,2026-09-01,3,"]).utf8), at: campus)
    #expect(other.counts == [0, 3, 1, 0, 0, 0, 0] && other.isStrange)
    let empty = try await compare(Array(ComparedRowsTests.text(of: []).utf8), at: campus)
    #expect(empty.counts == [0, 3, 0, 0, 0, 0, 0] && empty.listed == 0)
    // Without a program lines are told apart by their texts, as far as the list has them.
    let rows = try await campus.ledger()
    let texts = rows.map { "\($0.student),\($0.text.uppercased().prefix(12))" }
    let cut = try await compare(
      Array((["student,line"] + texts + texts.prefix(1)).joined(separator: "\r\n").utf8),
      mapping: "mapping: cut\nrecords:\n  - notation: {student: \"{student}\", text: \"{line}\"}\n",
      width: 12, at: campus)
    #expect(cut.counts == [3, 0, 0, 0, 1, 0, 0])
    try await Conferral.check(campus.database)
  }
}
