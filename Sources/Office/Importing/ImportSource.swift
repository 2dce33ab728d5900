import Crypto
import Filing
import Foundation
import Microcredentials
import Postgres
import Rosters
import Storage

/// A file that is imported, with its mapping read and its lookups loaded.
struct ImportSource: Sendable {
  let mapping: Mapping
  let size: Int
  /// What the file is called in lists.
  let name: String
  private let content: RosterContent
  /// Whether it belongs to a bundle, of which each new state replaces the one before.
  private let isBundled: Bool
  /// Whether the same file was read before, so that its malformed rows are kept aside already.
  private let isReadAgain: Bool
  private let mappingHash: [UInt8]
  private let fileHash: [UInt8]
  private let lookups: [LookupTable]
  /// The file that was handed in and that it belongs to, and by whom as a learner.
  var order: (id: UUID, learner: UUID?)?

  /// A file by itself; its lookups are those given, or beside it.
  init(_ order: ImportOrder) throws {
    let mapping = try Mapping(order.mapping)
    if try RosterContent.file(order.file).isZip {
      try self.init(packed: order, mapping)
      return
    }
    try self.init(
      mapping, .file(order.file), name: order.title, hashed: order.mapping
    ) { lookup in
      if let given = order.lookups.first(where: { $0.lastPathComponent == lookup.file }) {
        return (.file(given), false)
      }
      let beside = order.file.deletingLastPathComponent().appendingPathComponent(lookup.file)
      let isThere = FileManager.default.fileExists(atPath: beside.path)
      guard isThere || lookup.isLenient(isDelta: false) else {
        throw RosterFileError.notGiven(lookup)
      }
      return (isThere ? .file(beside) : nil, false)
    }
  }

  /// A file in a zip, beside those in which its mapping looks values up: the one that is none of
  /// them.
  private init(packed order: ImportOrder, _ mapping: Mapping) throws {
    let entries: [ZipArchive.Entry]
    let archive: ZipArchive
    do {
      archive = try ZipArchive(order.file.resolvingSymlinksInPath())
      entries = archive.entries
    } catch let error as FilingError {
      throw Refusal(.unreadableFile, "\(order.title): \(error.description)")
    }
    func entry(_ name: String) -> ZipArchive.Entry? {
      entries.first { $0.name.lowercased() == name.lowercased() }
    }
    let names = Set(mapping.lookups.map { $0.file.lowercased() })
    let others = entries.filter { !names.contains($0.name.lowercased()) }
    guard let main = others.first, others.count == 1 else {
      throw Refusal(
        .unreadableFile,
        "\(order.title) has \(others.count) files besides those in which “\(mapping.name)” looks "
          + "values up: pack the one that is to be read, and no other.")
    }
    try self.init(
      mapping, .zipped(archive, main), name: "\(order.title)/\(main.name)", hashed: order.mapping
    ) { lookup in
      if let given = order.lookups.first(where: { $0.lastPathComponent == lookup.file }) {
        return (.file(given), false)
      }
      let found = entry(lookup.file)
      guard found != nil || lookup.isLenient(isDelta: false) else {
        throw RosterFileError.notGiven(lookup)
      }
      return (found.map { RosterContent.zipped(archive, $0) }, false)
    }
  }

  /// A file with its lookups, each as a content and whether that holds only what changed.
  init(
    _ mapping: Mapping, _ content: RosterContent, name: String, hashed text: String,
    isBundled: Bool = false, isReadAgain: Bool = false,
    lookup find: (Mapping.Lookup) throws -> (content: RosterContent?, isDelta: Bool)
  ) throws {
    guard mapping.purpose == .roster else {
      throw Refusal(
        .invalid,
        "The mapping “\(mapping.name)” is not for facts about learners: what a student system says "
          + "goes to “conferral feed acknowledge” or “conferral feed compare”.")
    }
    self.mapping = mapping
    self.content = content
    self.name = name
    self.isBundled = isBundled
    self.isReadAgain = isReadAgain
    mappingHash = [UInt8](SHA256.hash(data: Data(text.utf8)))
    var hash = SHA256()
    var size = 0
    var pieces = try content.pieces()
    while let piece = try pieces.next() {
      hash.update(data: piece)
      size += piece.count
    }
    self.size = size
    var lookups: [LookupTable] = []
    for lookup in mapping.lookups {
      let (content, isDelta) = try find(lookup)
      var table = LookupTable(lookup, isDelta: isDelta)
      if let content {
        var pieces = try content.pieces()
        while let piece = try pieces.next() {
          // What is looked up belongs to what the file says.
          hash.update(data: piece)
          try table.feed(piece)
        }
        try table.finish()
      }
      lookups.append(table)
    }
    fileHash = [UInt8](hash.finalize())
    self.lookups = lookups
  }

  /// Whether the same file went through the same mapping to its end before; of a bundle, whether
  /// that was the last state of it.
  func isKnown(to institution: Int, in transaction: Transaction) throws -> Bool {
    isBundled
      ? try Imports.isLatest(
        mappingHash: mappingHash, fileHash: fileHash, of: institution, in: transaction)
      : try Imports.isKnown(
        mappingHash: mappingHash, fileHash: fileHash, of: institution, in: transaction)
  }

  /// Throws `RosterFileError` when the file as a whole cannot be read.
  func checkHeader() throws {
    var rows = try rows(from: CSVPosition())
    _ = try rows.next(1)
  }

  func begin(
    by actor: String, of institution: Int, in transaction: Transaction
  ) throws -> Imports.Run {
    try Imports.begin(
      mapping: mapping.name, mappingHash: mappingHash, file: name,
      fileHash: fileHash, by: actor, order: order?.id, of: institution, in: transaction)
  }

  /// The rows of the file from a position on.
  func rows(from position: CSVPosition) throws -> ImportRows {
    ImportRows(
      reader: try RosterReader(
        mapping, lookups: lookups, resumingAt: position.offset == 0 ? nil : position),
      pieces: try content.pieces())
  }

  /// Writes a batch of rows with what became of them, and adds it to the run.
  func write(
    _ rows: [RosterRow], to run: inout Imports.Run, _ institution: Int, _ actor: String,
    at clock: PostgresInstant?, in transaction: Transaction
  ) throws {
    guard let last = rows.last else { return }
    var writer = RosterWriter(
      institution: institution, actor: actor, run: run.id, in: transaction)
    writer.clock = clock
    if let learner = order?.learner {
      writer.own = Set(try Learners.same(as: learner, of: institution, in: transaction))
    }
    var editions = try RowEditions(rows, in: mapping.name, institution, transaction)
    var items: [RosterWriter.Item] = []
    var outcomes: [Imports.Outcome] = []
    for row in rows {
      switch row.outcome {
      case .records(let records):
        if editions.isOutdated(row) {
          outcomes.append(Imports.Outcome(outdated: row))
          continue
        }
        for (place, record) in records.enumerated() {
          items.append(.init(line: row.position.line, place: place + 1, record: record))
        }
      case .quarantined(let fault):
        if isReadAgain, fault.code.isMalformedRow { continue }
        outcomes.append(
          Imports.Outcome(
            line: row.position.line, place: 0, kind: .quarantined, code: fault.code.rawValue,
            column: fault.column, reason: fault.reason))
      }
    }
    outcomes += try writer.write(items)
    try Imports.add(outcomes, to: run.id, of: institution, in: transaction)
    try writer.resolveWaiting()
    try editions.record()
    for outcome in outcomes { run.counts.add(outcome.kind) }
    run.lines = last.next.line - 1
    run.bytes = last.next.offset
  }
}

extension QuarantineCode {
  /// Whether the row could not be read at all, whatever the mapping.
  fileprivate var isMalformedRow: Bool {
    [.csvQuote, .csvFields, .csvEncoding, .csvTooLong].contains(self)
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
