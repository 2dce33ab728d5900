import Office
import Spreadsheets

/// In which form a report leaves the house.
enum ReportFormat: String, CaseIterable, Sendable {
  case csv
  case xlsx
  case svg

  /// The word decides, else the Accept field, else the first one.
  init(word: String?, accept: String?, among formats: [ReportFormat]) {
    let named = formats.first { $0.rawValue == word }
    let accepted = Accept(accept).best(of: formats.map(\.type))
    self = named ?? formats.first { $0.type == accepted } ?? .csv
  }

  var type: String {
    switch self {
    case .csv: "text/csv"
    case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case .svg: "image/svg+xml"
    }
  }

  var mediaType: String { self == .csv ? "\(type); charset=utf-8; header=present" : type }

  func file(of report: Report) -> [UInt8] {
    switch self {
    case .csv: CSVText.bytes(of: report.flatSheet)
    case .xlsx: report.workbook.bytes()
    case .svg: Array(ReportChart(of: report).svg.utf8)
    }
  }
}
