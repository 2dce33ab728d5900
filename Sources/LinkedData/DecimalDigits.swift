/// A finite double as decimal digits: 0.d₁d₂d₃… × 10^point, with a sign.
struct DecimalDigits {
  var negative: Bool
  /// Digits 0 to 9 without leading or trailing zeros; empty means zero.
  var digits: [UInt8]
  var point: Int

  /// The fewest digits that read back as the same double.
  init(shortest value: Double) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    let text = value.description.utf8
    for byte in text.prefix(while: { $0 != UInt8(ascii: "e") }) {
      if byte == UInt8(ascii: ".") { point = digits.count }
      if byte.isDigit { digits.append(byte - 0x30) }
    }
    if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
      exponent = Int(String(decoding: text[mark...].dropFirst(), as: UTF8.self)) ?? 0
    }
    self.init(value < 0, digits, point: (point ?? digits.count) + exponent)
  }

  /// The exact value rounded to a number of significant digits, ties to even.
  init(rounding value: Double, to count: Int) {
    var digits = ExactDecimal(value.magnitude)
    digits.round(to: count)
    self.init(value < 0, digits.digits, point: digits.point)
  }

  private init(_ negative: Bool, _ digits: [UInt8], point: Int) {
    let significant = digits.drop { $0 == 0 }
    let zeros = significant.reversed().prefix { $0 == 0 }.count
    self.digits = [UInt8](significant.dropLast(zeros))
    self.point = point - (digits.count - significant.count)
    self.negative = negative && !self.digits.isEmpty
  }

  private func text(_ digits: some Sequence<UInt8>) -> String {
    String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
  }

  /// The canonical form of `xsd:double` (JSON-LD 1.1 API, "Data Round Tripping"), such as `6.5E0`.
  var xsdDouble: String {
    guard let first = digits.first else { return "0.0E0" }
    let fraction = digits.count > 1 ? text(digits.dropFirst()) : "0"
    return "\(negative ? "-" : "")\(first).\(fraction)E\(point - 1)"
  }

  /// All digits of a whole number.
  var integer: String? {
    guard !digits.isEmpty else { return "0" }
    guard digits.count <= point else { return nil }
    return (negative ? "-" : "") + text(digits)
      + String(repeating: "0", count: point - digits.count)
  }

  /// `Number::toString` of ECMAScript, which RFC 8785 section 3.2.2.3 demands.
  var ecmaScript: String {
    guard !digits.isEmpty else { return "0" }
    let sign = negative ? "-" : ""
    if point > 21 || point < -5 {
      let fraction = digits.count > 1 ? "." + text(digits.dropFirst()) : ""
      return "\(sign)\(digits[0])\(fraction)e\(point > 0 ? "+" : "")\(point - 1)"
    }
    if let integer { return integer }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text(digits) }
    return sign + text(digits.prefix(point)) + "." + text(digits.dropFirst(point))
  }
}
