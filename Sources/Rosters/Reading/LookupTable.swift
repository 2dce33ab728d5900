/// The rows of another file by their key, as far as a mapping reads them.
///
/// Feed it all bytes of the file, then call ``finish()``, then give it to a ``RosterReader``.
public struct LookupTable: Sendable {
  /// How large such a file may be.
  public struct Limits: Hashable, Sendable {
    /// The most rows.
    public var rows: Int
    /// The most bytes of the file.
    public var bytes: Int

    /// Makes limits; without arguments a million rows and 256 MiB.
    public init(rows: Int = 1_000_000, bytes: Int = 268_435_456) {
      self.rows = rows
      self.bytes = bytes
    }
  }

  /// What the mapping calls it.
  public var name: String { lookup.name }
  /// The faults of its malformed rows, the first hundred of them; the keys of such rows are not
  /// found.
  public private(set) var faults: [CSVFault] = []

  /// Whether a key that it does not have is a missing value and no fault of the row.
  let isLenient: Bool
  private let lookup: Mapping.Lookup
  private let limits: Limits
  private var table: TableReader
  private var row = CSVRow()
  private var size = 0
  private var places: Places?
  private(set) var contents: Contents

  private struct Places {
    var keys: [Int?]
    var columns: [Int?]
    var conditions: [Int?]
  }

  /// Makes an empty table for a lookup of a mapping; `isDelta` where the file holds only what
  /// changed.
  public init(_ lookup: Mapping.Lookup, isDelta: Bool = false, limits: Limits = Limits()) {
    self.lookup = lookup
    isLenient = lookup.isLenient(isDelta: isDelta)
    self.limits = limits
    table = TableReader(lookup.format)
    contents = Contents(width: lookup.columns.count)
  }

  /// Takes the next bytes of the file.
  public mutating func feed(_ bytes: [UInt8]) throws(RosterFileError) {
    size += bytes.count
    if size > limits.bytes { throw tooLarge }
    table.feed(bytes)
    try read()
  }

  /// Says that the file has no more bytes.
  public mutating func finish() throws(RosterFileError) {
    table.finish()
    try read()
  }

  private var tooLarge: RosterFileError {
    RosterFileError(
      .lookupTooLarge,
      "the file of lookup “\(name)” is larger than \(limits.rows) rows or \(limits.bytes) bytes")
  }

  private mutating func read() throws(RosterFileError) {
    while try table.next(into: &row) {
      if places == nil { places = try findColumns() }
      if let fault = row.fault {
        if faults.count < 100 { faults.append(fault) }
      } else {
        try addRow()
      }
    }
    if table.isAtEnd, places == nil { places = try findColumns() }
  }

  private func findColumns() throws(RosterFileError) -> Places {
    let place = "\(lookup.file), the file of lookup “\(name)”,"
    return Places(
      keys: try table.indices(of: lookup.keys, in: place),
      columns: try table.indices(of: lookup.columns, in: place),
      conditions: try table.indices(of: lookup.conditions.map(\.column), in: place))
  }

  private mutating func addRow() throws(RosterFileError) {
    guard let places, contents.count < limits.rows else { throw tooLarge }
    for (condition, index) in zip(lookup.conditions, places.conditions)
    where !condition.test.holds(of: value(index)) {
      return
    }
    let key = LookupTable.key(places.keys.map { value($0) ?? "" })
    contents.add(places.columns.map { value($0) }, under: key)
  }

  private func value(_ index: Int?) -> String? {
    guard let index, index < row.count else { return nil }
    let text = row[index].trimmingBlanks
    return text.isEmpty || lookup.missing.contains(text) ? nil : text
  }

  static func key(_ parts: [String]) -> String {
    parts.count == 1 ? parts[0] : parts.joined(separator: "\u{1F}")
  }
}

extension LookupTable {
  /// What looking a key up gives.
  enum Finding: Hashable { case row(Int), absent, ambiguous }

  /// The cells that are read, row after row, and where the row of each key begins.
  struct Contents: Sendable {
    private let width: Int
    private var findings: [String: Finding] = [:]
    private var cells: [String?] = []

    init(width: Int) { self.width = width }

    var count: Int { findings.count }

    /// Adds a row; a key that is there with other values becomes ambiguous.
    mutating func add(_ values: [String?], under key: String) {
      switch findings[key] {
      case .row(let start) where cells[start..<start + width].elementsEqual(values): break
      case .row, .ambiguous: findings[key] = .ambiguous
      case .absent, nil:
        findings[key] = .row(cells.count)
        cells += values
      }
    }

    func find(_ key: String) -> Finding { findings[key] ?? .absent }

    /// A cell of the row that begins there.
    func cell(_ start: Int, _ column: Int) -> String? { cells[start + column] }
  }
}
