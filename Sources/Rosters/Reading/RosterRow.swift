/// Which thing a row is about, and when that last changed: of two rows about the same thing the
/// later one counts, whatever order they arrive in.
public struct RowEdition: Hashable, Sendable {
  /// The id of the thing in its file.
  public var row: String
  /// When it last changed: microseconds since 1970-01-01T00:00:00Z.
  public var changedAt: Int64
}

/// What became of one row of a file.
public struct RosterRow: Sendable {
  /// What a row became.
  public enum Outcome: Hashable, Sendable {
    /// What it says, in the order of the mapping; none when no record of the mapping is for it.
    case records([RosterRecord])
    /// It is set aside; nothing of it counts.
    case quarantined(Quarantine)
  }

  /// Where the row begins.
  public var position: CSVPosition
  /// Where the next row begins: the place to resume from once this row is done.
  public var next: CSVPosition
  /// A hash of the row's cells (FNV-1a, 64 bits), the same in every process; not a protection
  /// against forgery.
  public var hash: UInt64
  /// What it is about and when that last changed, where the mapping and the row say so.
  public var edition: RowEdition?
  /// What it became.
  public var outcome: Outcome
  /// The cells of a quarantined row, for the people who correct it; of a malformed row its first
  /// 4 KiB in one cell. Personal data.
  public var cells: [String]
}

extension CSVRow {
  /// A hash of the fields, whatever way they are quoted; of a row with a fault, of its text.
  var stableHash: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let bytes = bytes.span
    if fault != nil {
      for index in 0..<bytes.count { add(bytes[index]) }
    }
    for field in fields {
      for index in Int(field.start)..<Int(field.end) { add(bytes[index]) }
      // No UTF-8 text holds this byte, so it keeps the fields apart.
      add(0xFF)
    }
    return hash
  }
}
