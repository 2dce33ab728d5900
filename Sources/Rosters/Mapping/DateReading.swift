import Microcredentials

/// A place in the text of a date, moving on as its parts are read.
struct DateReading {
  private var rest: Substring.UTF8View

  init(_ text: String) {
    rest = text[...].utf8
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// Reads a number of that many digits, as many as there are.
  mutating func number(_ width: ClosedRange<Int>, into value: inout Int) -> Bool {
    var count = 0
    value = 0
    while count < width.upperBound, let byte = rest.first, (48...57).contains(byte) {
      value = value * 10 + Int(byte - 48)
      rest.removeFirst()
      count += 1
    }
    return width.contains(count)
  }

  /// Reads a byte; one that is another stays.
  mutating func literal(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  /// Reads as many digits as there are; nil when they are not of that number.
  mutating func digits(_ width: ClosedRange<Int>) -> String? {
    let digits = rest.prefix { (48...57).contains($0) }
    guard width.contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    return String(Substring(digits))
  }

  /// Reads an English month, in full or its first three letters, in any case.
  mutating func monthName(into month: inout Int) -> Bool {
    let word = Substring(rest.prefix { (65...90).contains($0) || (97...122).contains($0) })
      .lowercased()
    guard let index = Self.months.firstIndex(where: { $0 == word || $0.prefix(3) == word })
    else { return false }
    rest = rest.dropFirst(word.utf8.count)
    month = index + 1
    return true
  }

  /// Reads `2026-11-22` to the end of the text, with a time after it or not.
  mutating func isoDay() -> Day? {
    var (year, month, day) = (0, 0, 0)
    guard number(4...4, into: &year), literal(UInt8(ascii: "-")), number(2...2, into: &month),
      literal(UInt8(ascii: "-")), number(2...2, into: &day), isAtEnd || isTime()
    else { return nil }
    return Day(year: year, month: month, day: day)
  }

  /// Whether the rest looks like a time of day with a zone or without.
  private func isTime() -> Bool {
    guard let first = rest.first, first == UInt8(ascii: "T") || first == UInt8(ascii: " "),
      (3...34).contains(rest.count)
    else { return false }
    return rest.dropFirst().allSatisfy { (48...58).contains($0) || "+-.Z".utf8.contains($0) }
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
}
