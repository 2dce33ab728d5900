import Foundation
import Microcredentials
import TestSupport
import Testing

@testable import Spreadsheets

/// Workbooks as other programs open them.
struct WorkbookTests {
  private static let hostile = [
    "=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://example.org\")", "'quoted", "\t=1",
    " lead and trail ", "a\nb", "<b>&\"'</b>", "_x0041_", "Zoë 小明 🦊", "\u{7}bell", "",
  ]

  private static let sheet = Sheet(
    name: "Figures: a/b", columns: ["Words", "Whole", "Exact", "Day"],
    rows: hostile.enumerated().map { place, text in
      [
        .text(text), .integer(place - 3), .quantity(Quantity(tenThousandths: 65_000)),
        .day(Day("2026-11-22")),
      ]
    } + [[.text("Total"), .integer(1_234_567)]], hasTotal: true)

  @Test(.enabled(if: Openpyxl.isExpected))
  func `openpyxl reads every cell as what it is, and no text as a formula`() throws {
    let book = Workbook([Self.sheet, Sheet(name: "", columns: ["A"], rows: [])])
    let seen = try Openpyxl.read(book.bytes())
    #expect(seen.names == ["Figures ab", "Sheet 2"])
    #expect(seen.frozen == ["A2", "A2"])
    let rows = seen.sheets[0]
    #expect(rows[0].map { $0[1] } == Self.sheet.columns)
    for (place, text) in Self.hostile.enumerated() where !text.isEmpty {
      let row = rows[place + 1]
      let expected =
        text == "\u{7}bell" ? "_x0007_bell" : text == "_x0041_" ? "_x005F_x0041_" : text
      #expect(row[0][0] == "s", "\(text)")
      // openpyxl leaves the way in which ECMA-376 writes what XML cannot.
      #expect(row[0][1] == expected || row[0][1] == text)
      #expect(row[1] == ["n", "\(place - 3)"])
      #expect(row[2] == ["n", "6.5"])
      #expect(row[3] == ["d", "2026-11-22"])
    }
    #expect(!rows.joined().contains { $0[0] == "f" })
    #expect(rows.last?.map { $0[1] } == ["Total", "1234567", "", ""])
  }

  @Test(.enabled(if: LibreOffice.isWanted))
  func `LibreOffice opens it, and computes nothing`() throws {
    let text = try LibreOffice.csv(of: Workbook([Self.sheet]).bytes())
    #expect(text.hasPrefix("Words,Whole,Exact,Day\n"))
    #expect(text.contains("=1+1,"))
    #expect(text.contains("\"=HYPERLINK(\"\"http://example.org\"\")\","))
    #expect(text.contains("Zoë 小明 🦊,"))
    #expect(text.contains("_x0041_,"))
    #expect(!text.contains("\n2,"))
  }

  @Test func `equal tables give equal bytes`() {
    #expect(Workbook([Self.sheet]).bytes() == Workbook([Self.sheet]).bytes())
  }

  @Test func `columns are named as spreadsheets name them`() {
    let names = [0, 25, 26, 51, 52, 701, 702].map { SheetXML.letters($0) }
    #expect(names == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"])
  }

  @Test(.enabled(if: Openpyxl.isExpected))
  func `a day before Excel's calendar begins to be right is told in words`() throws {
    let sheet = Sheet(
      name: "Days", columns: ["Day"],
      rows: ["1900-03-01", "1900-02-28", "0001-01-01"].map { [.day(Day($0))] })
    let cells = try Openpyxl.read(Workbook([sheet]).bytes()).sheets[0].dropFirst().map { $0[0] }
    #expect(cells == [["d", "1900-03-01"], ["s", "1900-02-28"], ["s", "0001-01-01"]])
  }
}

/// Tables as comma-separated values.
struct CSVTextTests {
  private func text(_ cells: [Cell]) -> String {
    let sheet = Sheet(name: "", columns: cells.map { _ in "c" }, rows: [cells])
    return String(decoding: CSVText.bytes(of: sheet).dropFirst(3), as: UTF8.self)
      .split(separator: "\r\n", maxSplits: 1).last.map(String.init) ?? ""
  }

  @Test func `it begins with a byte order mark and ends each line with CR LF`() {
    let bytes = CSVText.bytes(of: Sheet(name: "", columns: ["a", "b"], rows: [[.integer(1)]]))
    #expect(bytes == [0xEF, 0xBB, 0xBF] + Array("a,b\r\n1,\r\n".utf8))
  }

  @Test func `what a spreadsheet would run gets an apostrophe, a number never does`() {
    for start in ["=", "+", "-", "@", "\t", "＝", " =", "\u{A0}@"] {
      #expect(text([.text(start + "1")]).contains("'\(start)1"), "\(start)")
    }
    #expect(
      text([.integer(-5), .quantity(Quantity("-6.5")), .day(Day("2026-11-22"))])
        == "-5,-6.5,2026-11-22\r\n")
  }

  @Test func `quotes, commas and line ends are quoted`() {
    #expect(
      text([.text("a\"b"), .text("a,b"), .text("a\nb")]) == "\"a\"\"b\",\"a,b\",\"a\nb\"\r\n")
  }
}
