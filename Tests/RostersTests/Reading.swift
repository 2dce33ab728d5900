import Rosters

/// A small generator of the same numbers in every run (SplitMix64).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

/// The bytes in pieces of the sizes that the closure gives.
func pieces(_ bytes: [UInt8], _ size: @escaping () -> Int = { 65_536 }) -> () -> [UInt8]? {
  var start = 0
  return {
    guard start < bytes.count else { return nil }
    let end = min(bytes.count, start + max(1, size()))
    defer { start = end }
    return Array(bytes[start..<end])
  }
}

/// All rows of a text, those with a fault included.
func rows(
  _ bytes: [UInt8], _ dialect: CSVDialect = CSVDialect(), limits: CSVLimits = CSVLimits(),
  skippingLines: Int = 0, fieldCounts: ClosedRange<Int>? = nil,
  pieces size: @escaping () -> Int = { 65_536 }
) -> [CSVRow] {
  var reader = CSVReader(dialect, limits: limits, skippingLines: skippingLines)
  reader.fieldCounts = fieldCounts
  var rows: [CSVRow] = []
  var row = CSVRow()
  let source = pieces(bytes, size)
  while reader.next(into: &row, from: source) { rows.append(row) }
  return rows
}

func rows(_ text: String, _ dialect: CSVDialect = CSVDialect()) -> [CSVRow] {
  rows(Array(text.utf8), dialect)
}

extension [CSVRow] {
  /// The fields of each row, and of a row with a fault its kind in words.
  var texts: [[String]] { map { $0.fault.map { ["\($0.kind)"] } ?? $0.texts } }
}

/// What became of each row of a text.
func read(
  _ text: String, _ yaml: String, lookups: [String: String] = [:],
  resumingAt position: CSVPosition? = nil, pieces size: @escaping () -> Int = { 65_536 }
) throws -> [RosterRow] {
  let mapping = try Mapping(yaml)
  let tables = try mapping.lookups.compactMap { lookup -> LookupTable? in
    guard let text = lookups[lookup.name] else { return nil }
    var table = LookupTable(lookup)
    try table.feed(Array(text.utf8))
    try table.finish()
    return table
  }
  var reader = try RosterReader(mapping, lookups: tables, resumingAt: position)
  var rows: [RosterRow] = []
  let source = pieces(Array(text.utf8), size)
  while let row = try reader.next(from: source) { rows.append(row) }
  return rows
}

extension RosterRow {
  var records: [RosterRecord] {
    if case .records(let records) = outcome { records } else { [] }
  }

  var quarantine: Quarantine? {
    if case .quarantined(let quarantine) = outcome { quarantine } else { nil }
  }

  var completion: CompletionRow? {
    if case .completion(let row) = records.first { row } else { nil }
  }
}
