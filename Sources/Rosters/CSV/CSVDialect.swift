/// How a file of comma-separated values is written (RFC 4180 and its usual relatives).
public struct CSVDialect: Hashable, Sendable {
  /// The character encodings that can be read.
  public enum Encoding: String, CaseIterable, Sendable {
    /// UTF-8; an invalid byte is a fault of its row, never replaced. A byte order mark is skipped.
    case utf8 = "utf-8"
    /// ISO 8859-1: every byte is the code point of the same number.
    case latin1
    /// Windows code page 1252; its five unassigned bytes are faults.
    case windows1252 = "windows-1252"
    /// UTF-16 whose byte order mark tells the order; big-endian without one (RFC 2781).
    case utf16 = "utf-16"
    /// UTF-16, little-endian.
    case utf16le = "utf-16le"
    /// UTF-16, big-endian.
    case utf16be = "utf-16be"
  }

  /// The ASCII character between two fields.
  public var delimiter: UInt8
  /// The ASCII character around fields that hold delimiters or line breaks; nil for none.
  public var quote: UInt8?
  /// The character encoding of the file.
  public var encoding: Encoding

  /// Makes a dialect; without arguments it is RFC 4180 in UTF-8.
  public init(
    delimiter: Character = ",", quote: Character? = "\"", encoding: Encoding = .utf8
  ) {
    self.delimiter = delimiter.asciiValue ?? UInt8(ascii: ",")
    self.quote = quote.map { $0.asciiValue ?? UInt8(ascii: "\"") }
    self.encoding = encoding
  }
}

/// What a row may hold; a row beyond a limit is a fault of that row and costs no more memory.
public struct CSVLimits: Hashable, Sendable {
  /// The longest field, in bytes of UTF-8.
  public var fieldBytes: Int
  /// The most fields of a row.
  public var fields: Int
  /// The longest row, in bytes of UTF-8.
  public var rowBytes: Int

  /// Makes limits; without arguments 64 KiB a field, 1,000 fields and 1 MiB a row.
  public init(fieldBytes: Int = 65_536, fields: Int = 1_000, rowBytes: Int = 1_048_576) {
    self.fieldBytes = fieldBytes
    self.fields = fields
    self.rowBytes = rowBytes
  }
}

/// A place in a file between two rows.
public struct CSVPosition: Hashable, Sendable, Codable {
  /// The physical line, from 1; a row with line breaks in its fields has several.
  public var line: Int
  /// How many bytes of the file come before it.
  public var offset: Int

  /// Makes a position; without arguments it is the beginning of a file.
  public init(line: Int = 1, offset: Int = 0) {
    self.line = line
    self.offset = offset
  }
}
