/// Streams somebody else's file through a mapping: one outcome for each row, in order.
///
/// Feed it pieces of the file and take rows until there are none, or let ``next(from:)`` ask for
/// the pieces. Memory is bounded by the limits of a row and the size of a piece; rows whose cells
/// are all empty are passed over.
public struct RosterReader: Sendable {
  private let mapping: Mapping
  private let tables: [String: LookupTable]
  private var table: TableReader
  private var scope: RowScope
  private var isBound = false
  private var isFinished = false

  /// Makes a reader for one file. To go on after an interruption give it the ``RosterRow/next`` of
  /// the last row that was done, and feed the file from its beginning all the same.
  ///
  /// - Throws: ``RosterFileError`` when a lookup is not given.
  public init(
    _ mapping: Mapping, lookups: [LookupTable] = [], resumingAt position: CSVPosition? = nil
  ) throws(RosterFileError) {
    self.mapping = mapping
    tables = Dictionary(lookups.map { ($0.name, $0) }) { first, _ in first }
    var ordered: [LookupTable] = []
    for lookup in mapping.lookups {
      guard let table = tables[lookup.name] else {
        throw RosterFileError.notGiven(lookup)
      }
      ordered.append(table)
    }
    table = TableReader(mapping.format, resumingAt: position)
    scope = RowScope(mapping, ordered)
  }

  /// The names of the file's columns; nil until its header was read.
  public var columns: [String]? { table.columns }

  /// Takes the next bytes of the file, in pieces of any size; 64 KiB is a good one.
  public mutating func feed(_ bytes: [UInt8]) { table.feed(bytes) }

  /// Says that the file has no more bytes.
  public mutating func finish() {
    table.finish()
    isFinished = true
  }

  /// The next row; nil when more bytes are needed or, after ``finish()``, when there is none.
  ///
  /// - Throws: ``RosterFileError`` when the file as a whole cannot be read through the mapping.
  public mutating func next() throws(RosterFileError) -> RosterRow? {
    guard try table.next(into: &scope.row) else {
      if isFinished, !isBound { try bind() }
      return nil
    }
    if !isBound { try bind() }
    return outcome()
  }

  /// The next row, asking for bytes where needed (nil at the end of the file); nil when there is
  /// none.
  ///
  /// - Throws: ``RosterFileError``, and the errors of the source.
  public mutating func next(from source: () throws -> [UInt8]?) throws -> RosterRow? {
    while true {
      if let row = try next() { return row }
      if isFinished { return nil }
      if let bytes = try source() { feed(bytes) } else { finish() }
    }
  }

  /// Finds the columns of the mapping in the header.
  private mutating func bind() throws(RosterFileError) {
    var columns = try table.indices(of: mapping.columns, in: "the file")[...]
    var counts = Array(repeating: 0, count: mapping.lookups.count)
    scope.slots = mapping.references.map { reference in
      guard let lookup = reference.lookup else {
        return columns.removeFirst().map(RowScope.Slot.column) ?? .nowhere
      }
      counts[lookup] += 1
      return .lookup(lookup, column: counts[lookup] - 1)
    }
    isBound = true
  }

  private mutating func outcome() -> RosterRow {
    var row = RosterRow(
      position: scope.row.position, next: scope.row.next, hash: scope.row.stableHash,
      outcome: .records([]), cells: [])
    if let fault = scope.row.fault {
      row.outcome = .quarantined(Quarantine(fault))
      row.cells = [String(decoding: scope.row.bytes.prefix(4_096), as: UTF8.self)]
      return row
    }
    do {
      row.outcome = .records(try scope.records())
      row.edition = scope.edition()
    } catch {
      row.outcome = .quarantined(error)
      row.cells = scope.row.texts
    }
    return row
  }
}
