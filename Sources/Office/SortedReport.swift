import Foundation
import Rosters
import Storage

/// A report with its rows found in the ledger and its totals compared.
struct SortedReport {
  /// The rows that speak of the ledger.
  private(set) var words: [Acknowledgements.Word] = []
  /// The others.
  private(set) var aside: [Acknowledgements.Aside]
  private(set) var counts = Acknowledgements.Counts()

  private var listed: [AcknowledgementRow.Outcome: Int] = [:]

  init(
    _ report: AcknowledgementReport, _ batch: Acknowledgements.Batch?,
    _ consumer: FeedConsumers.Consumer, _ visit: Visit
  ) throws {
    aside = report.quarantined
    let places = try Self.places(of: report, batch, consumer, visit)
    var seen: Set<Int> = []
    for (line, position) in zip(report.lines, places) {
      listed[line.row.outcome, default: 0] += 1
      add(line, at: position, batch, &seen)
    }
    counts.quarantined = aside.count { $0.code != Self.unknownCode }
    counts.accepted = words.count { $0.outcome == "accepted" }
    counts.rejected = words.count { $0.outcome == "rejected" }
    counts.duplicate = words.count { $0.outcome == "duplicate" }
    counts.unknown =
      words.count { $0.outcome == "unknown" } + aside.count { $0.code == Self.unknownCode }
    if let batch { try count(batch, of: report, visit) }
    try compare(report)
  }

  private static let unknownCode = "row-unknown"

  /// Where the rows stand in the ledger, many at a time.
  private static func places(
    of report: AcknowledgementReport, _ batch: Acknowledgements.Batch?,
    _ consumer: FeedConsumers.Consumer, _ visit: Visit
  ) throws -> [Int?] {
    let scope = try FeedScope.of(consumer, of: visit.institution, in: visit.transaction)
    var places: [Int?] = []
    places.reserveCapacity(report.lines.count)
    for start in stride(from: 0, to: report.lines.count, by: 10_000) {
      let part = report.lines[start..<min(start + 10_000, report.lines.count)]
      places += try Acknowledgements.resolve(
        part.map { line in
          guard let notation = line.row.notation else { return (line.row.position, nil) }
          // An id that is none finds nothing, whatever position stands beside it.
          return (line.row.position, UUID(feed: notation) ?? Self.nobody)
        }, of: consumer.name, scope: scope, batch: batch?.id, institution: visit.institution,
        in: visit.transaction)
    }
    return places
  }

  private static let nobody = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

  private mutating func add(
    _ line: AcknowledgementReport.Line, at position: Int?, _ batch: Acknowledgements.Batch?,
    _ seen: inout Set<Int>
  ) {
    let row = line.row
    guard let position else {
      let place = batch.map { "batch \($0.number)" } ?? "what this consumer gets"
      aside.append(
        .init(
          line: line.line, code: Self.unknownCode, reason: "no such row is part of \(place)",
          reference: row.key, outcome: row.outcome.rawValue))
      return
    }
    guard seen.insert(position).inserted else {
      aside.append(
        .init(
          line: line.line, code: "row-repeated",
          reason: "the report speaks of position \(position) before", reference: row.key,
          outcome: row.outcome.rawValue))
      listed[row.outcome, default: 0] -= 1
      return
    }
    words.append(
      .init(
        position: position, outcome: row.outcome.rawValue, code: row.code, text: row.text))
  }

  /// The rows of the batch, and how many of them are not listed.
  private mutating func count(
    _ batch: Acknowledgements.Batch, of report: AcknowledgementReport, _ visit: Visit
  ) throws {
    let all =
      try batch.rows
      ?? Acknowledgements.rowCount(
        of: batch.id, institution: visit.institution, in: visit.transaction)
    if let rows = report.totals.rows, rows != all {
      throw Self.refusal("\(rows) rows of batch \(batch.number)", "it has \(all)")
    }
    guard report.acceptsOthers else { return }
    if batch.leftOut > 0 {
      throw Refusal(
        .invalid,
        "Batch \(batch.number) leaves \(batch.leftOut) rows of the ledger out, so that the others "
          + "cannot be told: list every row.")
    }
    if let row = aside.first {
      throw Refusal(
        .invalid,
        "Line \(row.line) cannot stand (\(row.reason)), so that the others cannot be told: correct "
          + "it, or list every row.")
    }
    counts.others = all - words.count
    counts.accepted += counts.others
    listed[.accepted, default: 0] += counts.others
  }

  /// What is declared and cannot be read may not be more than the rows that could not be read.
  private func compare(_ report: AcknowledgementReport) throws {
    var left = counts.quarantined
    let declared: [(AcknowledgementRow.Outcome, Int?)] = [
      (.accepted, report.totals.accepted), (.rejected, report.totals.rejected),
      (.duplicate, report.totals.duplicate), (.unknown, report.totals.unknown),
    ]
    for case (let outcome, let total?) in declared {
      let found = listed[outcome] ?? 0
      left -= total - found
      if total >= found, left >= 0 { continue }
      let aside = counts.quarantined == 0 ? "" : ", \(counts.quarantined) rows cannot stand"
      throw Self.refusal("\(total) \(outcome.rawValue) rows", "it has \(found)\(aside)")
    }
    if declared.allSatisfy({ $0.1 != nil }), left != 0 {
      let all = declared.reduce(0) { $0 + ($1.1 ?? 0) }
      throw Self.refusal("\(all) rows in all", "it has \(all + left)")
    }
  }

  private static func refusal(_ declared: String, _ found: String) -> Refusal {
    Refusal(
      .invalid,
      "The report declares \(declared), but \(found): nothing of it was taken. Send a whole one.")
  }
}

extension UUID {
  /// An id as feeds write it: with hyphens, or as 32 hexadecimal digits.
  init?(feed text: String) {
    if let id = UUID(uuidString: text) {
      self = id
      return
    }
    guard text.utf8.count == 32 else { return nil }
    var hyphened = text
    for place in [20, 16, 12, 8] {
      hyphened.insert("-", at: hyphened.index(hyphened.startIndex, offsetBy: place))
    }
    self.init(uuidString: hyphened)
  }
}
