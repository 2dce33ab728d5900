import Crypto
import Foundation
import Rosters
import Storage

/// The mapping of a list, read and checked.
struct ComparisonSource: Sendable {
  let order: ComparisonOrder
  let mapping: Mapping
  let mappingHash: [UInt8]
  let fields: [String]

  init(_ order: ComparisonOrder) throws {
    self.order = order
    mapping = try Mapping(order.mapping)
    guard mapping.purpose == .notations, mapping.lookups.isEmpty else {
      throw Refusal(
        .invalid,
        "The mapping “\(mapping.name)” makes no list of notations: its records begin with “- "
          + "notation:”, without lookups.")
    }
    if let width = order.width, !(1...2_000).contains(width) {
      throw Refusal(.invalid, "Texts are cut after 1 to 2000 characters, not after \(width).")
    }
    mappingHash = [UInt8](SHA256.hash(data: Data(order.mapping.utf8)))
    fields = mapping.filledFields.sorted()
  }
}

/// The rows of a list, some thousand at a time.
struct ComparisonList {
  private var reader: RosterReader
  private(set) var number = 0
  private(set) var withdrawn = 0
  private(set) var quarantined = 0
  private var firstFault: String?
  /// So many lines that cannot be read are looked at before the list is taken for another file.
  private static let patience = 10_000
  private static let mostLines = 5_000_000

  init(_ mapping: Mapping) throws { reader = try RosterReader(mapping) }

  mutating func next(from source: () throws -> [UInt8]?) throws -> [Comparisons.Line] {
    var lines: [Comparisons.Line] = []
    while lines.count < 5_000, let row = try reader.next(from: source) {
      switch row.outcome {
      case .quarantined(let fault):
        number += 1
        quarantined += 1
        firstFault = firstFault ?? fault.description
        lines.append(
          .init(
            number: number, line: row.position.line, student: nil, reason: fault.description))
      case .records(let records):
        for case .notation(let says) in records {
          guard !says.isVoid else {
            withdrawn += 1
            continue
          }
          number += 1
          var line = Comparisons.Line(
            number: number, line: row.position.line, student: says.student)
          (line.program, line.text, line.term) = (says.program, says.text, says.term)
          (line.earnedOn, line.credits) = (says.on, says.credits)
          line.notation = says.notation.flatMap { UUID(feed: $0) }
          lines.append(line)
        }
      }
    }
    try checkSense()
    return lines
  }

  /// Refuses a list of which nothing could be read: that everything is missing there would be false.
  func checkRead() throws {
    guard quarantined > 0, quarantined == number, withdrawn == 0, let firstFault else { return }
    throw Refusal(
      .invalid,
      "No row of the list could be read, so nothing was compared. Rows set aside: \(quarantined); "
        + "the first reason: \(firstFault). Check that the mapping is that of this list.")
  }

  /// Gives up on a file that is no list, before it fills the database.
  private func checkSense() throws {
    if quarantined > Self.patience, quarantined > number / 2, let firstFault {
      throw Refusal(
        .invalid,
        "More than half of the list cannot be read, so it is another file, or needs another mapping "
          + "or encoding. The first line at fault: \(firstFault)")
    }
    if number > Self.mostLines {
      throw Refusal(
        .invalid, "The list has more than \(Self.mostLines) lines: compare it by terms or units.")
    }
  }
}
