/// One row: the bytes it was read from and where its fields lie in them.
///
/// A row is filled again and again by ``CSVReader/next(into:)`` and keeps its memory; a `String` is
/// made only of the fields that are asked for.
public struct CSVRow: Sendable {
  struct Field: Sendable {
    /// Where the field begins in the row as it was read, its quotation mark included.
    var origin: Int32
    var start: Int32
    var end: Int32
    var isEscaped: Bool
  }

  /// Where the row begins.
  public internal(set) var position = CSVPosition()
  /// Where the next row begins: the place to resume from once this row is done.
  public internal(set) var next = CSVPosition()
  /// What is wrong with the row; a row with a fault has no fields.
  public internal(set) var fault: CSVFault?
  /// The row in UTF-8 without its line end, then the unescaped copies of the fields that need one;
  /// of a row with a fault, the part before the fault.
  var bytes: [UInt8] = []
  var fields: [Field] = []

  /// Makes an empty row to be filled.
  public init() {}

  /// How many fields it has.
  public var count: Int { fields.count }

  /// The text of a field; programmer error when there is no such field.
  public subscript(index: Int) -> String {
    String(decoding: bytes(index), as: UTF8.self)
  }

  /// The UTF-8 bytes of a field; programmer error when there is no such field.
  public func bytes(_ index: Int) -> ArraySlice<UInt8> {
    bytes[range(index)]
  }

  /// The text of all fields.
  public var texts: [String] { fields.indices.map { self[$0] } }

  /// The physical line and the character in it (both from 1) where a field begins; programmer
  /// error when there is no such field.
  public func place(_ index: Int) -> (line: Int, column: Int) {
    let before = bytes[..<Int(fields[index].origin)]
    return before.place(from: position.line)
  }

  /// How much memory is held for filling it again.
  var heldBytes: Int { bytes.capacity + fields.capacity * MemoryLayout<Field>.stride }

  func range(_ index: Int) -> Range<Int> {
    let field = fields[index]
    return Int(field.start)..<Int(field.end)
  }

  /// Appends a copy of each field that has doubled quotation marks, with single ones.
  mutating func unescape(quote: UInt8) {
    for index in fields.indices where fields[index].isEscaped {
      let start = bytes.count
      var isSecond = false
      for position in range(index) {
        let byte = bytes[position]
        isSecond = byte == quote && !isSecond
        if !isSecond { bytes.append(byte) }
      }
      fields[index].start = Int32(start)
      fields[index].end = Int32(bytes.count)
    }
  }
}

extension ArraySlice<UInt8> {
  /// The line and character just after this UTF-8 text, when it begins at that line.
  func place(from first: Int) -> (line: Int, column: Int) {
    var line = first
    var column = 1
    var previous: UInt8 = 0
    for byte in self {
      let isLineEnd = byte == .carriageReturn || (byte == .lineFeed && previous != .carriageReturn)
      if isLineEnd { line += 1 }
      if isLineEnd || byte == .lineFeed {
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      previous = byte
    }
    return (line, column)
  }
}

extension UInt8 {
  static let lineFeed: UInt8 = 10
  static let carriageReturn: UInt8 = 13
}
