/// What is wrong with the form of a row, and where.
public struct CSVFault: Hashable, Sendable {
  /// The kinds of faults.
  public enum Kind: Hashable, Sendable {
    /// A quotation mark opens a field and nothing closes it within the limits.
    case unclosedQuote
    /// Something other than a delimiter follows a closing quotation mark.
    case textAfterQuote
    /// A quotation mark stands inside a field that does not begin with one.
    case quoteInField
    /// A field is longer than the limit.
    case fieldTooLong
    /// The row is longer than the limit.
    case rowTooLong
    /// The row has more fields than the limit.
    case tooManyFields
    /// The row has another number of fields than the header.
    case wrongFieldCount(found: Int, expected: Int)
    /// A byte that the encoding does not know.
    case invalidByte
  }

  /// What is wrong.
  public var kind: Kind
  /// The physical line, from 1.
  public var line: Int
  /// The character in that line, from 1.
  public var column: Int

  /// What was expected, in a sentence without data.
  public var message: String {
    let place = "line \(line), character \(column): "
    switch kind {
    case .unclosedQuote:
      return place + "the quotation mark here is never closed; close it, or write it twice"
    case .textAfterQuote:
      return place + "expected a delimiter after the closing quotation mark"
    case .quoteInField:
      return place + "a quotation mark inside a field; enclose the field and write the mark twice"
    case .fieldTooLong: return place + "the field is too long"
    case .rowTooLong: return place + "the row is too long"
    case .tooManyFields: return place + "the row has too many fields"
    case .wrongFieldCount(let found, let expected):
      return "line \(line): expected \(expected) fields as in the header, found \(found)"
    case .invalidByte:
      return place + "a byte that is not valid here; state the encoding the file is written in"
    }
  }
}
