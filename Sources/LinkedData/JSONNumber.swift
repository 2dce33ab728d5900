/// A JSON number by its exact text, so that no digit of a credit is ever lost.
public struct JSONNumber: Sendable, Hashable {
  /// The text, of the grammar of RFC 8259 section 6.
  public let text: String

  /// A number from its text; nil when the text is not a JSON number.
  public init?(_ text: String) {
    guard Self.length(of: text.utf8) == text.utf8.count else { return nil }
    self.text = text
  }

  /// A whole number.
  public init(_ value: Int) { text = String(value) }

  /// The nearest IEEE 754 double, which is what JSON-LD and JCS mean by a number; nil when infinite.
  public var double: Double? {
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// How many leading bytes form a JSON number; 0 when none do.
  static func length(of bytes: some Collection<UInt8>) -> Int {
    var rest = bytes[...]
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    guard let first = rest.first, first.isDigit else { return 0 }
    rest = first == UInt8(ascii: "0") ? rest.dropFirst() : rest.drop(while: \.isDigit)
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst()
      guard digits.first?.isDigit == true else { return 0 }
      rest = digits.drop(while: \.isDigit)
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      var digits = rest.dropFirst()
      if digits.first == UInt8(ascii: "+") || digits.first == UInt8(ascii: "-") {
        digits = digits.dropFirst()
      }
      guard digits.first?.isDigit == true else { return 0 }
      rest = digits.drop(while: \.isDigit)
    }
    return bytes.distance(from: bytes.startIndex, to: rest.startIndex)
  }
}
