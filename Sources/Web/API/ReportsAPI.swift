import Foundation
import HTTPTypes
import LinkedData
import Office
import Spreadsheets
import Storage

/// Reports: figures, and the rows that each figure counts.
enum ReportsAPI {
  private static let filters: [Endpoint.Parameter] = [
    .init("asOf", .day, "As it was at the end of this day; else today."),
    .init("term", .line(200), "Of the term with this code; `\(ReportQuestion.absent)` for none."),
    .init("program", .line(200), "Of the program with this code."),
    .init("unit", .line(200), "Of this unit itself; `\(ReportQuestion.absent)` for none."),
    .init("credit", .choice(["yes", "no"]), "Whether the version bears credit."),
    .init(
      "learners", .choice(["students", "others"]), "Current students, or everybody else."),
  ]

  private static let grouping = Endpoint.Parameter(
    "by", .choice(Reports.Grouping.allCases.map(\.rawValue)),
    "By what the figures are told apart; `term` unless said otherwise.")

  private static let figure = Endpoint.Parameter(
    "figure", .choice(Reports.Figure.allCases.map(\.rawValue)), "The rows that it counts.",
    isRequired: true)

  private static let asOf =
    "Everything that is only added is told as it was at the end of the day, so that a report of "
    + "last year is made again. \(ReportDefinitions.asOf)"

  static let endpoints: [Endpoint] = [
    .get(
      "/reports/figures", "reportFigures", .reports,
      "Tells how many enrolled, completed, were awarded, revoked, held and notated",
      .readReports,
      note: "Within the units of the caller's role. Each number is the count of the rows that "
        + "/reports/rows lists for the same filter. \(asOf)",
      parameters: [grouping] + filters, answer: .json(.ok, ReportShapes.report)
    ) { visit, call in
      .json(try visit.report(ReportQuestion(call.query)).json)
    },
    .list(
      "/reports/rows", "reportRows", .reports, "Lists the rows that a figure counts",
      .readReports,
      note: "By day and id. Learners are named for roles that read learners.",
      parameters: [figure] + filters, of: ReportShapes.line
    ) { visit, call in
      let place = try call.after { Call.dayPlace($0) }
      let rows = try visit.reportLines(
        of: call.figure(), ReportQuestion(call.query), after: place, limit: call.limit)
      return try call.page(rows.lines) {
        Call.place($0.day, $0.id)
      } json: {
        $0.json
      }
    },
    file(
      "/reports/figures/export", "exportReportFigures", "Exports figures as a file",
      note: "As CSV with a byte order mark, as an Excel workbook, or as a chart in SVG.",
      parameters: [grouping], ReportFormat.allCases
    ) { visit, call, format in
      let report = try visit.report(ReportQuestion(call.query))
      return format.file(of: report)
    },
    file(
      "/reports/rows/export", "exportReportRows", "Exports the rows that a figure counts",
      note: "All of them, up to 100,000; as CSV with a byte order mark or as an Excel workbook.",
      parameters: [figure], [.csv, .xlsx]
    ) { visit, call, format in
      let (figure, question) = (try call.figure(), try ReportQuestion(call.query))
      let found = try visit.reportFile(of: figure, question)
      return format == .xlsx
        ? ReportRows.workbook(
          of: figure, found.lines, question, at: found.moment, of: visit.caller.institution
        ).bytes() : CSVText.bytes(of: ReportRows.sheet(of: figure, found.lines))
    },
  ]

  private static func file(
    _ path: String, _ id: String, _ summary: String, note: String,
    parameters: [Endpoint.Parameter], _ formats: [ReportFormat],
    _ bytes: @escaping @Sendable (Visit, Call, ReportFormat) throws -> [UInt8]
  ) -> Endpoint {
    let words = formats.map(\.rawValue)
    return Endpoint(
      method: .get, path: path, id: id, tag: .reports, summary: summary, note: note,
      action: .readReports,
      parameters: parameters + filters + [
        .init("format", .choice(words), "Else as Accept says; else `csv`.")
      ], answer: .bytes(types: formats.map(\.type), note: "The file."),
      work: .reads { visit, call in
        let format = ReportFormat(word: call.query("format"), accept: call.accept, among: formats)
        let name = path.split(separator: "/").dropLast().joined(separator: "-")
        return .file(try bytes(visit, call, format), as: format, name: name)
      })
  }
}

extension Call {
  /// The figure whose rows are wanted; the schema has seen to it that it is one.
  fileprivate func figure() throws -> Reports.Figure {
    guard let figure = query("figure").flatMap(Reports.Figure.init(rawValue:)) else {
      throw Problem.badRequest("figure", "This parameter is needed.")
    }
    return figure
  }
}

extension Reply {
  static func file(_ bytes: [UInt8], as format: ReportFormat, name: String) -> Reply {
    var headers: HTTPFields = [
      .contentType: format.mediaType, .eTag: tag(of: bytes), .vary: "Accept",
    ]
    // A chart is looked at, the others are kept.
    if format == .svg {
      headers[.contentSecurityPolicy] =
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
    } else {
      headers[.contentDisposition] = "attachment; filename=\"\(name).\(format.rawValue)\""
    }
    return Reply(status: .ok, headers: headers, body: bytes)
  }
}
