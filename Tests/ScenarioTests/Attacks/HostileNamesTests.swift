import FeedProfiles
import Foundation
import HTTPTypes
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import Web

/// Names that break out of files and pages, through everything that leaves the house.
@Suite(.serialized, .database(.conferral)) struct HostileNamesTests {
  static let names = [
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1+1", "-2+3", "＝1+1", "<script>alert(1)</script>",
    "\"; drop table award; --", "'; drop table award; --", "Ada \u{202E}ecalevoL",
    "a,b;c|d\\e", "]]>&amp;<!--", "{{#.}}{{{x}}}{{/.}}",
    "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "null", "\u{FFFD}e\u{301}\u{301}",
    String(repeating: "long ", count: 80), String(repeating: "x", count: 400),
  ]
  private static let title = "=T <script>alert(2)</script> \"; drop, \u{1F393}"

  /// Everybody has a line in the ledger, a notation that is held, and one that was rejected.
  private func campus() async throws -> Campus {
    let campus = try await Campus.open(at: "2026-10-01T12:00:00Z")
    try await campus.apply(
      Campus.notedProgram.replacing("Program workshop", with: "'\(Self.title)'"))
    try await campus.crowd(Self.names.count)
    for (place, name) in Self.names.enumerated() {
      try await campus.app(
        "update learner set name = \(name) where learner_id = stable_id(\("crowd\(place + 1)"))")
    }
    try await campus.reconcile()
    #expect(try await campus.ledger().count == Self.names.count)
    return campus
  }

  /// Fields of RFC 4180 text, whatever the lines end with.
  private static func cells(_ text: String) -> [[String]] {
    var (rows, row, cell) = ([[String]](), [String](), String.UnicodeScalarView())
    var (isQuoted, before) = (false, Unicode.Scalar(UInt8(0)))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"":
        if !isQuoted, before == "\"" { cell.append(scalar) }
        isQuoted.toggle()
      case ",", "\n":
        if isQuoted {
          cell.append(scalar)
          break
        }
        if cell.last == "\r" { cell.removeLast() }
        row.append(String(cell))
        cell = .init()
        if scalar == "\n" { (rows, row) = (rows + [row], []) }
      default: cell.append(scalar)
      }
      before = scalar
    }
    return rows
  }

  private static func expectNoFormula(_ csv: String, _ place: String) {
    let signs = "=+-@\t\r\n＝＋－＠"
    let rows = cells(csv.hasPrefix("\u{FEFF}") ? String(csv.dropFirst()) : csv)
    #expect(rows.count > 1, "\(place)")
    for cell in rows.joined() where Double(cell) == nil {
      let first = cell.unicodeScalars.first { $0 != " " && $0 != "\u{FEFF}" }
      #expect(first.map { !signs.unicodeScalars.contains($0) } ?? true, "\(place): \(cell)")
    }
  }

  @Test func `a batch in every profile holds each name as data`() async throws {
    let campus = try await campus()
    for profile in FeedProfile.shippedNames {
      try await campus.declare(consumer: profile, profile: profile)
      let batch = try await campus.send(to: profile)
      let totals = try #require(batch.release).totals
      #expect(totals.rows + totals.leftOut == Self.names.count, "\(profile)")
      var pieces = [try await campus.file(of: batch)].makeIterator()
      let bytes = try await campus.file(of: batch)
      let text = try await campus.office.text(of: batch, at: campus.id)
      let read = BatchFile.read(text.fileName) { pieces.next() }
      #expect(read.problems.isEmpty, "\(profile): \(read.problems)")
      #expect(read.trailer != nil && read.header != nil, "\(profile)")
      switch URL(fileURLWithPath: text.fileName).pathExtension {
      case "csv":
        Self.expectNoFormula(String(decoding: bytes, as: UTF8.self), profile)
      case "xml": #expect(XMLParser(data: Data(bytes)).parse(), "\(profile)")
      case "jsonl":
        for line in bytes.split(separator: 10) { _ = try JSONValue(parsing: Array(line)) }
      default: break
      }
    }
  }

  @Test func `the feed, the work list and every export hold them as data`() async throws {
    let campus = try await campus()
    let comparison = try await prepared(campus)
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      for path in [
        "/feed/notations", "/work-list", "/reports/rows?figure=awarded", "/feed/rejections",
        "/reports/figures?by=program", "/feed/comparisons/\(comparison)/rows?outcome=extra",
      ] {
        let answer = try await api.get(path, as: registrar)
        #expect(
          answer.status == 200 && answer.json["items"] != nil || answer.json != .null, "\(path)")
      }
      for path in [
        "/reports/figures/export?by=program&format=", "/reports/rows/export?figure=awarded&format=",
        "/feed/comparisons/\(comparison)/export?format=",
      ] {
        let csv = try await api.get(path + "csv", as: registrar)
        #expect(csv.status == 200)
        Self.expectNoFormula(csv.text, path)
        let book = try await api.get(path + "xlsx", as: registrar)
        #expect(book.status == 200)
        guard Openpyxl.isExpected else { continue }
        let seen = try Openpyxl.read(book.body)
        #expect(!seen.sheets.joined().joined().contains { $0[0] == "f" }, "\(path)")
      }
      let chart = try await api.get("/reports/figures/export?by=program&format=svg", as: registrar)
      #expect(XMLParser(data: Data(chart.body)).parse())
      #expect(!chart.text.contains("<script"))
    }
    try await campus.app("update held_notation set released_at = clock_timestamp()")
  }

  @Test func `no page runs or hides them`() async throws {
    let campus = try await campus()
    let comparison = try await prepared(campus)
    try await campus.app("update feed_consumer set title = \(Self.title)")
    _ = try await campus.prepare()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person(.registrar)
      for path in [
        "/feed", "/feed/banner", "/feed/banner/1", "/feed/banner/2", "/feed/banner/rejections",
        "/feed/banner/comparisons", "/feed/banner/comparisons/\(comparison)?outcome=extra",
        "/held", "/holds", "/reports?by=program", "/reports/rows?figure=awarded", "/proposals",
      ] {
        let page = try await FeedPagesTests.send(.get, path, registrar, to: api)
        #expect(page.status == 200, "\(path)")
        #expect(!page.text.contains("<script") && !page.text.contains("]]>&amp;<!--"), "\(path)")
        #expect(!page.text.contains("<title>\(Self.title)"), "\(path)")
      }
    }
    try await campus.app("update held_notation set released_at = clock_timestamp()")
  }

  /// A list with the names compared, rows rejected with them, notations held; the comparison's id.
  private func prepared(_ campus: Campus) async throws -> String {
    try await campus.declare()
    try await campus.send()
    let lines = Self.names.enumerated().compactMap { place, name in
      AcknowledgementReport.Line(
        line: place + 1, position: place + 1, notation: nil, outcome: "rejected",
        code: String(name.prefix(20)), text: name)
    }
    let report = AcknowledgementReport(
      batch: nil, totals: .init(accepted: 0, rejected: lines.count), lines: lines)
    _ = try await campus.office.acting(as: campus.staff(.registrar)) {
      try $0.acknowledge(report, from: "banner")
    }
    try await campus.app(
      """
      insert into held_notation (institution_id, award_id, learner_id, program_id, reason)
      select institution_id, award_id, learner_id, program_id, 'record hold'
        from award where institution_id = \(campus.id)::int
      """)
    let list = Self.names.map { name in
      let quoted = "\"\(name.replacing("\"", with: "\"\""))\""
      return "\(quoted),workshop,\(quoted)"
    }
    let mapping = """
      mapping: list
      records:
        - notation: {student: "{student}", program: "{program}", text: "{text}"}
      """
    try await campus.more(1, from: 500)
    return try await campus.office.acting(as: campus.staff(.registrar)) {
      try $0.compare(
        ComparisonOrder(consumer: "banner", mapping: mapping, title: "=list.csv"),
        bytes: Array((["student,program,text"] + list).joined(separator: "\n").utf8)
      ).id.text
    }
  }
}
