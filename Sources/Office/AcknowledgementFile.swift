public import Foundation
import LinkedData
import Rosters
import Storage

/// A file in which a student system says what became of rows: JSON Lines or CSV in our own layout,
/// or any other through a mapping.
public struct AcknowledgementFile: Sendable {
  private let file: URL
  private let mapping: Mapping?
  private var report: AcknowledgementReport

  /// Our own layout as CSV.
  private static let ownMapping = """
    mapping: acknowledgements
    csv: {optional columns: [position, notation, code, text]}
    records:
      - acknowledgement:
          position: "{position}"
          notation: "{notation}"
          outcome: "{outcome}"
          code: "{code}"
          text: "{text}"
    """

  /// Reads a file as a whole. Totals that are given go before those in the header of the file.
  ///
  /// Throws mistakes of the mapping, and a refusal for a file that is no report at all.
  public static func read(
    _ file: URL, mapping: String?, batch: String?, totals: AcknowledgementReport.Totals,
    acceptsOthers: Bool
  ) throws -> AcknowledgementReport {
    var reader = AcknowledgementFile(
      file: file, mapping: try mapping.map { try Mapping($0) },
      report: AcknowledgementReport(
        title: file.lastPathComponent, batch: batch, totals: totals,
        acceptsOthers: acceptsOthers, lines: []))
    if let mapping = reader.mapping, mapping.purpose != .acknowledgements {
      throw Refusal(
        .invalid,
        "The mapping “\(mapping.name)” makes no acknowledgements: its records begin with “- "
          + "acknowledgement:”.")
    }
    if reader.mapping == nil, try reader.isJSON() {
      try reader.readJSONLines()
    } else {
      try reader.readTable(through: reader.mapping ?? Mapping(ownMapping))
    }
    return reader.report
  }

  private func isJSON() throws -> Bool {
    var pieces = try Pieces(file)
    let first = try pieces.next()?.first { ![9, 10, 13, 32].contains($0) }
    return first == UInt8(ascii: "{")
  }

  private mutating func readTable(through mapping: Mapping) throws {
    var pieces = try Pieces(file)
    var reader = try RosterReader(mapping)
    while let row = try reader.next(from: { try pieces.next() }) {
      switch row.outcome {
      case .quarantined(let fault):
        report.quarantined.append(
          .init(
            line: row.position.line, code: fault.code.rawValue, column: fault.column,
            reason: fault.reason))
      case .records(let records):
        for record in records {
          guard case .acknowledgement(let says) = record else { continue }
          report.lines.append(.init(line: row.position.line, row: says))
        }
      }
      try checkSize()
    }
  }

  private mutating func readJSONLines() throws {
    var pieces = try Pieces(file)
    var line: [UInt8] = []
    var number = 0
    while let piece = try pieces.next() {
      var rest = piece[...]
      while let end = rest.firstIndex(of: 10) {
        number += 1
        line += rest[..<end]
        try read(line, number)
        line.removeAll(keepingCapacity: true)
        rest = rest[(end + 1)...]
      }
      line += rest
      if line.count > 65_536 { throw Self.refusal("line \(number + 1) has more than 64 KiB") }
    }
    try read(line, number + 1)
  }

  private mutating func read(_ line: [UInt8], _ number: Int) throws {
    guard line.contains(where: { ![9, 13, 32].contains($0) }) else { return }
    let json = try? JSONValue(parsing: line)
    if let header = json?["report"]?.object {
      guard report.lines.isEmpty, report.quarantined.isEmpty else {
        throw Self.refusal("line \(number) is a header in the midst of rows")
      }
      return try read(header)
    }
    do {
      let row = try JSONDecoder().decode(AcknowledgementRow.self, from: Data(Self.texts(json)))
      report.lines.append(.init(line: number, row: row))
    } catch {
      report.quarantined.append(Self.aside(number, json))
    }
    try checkSize()
  }

  /// Why a line is no row.
  private static func aside(_ line: Int, _ json: JSONValue?) -> Acknowledgements.Aside {
    let outcomes = AcknowledgementReport.outcomes
    if let outcome = json?["outcome"]?.string, !outcomes.contains(outcome) {
      return .init(
        line: line, code: "value-unknown",
        reason: "expected one of \(outcomes.joined(separator: ", ")) as “outcome”")
    }
    return .init(
      line: line, code: "json-row",
      reason: "expected an object with position or notation, outcome, and perhaps code and text")
  }

  /// The row with its numbers as texts, as records are kept.
  private static func texts(_ json: JSONValue?) -> [UInt8] {
    guard let object = json?.object else { return [] }
    var texts = JSONObject()
    for member in object.members {
      if case .number(let number) = member.value {
        texts[member.name] = .string(number.text)
      } else {
        texts[member.name] = member.value
      }
    }
    return JSONValue.object(texts).serialized
  }

  private mutating func read(_ header: JSONObject) throws {
    func whole(_ name: String) throws -> Int? {
      switch header[name] {
      case nil: return nil
      case .number(let number)? where Int(number.text).map { $0 >= 0 } == true:
        return Int(number.text)
      default: throw Self.refusal("“\(name)” in its header is no whole number")
      }
    }
    switch header["batch"] {
    case .number(let number)?: report.batch = report.batch ?? number.text
    case .string(let id)?: report.batch = report.batch ?? id
    default: break
    }
    let said = AcknowledgementReport.Totals(
      rows: try whole("rows"), accepted: try whole("accepted"), rejected: try whole("rejected"),
      duplicate: try whole("duplicate"), unknown: try whole("unknown"))
    let given = report.totals
    report.totals = .init(
      rows: given.rows ?? said.rows, accepted: given.accepted ?? said.accepted,
      rejected: given.rejected ?? said.rejected, duplicate: given.duplicate ?? said.duplicate,
      unknown: given.unknown ?? said.unknown)
    switch header["others"] {
    case nil, .null?: break
    case .string("accepted")?: report.acceptsOthers = true
    default: throw Self.refusal("“others” in its header can only be “accepted”")
    }
  }

  private func checkSize() throws {
    guard report.lines.count + report.quarantined.count > Visit.mostAcknowledged else { return }
    try report.check()
  }

  private static func refusal(_ what: String) -> Refusal {
    Refusal(.invalid, "This is no report of acknowledgements: \(what).")
  }
}
