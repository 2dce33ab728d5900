/// What a mapping puts into a field.
enum MappedValue: Sendable {
  case text(MappedText)
  case date(MappedDate)
  case list([MappedText])
}

/// A text made from the cells of a row.
final class MappedText: Sendable {
  enum Source: Sendable {
    case constant(String)
    /// One cell, by the index of its reference.
    case cell(Int)
    /// Cells with literal text between them; missing when one of the cells is.
    case parts([Part])
    /// Texts with a separator between those that are not missing.
    case joined([MappedText], separator: String)
  }

  enum Part: Sendable {
    case literal(String)
    case cell(Int)
  }

  let source: Source
  /// The table in which the text is looked up.
  let table: ValueTable?
  /// Further markers of a missing value.
  let missing: [String]
  /// The text in place of a missing or unknown one.
  let fallback: MappedText?
  /// How a number is written; nil where no number is expected.
  let number: NumberStyle?

  init(
    _ source: Source, table: ValueTable? = nil, missing: [String] = [],
    fallback: MappedText? = nil, number: NumberStyle? = nil
  ) {
    self.source = source
    self.table = table
    self.missing = missing
    self.fallback = fallback
    self.number = number
  }

  /// The text, where it is the same for all rows.
  var constant: String? {
    if case .constant(let text) = source, table == nil { text } else { nil }
  }
}

/// A date made from the cells of a row.
indirect enum MappedDate: Sendable {
  /// Written in one of the formats.
  case written(MappedText, [DateFormat])
  /// A number of days after another date, at most `latest` of them.
  case counted(days: MappedText, after: MappedDate, latest: MappedText?)
  /// The second where the first is missing.
  case either(MappedDate, MappedDate)
}

/// A table of values; `name` is nil for one written in place.
final class ValueTable: Sendable {
  let name: String?
  let values: [String: String]

  init(name: String?, values: [String: String]) {
    self.name = name
    self.values = values
  }
}

/// What stands before the decimal places of the numbers in a file.
enum DecimalMark: String, CaseIterable, Sendable {
  case point = "."
  case comma = ","
  /// Each number has the one or the other.
  case either
}

/// How numbers are written in a file.
struct NumberStyle: Hashable, Sendable {
  var mark = DecimalMark.point
  /// After how many decimal places a number is cut off, never rounded; nil to leave it as it is.
  var places: Int?

  /// The number with a decimal point; nil where a mark might separate thousands: a point among
  /// decimal commas, or, where both are possible, a comma before exactly three digits.
  func normalized(_ text: String) -> String? {
    var text = text
    if mark != .point, text.utf8.contains(UInt8(ascii: ",")) || mark == .comma {
      let parts = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      if text.utf8.contains(UInt8(ascii: ".")) { return nil }
      if mark == .either, parts.count != 2 || parts[1].count == 3 { return nil }
      text = parts.map { String(Substring($0)) }.joined(separator: ".")
    }
    guard let places, let point = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return text }
    let digits = text[text.index(after: point)...]
    guard digits.utf8.count > places, digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { return text }
    return places == 0 ? String(text[..<point]) : String(text[...point] + digits.prefix(places))
  }
}
