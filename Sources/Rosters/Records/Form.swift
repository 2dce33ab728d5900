import Microcredentials

/// What may be written in a field.
enum Form: Hashable, Sendable {
  /// An id or code: at most that many characters, no control character.
  case identifier(Int)
  /// Text on one line: line breaks and tabs become spaces, no other control character.
  case line(Int)
  /// An exact number from 0 to that.
  case number(Int)
  /// A whole number.
  case whole(ClosedRange<Int>)
  /// True or false.
  case truth
  /// A date.
  case day
  /// One of some words.
  case choice([String])
  /// An e-mail address.
  case email
  /// An absolute http or https address.
  case url
  /// A SHA-256 hash in hexadecimal.
  case digest
}

/// A text that its field does not allow, with what was expected instead.
struct Unfit: Error {
  var code: QuarantineCode
  var expected: String

  init(_ code: QuarantineCode, _ expected: String) {
    self.code = code
    self.expected = expected
  }
}

extension Form {
  /// The text in the form in which it is kept, which is the text itself for most.
  func text(_ text: String) throws(Unfit) -> String {
    switch self {
    case .identifier(let limit): return try text.checked(upTo: limit)
    case .line(let limit): return try text.onOneLine.checked(upTo: limit)
    case .email: return try text.checkedAsEmail()
    case .url: return try text.checkedAsURL()
    case .digest: return try text.checkedAsDigest()
    case .choice(let words):
      if words.contains(text) { return text }
      throw Unfit(.valueUnknown, "one of \(words.joined(separator: ", "))")
    case .number: return try quantity(text).description
    case .whole: return try String(wholeNumber(text))
    case .truth: return try truth(text) ? "true" : "false"
    case .day: return try DateFormat.iso.day(text).description
    }
  }

  /// The number that is written there.
  func quantity(_ text: String) throws(Unfit) -> Quantity {
    guard let value = Quantity(text) else {
      throw Unfit(.invalidNumber, "a number with at most four decimal places")
    }
    if case .number(let most) = self, value < .zero || value > Quantity(most) {
      throw Unfit(.outOfRange, "a number from 0 to \(most)")
    }
    return value
  }

  /// The whole number that is written there.
  func wholeNumber(_ text: String) throws(Unfit) -> Int {
    guard let value = Int(text) else { throw Unfit(.invalidNumber, "a whole number") }
    if case .whole(let range) = self, !range.contains(value) {
      throw Unfit(.outOfRange, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// Whether yes is written there.
  func truth(_ text: String) throws(Unfit) -> Bool {
    switch text.lowercased() {
    case "true", "yes", "1": return true
    case "false", "no", "0": return false
    default: throw Unfit(.valueUnknown, "true, false, yes, no, 1 or 0")
    }
  }
}
