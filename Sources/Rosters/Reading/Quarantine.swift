/// Why a row cannot become facts; the words are stable and listed in the documentation.
public enum QuarantineCode: String, CaseIterable, Sendable, Codable {
  /// A quotation mark that is not closed, not doubled, or followed by text.
  case csvQuote = "csv-quote"
  /// Another number of fields than the header has.
  case csvFields = "csv-fields"
  /// A byte that the encoding does not know.
  case csvEncoding = "csv-encoding"
  /// A field or row beyond the limits.
  case csvTooLong = "csv-too-long"
  /// A value that is needed is missing.
  case valueMissing = "value-missing"
  /// A value that its table or list does not have.
  case valueUnknown = "value-unknown"
  /// A key that the other file does not have.
  case lookupMissing = "lookup-missing"
  /// A key that the other file has with different values.
  case lookupAmbiguous = "lookup-ambiguous"
  /// Text with control characters.
  case invalidText = "invalid-text"
  /// Not a number as expected.
  case invalidNumber = "invalid-number"
  /// Not a date as expected.
  case invalidDate = "invalid-date"
  /// Not an e-mail address.
  case invalidEmail = "invalid-email"
  /// Not an absolute http or https address.
  case invalidURL = "invalid-url"
  /// Not a SHA-256 hash in hexadecimal.
  case invalidHash = "invalid-hash"
  /// A number or date outside what is plausible.
  case outOfRange = "out-of-range"
  /// A text longer than its limit.
  case tooLong = "too-long"
}

/// A row that is set aside, with the place and the remedy, and never with the data itself.
public struct Quarantine: Error, Hashable, Sendable, Codable {
  /// The physical line of the file, from 1.
  public var line: Int
  /// The column, as the header or the mapping names it; nil where no one column is to blame.
  public var column: String?
  /// What is wrong, for programs.
  public var code: QuarantineCode
  /// What was expected, in words.
  public var reason: String

  /// Makes a quarantine.
  public init(line: Int, column: String? = nil, code: QuarantineCode, reason: String) {
    self.line = line
    self.column = column
    self.code = code
    self.reason = reason
  }
}

extension Quarantine: CustomStringConvertible {
  /// `line 7, column “score”: expected a number … (invalid-number)`.
  public var description: String {
    let place = column.map { "line \(line), column “\($0)”" } ?? "line \(line)"
    return "\(place): \(reason) (\(code.rawValue))"
  }
}

extension Quarantine {
  /// A malformed row.
  init(_ fault: CSVFault) {
    let code: QuarantineCode =
      switch fault.kind {
      case .unclosedQuote, .textAfterQuote, .quoteInField: .csvQuote
      case .wrongFieldCount: .csvFields
      case .invalidByte: .csvEncoding
      case .fieldTooLong, .rowTooLong, .tooManyFields: .csvTooLong
      }
    self.init(line: fault.line, code: code, reason: fault.message)
  }
}
