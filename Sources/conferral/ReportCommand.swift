import ArgumentParser
import Foundation
import Office
import Spreadsheets
import Storage

/// `conferral report`
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Tell how many enrolled, completed, were awarded, revoked, held and notated.",
    discussion: """
      Every number is the count of rows: --rows awarded prints those of a figure, without names. \
      The definitions stand in the files, below the table and on the page /reports.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, csv, xlsx, svg
  }

  @Option(help: "Told apart by: term, program, unit, credit, learners.")
  var by = "term"

  @Option(help: "As it was at the end of this day; else today.")
  var asOf: String?

  @Option(help: "Only this term, by its code; (none) for none.")
  var term: String?

  @Option(help: "Only this program, by its code.")
  var program: String?

  @Option(help: "Only programs of this unit itself, by its code; (none) for none.")
  var unit: String?

  @Option(help: "Only credit-bearing (yes) or not (no).")
  var credit: String?

  @Option(help: "Only current students (students) or everybody else (others).")
  var learners: String?

  @Option(help: "The rows of a figure: enrolled, completed, awarded, revoked, held, notated.")
  var rows: String?

  @Option(help: "table, csv, xlsx or svg.")
  var format = Format.table

  @Option(help: "The file to write; standard output without it.")
  var output: String?

  @Option(help: "The institution; needed where there are several.")
  var institution: String?

  func run() async throws {
    try await atDesk { desk in
      let institution = try await desk.office.institution(institution)
      let words = [
        "by": by, "asOf": asOf, "term": term, "program": program, "unit": unit, "credit": credit,
        "learners": learners,
      ]
      let question = try ReportQuestion { words[$0] ?? nil }
      guard let rows else {
        return try write(try await desk.office.report(question, of: institution))
      }
      guard let figure = Reports.Figure(rawValue: rows) else {
        let known = Reports.Figure.allCases.map(\.rawValue).joined(separator: ", ")
        throw Refusal(.invalid, "There is no figure \(rows); there are: \(known).")
      }
      let found = try await desk.office.reportLines(of: figure, question, of: institution)
      let sheet = ReportRows.sheet(of: figure, found.lines)
      switch format {
      case .table: try put(Array(TextTable.text(of: sheet).utf8))
      case .csv: try put(CSVText.bytes(of: sheet))
      case .xlsx:
        try put(
          ReportRows.workbook(
            of: figure, found.lines, question, at: found.moment, of: institution
          ).bytes())
      case .svg: throw Refusal(.invalid, "A chart is of figures: leave --rows out.")
      }
    }
  }

  private func write(_ report: Report) throws {
    switch format {
    case .table:
      let about = report.about.rows.map { "\($0[0].plain): \($0[1].plain)\n" }.joined()
      try put(Array((TextTable.text(of: report.sheet) + "\n" + about).utf8))
    case .csv: try put(CSVText.bytes(of: report.flatSheet))
    case .xlsx: try put(report.workbook.bytes())
    case .svg: try put(Array(ReportChart(of: report).svg.utf8))
    }
    if !report.ties {
      throw Refusal(.invalid, "The figures do not add up: see the comparisons, run conferral fsck.")
    }
  }

  private func put(_ bytes: [UInt8]) throws {
    guard let output else {
      if format == .xlsx, isatty(STDOUT_FILENO) == 1 {
        throw Refusal(.invalid, "A workbook is not for the terminal: name a file with --output.")
      }
      return FileHandle.standardOutput.write(Data(bytes))
    }
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: output), options: .atomic)
    } catch {
      throw Refusal(.unreadableFile, "\(output) cannot be written.")
    }
  }
}

/// A table for the terminal: columns side by side, numbers to the right.
enum TextTable {
  static func text(of sheet: Sheet) -> String {
    let rows = sheet.rows.map { row in row.map { shown($0) } }
    let widths = sheet.columns.indices.map { place in
      ([sheet.columns[place]] + rows.map { $0[place] }).map(\.count).max() ?? 0
    }
    let isNumber = sheet.columns.indices.map { place in
      sheet.rows.contains { row in
        switch row[place] {
        case .integer, .quantity: true
        default: false
        }
      }
    }
    return ([sheet.columns] + rows).map { row in
      let cells = row.enumerated().map { place, text in
        let gap = String(repeating: " ", count: max(0, widths[place] - text.count))
        return isNumber[place] ? gap + text : text + gap
      }
      return cells.joined(separator: "  ").replacing(/[ ]+$/, with: "") + "\n"
    }.joined()
  }

  /// One line without control characters, which a terminal would obey.
  private static func shown(_ cell: Cell) -> String {
    String(
      cell.plain.unicodeScalars.map { scalar in
        scalar.properties.generalCategory == .control
          || scalar.properties.generalCategory == .format
          ? " " : Character(scalar)
      })
  }
}
