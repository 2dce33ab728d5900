import Crypto
import Foundation
import Microcredentials
import Postgres
import Rosters
import Storage

/// A file that is imported, with its mapping read and its lookups loaded.
struct ImportSource: Sendable {
  let mapping: Mapping
  let size: Int
  private let file: URL
  private let mappingHash: [UInt8]
  private let fileHash: [UInt8]
  private let lookups: [LookupTable]

  init(_ order: ImportOrder) throws {
    mapping = try Mapping(order.mapping)
    guard mapping.purpose == .roster else {
      throw Refusal(
        .invalid,
        "The mapping “\(mapping.name)” is not for facts about learners: what a student system says "
          + "goes to “conferral feed acknowledge” or “conferral feed compare”.")
    }
    file = order.file
    mappingHash = [UInt8](SHA256.hash(data: Data(order.mapping.utf8)))
    var hash = SHA256()
    var size = 0
    var pieces = try Pieces(order.file)
    while let piece = try pieces.next() {
      hash.update(data: piece)
      size += piece.count
    }
    self.size = size
    var lookups: [LookupTable] = []
    for lookup in mapping.lookups {
      let given = order.lookups.first { $0.lastPathComponent == lookup.file }
      let beside = order.file.deletingLastPathComponent().appendingPathComponent(lookup.file)
      var table = LookupTable(lookup)
      var pieces = try Pieces(given ?? beside)
      while let piece = try pieces.next() {
        // What is looked up belongs to what the file says.
        hash.update(data: piece)
        try table.feed(piece)
      }
      try table.finish()
      lookups.append(table)
    }
    fileHash = [UInt8](hash.finalize())
    self.lookups = lookups
  }

  /// Whether the same file went through the same mapping to its end before.
  func isKnown(to institution: Int, in transaction: Transaction) throws -> Bool {
    try Imports.isKnown(
      mappingHash: mappingHash, fileHash: fileHash, of: institution, in: transaction)
  }

  func begin(
    by actor: String, of institution: Int, in transaction: Transaction
  ) throws -> Imports.Run {
    try Imports.begin(
      mapping: mapping.name, mappingHash: mappingHash, file: file.lastPathComponent,
      fileHash: fileHash, by: actor, of: institution, in: transaction)
  }

  /// The rows of the file from a position on.
  func rows(from position: CSVPosition) throws -> ImportRows {
    ImportRows(
      reader: try RosterReader(
        mapping, lookups: lookups, resumingAt: position.offset == 0 ? nil : position),
      pieces: try Pieces(file))
  }

  /// Writes a batch of rows with what became of them, and adds it to the run.
  func write(
    _ rows: [RosterRow], to run: inout Imports.Run, _ institution: Int, _ actor: String,
    in transaction: Transaction
  ) throws {
    guard let last = rows.last else { return }
    var writer = RosterWriter(
      institution: institution, actor: actor, run: run.id, in: transaction)
    var items: [RosterWriter.Item] = []
    var outcomes: [Imports.Outcome] = []
    for row in rows {
      switch row.outcome {
      case .records(let records):
        for (place, record) in records.enumerated() {
          items.append(.init(line: row.position.line, place: place + 1, record: record))
        }
      case .quarantined(let fault):
        outcomes.append(
          Imports.Outcome(
            line: row.position.line, place: 0, kind: .quarantined, code: fault.code.rawValue,
            column: fault.column, reason: fault.reason))
      }
    }
    outcomes += try writer.write(items)
    try Imports.add(outcomes, to: run.id, of: institution, in: transaction)
    try writer.resolveWaiting()
    for outcome in outcomes { run.counts.add(outcome.kind) }
    run.lines = last.next.line - 1
    run.bytes = last.next.offset
  }
}

extension Imports.Counts {
  fileprivate mutating func add(_ kind: Imports.Outcome.Kind) {
    switch kind {
    case .created: created += 1
    case .amended: amended += 1
    case .unchanged: unchanged += 1
    case .waiting: waiting += 1
    case .quarantined: quarantined += 1
    }
  }
}

/// The rows of a file, so many at a time.
struct ImportRows {
  var reader: RosterReader
  var pieces: Pieces

  mutating func next(_ count: Int) throws -> [RosterRow] {
    var rows: [RosterRow] = []
    rows.reserveCapacity(count)
    while rows.count < count, let row = try reader.next(from: { try pieces.next() }) {
      rows.append(row)
    }
    return rows
  }
}

/// A file in pieces of 64 KiB.
struct Pieces {
  private let handle: FileHandle
  private let file: URL

  init(_ file: URL) throws {
    guard let handle = FileHandle(forReadingAtPath: file.path) else {
      throw Pieces.unreadable(file)
    }
    self.handle = handle
    self.file = file
  }

  mutating func next() throws -> [UInt8]? {
    do {
      guard let data = try handle.read(upToCount: 65_536), !data.isEmpty else { return nil }
      return [UInt8](data)
    } catch {
      throw Pieces.unreadable(file)
    }
  }

  private static func unreadable(_ file: URL) -> Refusal {
    Refusal(
      .unreadableFile, "\(file.path) cannot be read: check that it is a file, and its permissions.")
  }
}
