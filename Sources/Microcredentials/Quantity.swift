/// An exact decimal number with at most four decimal places: credits, scores, weights, hours.
///
/// Binary floating point is never used: 0.1 is one tenth, and a mean of exactly 40 is 40.
public struct Quantity: Hashable, Comparable, Sendable {
  /// The number times 10,000; `6.5` is 65,000.
  public let tenThousandths: Int64

  /// Makes a quantity from its number of ten-thousandths.
  public init(tenThousandths: Int64) {
    self.tenThousandths = tenThousandths
  }

  /// Makes a quantity from a whole number, which must lie within ±900 trillion.
  public init(_ whole: Int) {
    self.tenThousandths = Int64(whole) * 10_000
  }

  /// Reads `12`, `-3`, `6.5` or `0.0001`; nil for anything else, including a fifth decimal place
  /// that is not zero and numbers beyond ±100 trillion.
  public init?(_ text: some StringProtocol) {
    var digits = Substring(text).utf8[...]
    let negative = digits.first == UInt8(ascii: "-")
    if negative { digits = digits.dropFirst() }
    var value: Int64 = 0
    var places = -1
    var seen = false
    for byte in digits {
      if byte == UInt8(ascii: "."), places < 0, seen {
        places = 0
        continue
      }
      guard byte >= 48, byte <= 57 else { return nil }
      seen = true
      if places >= 4 {
        if byte != 48 { return nil }
        continue
      }
      guard value < 100_000_000_000_000_000 else { return nil }
      value = value * 10 + Int64(byte - 48)
      if places >= 0 { places += 1 }
    }
    guard seen, places != 0 else { return nil }
    for _ in max(places, 0)..<4 {
      guard value < 100_000_000_000_000_000 else { return nil }
      value *= 10
    }
    self.tenThousandths = negative ? -value : value
  }

  /// Nothing: 0.
  public static let zero = Quantity(tenThousandths: 0)

  /// Orders by size.
  public static func < (a: Quantity, b: Quantity) -> Bool { a.tenThousandths < b.tenThousandths }

  /// The exact sum; at the end of the range it stops there instead of wrapping.
  public static func + (a: Quantity, b: Quantity) -> Quantity {
    let (sum, overflow) = a.tenThousandths.addingReportingOverflow(b.tenThousandths)
    return Quantity(tenThousandths: overflow ? (a.tenThousandths < 0 ? .min : .max) : sum)
  }

  /// The exact difference; at the end of the range it stops there instead of wrapping.
  public static func - (a: Quantity, b: Quantity) -> Quantity {
    let (difference, overflow) = a.tenThousandths.subtractingReportingOverflow(b.tenThousandths)
    return Quantity(tenThousandths: overflow ? (a.tenThousandths < 0 ? .min : .max) : difference)
  }

  /// Adds in place.
  public static func += (a: inout Quantity, b: Quantity) { a = a + b }

  /// Rounds numerator ÷ denominator half away from zero to four places; for showing, not deciding.
  static func quotient(_ numerator: Int128, _ denominator: Int128) -> Quantity {
    guard denominator != 0 else { return .zero }
    let scaled = numerator * 10_000
    let half = (denominator.magnitude / 2)
    let rounded = (scaled.magnitude + half) / denominator.magnitude
    let negative = (scaled < 0) != (denominator < 0)
    let clamped = Int64(clamping: rounded)
    return Quantity(tenThousandths: negative ? -clamped : clamped)
  }
}

extension Quantity: CustomStringConvertible {
  /// The shortest decimal text: `6.5`, `40`, `-0.25`.
  public var description: String {
    let magnitude = tenThousandths.magnitude
    let whole = magnitude / 10_000
    var text = (tenThousandths < 0 ? "-" : "") + String(whole)
    var fraction = magnitude % 10_000
    guard fraction != 0 else { return text }
    var places = 4
    while fraction % 10 == 0 {
      fraction /= 10
      places -= 1
    }
    let digits = String(fraction)
    text += "." + String(repeating: "0", count: places - digits.count) + digits
    return text
  }
}

extension Quantity: ExpressibleByIntegerLiteral {
  /// Makes a quantity from a whole number in source text.
  public init(integerLiteral value: Int) { self.init(value) }
}
