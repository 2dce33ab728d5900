/// An exact decimal with at most four fractional digits, PostgreSQL's `numeric`.
///
/// Four digits are exactly one digit of PostgreSQL's own base, 10,000.
public struct PostgresNumeric: Sendable, Hashable, Comparable, Bindable, Readable {
  /// The value × 10,000.
  public let tenThousandths: Int64

  /// The value ÷ 10,000.
  @inlinable public init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

  /// `numeric`.
  @inlinable public static var postgresType: PostgresType {
    PostgresType(oid: 1700, arrayOID: 1231, name: "numeric")
  }

  private static var base: UInt64 { 10_000 }

  /// Digits of base 10,000, their weight, the sign and the decimal places shown.
  public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    var digits: [Int16] = []
    var rest = tenThousandths.magnitude
    while rest > 0 {
      digits.append(Int16(rest % Self.base))
      rest /= Self.base
    }
    buffer.append(Int16(digits.count))
    buffer.append(Int16(digits.isEmpty ? 0 : digits.count - 2))
    buffer.append(tenThousandths < 0 ? Self.negative : 0)
    buffer.append(decimalPlaces)
    for digit in digits.reversed() { buffer.append(digit) }
  }

  private static var negative: UInt16 { 0x4000 }

  private var decimalPlaces: Int16 {
    var fraction = tenThousandths.magnitude % Self.base
    var places: Int16 = 4
    while places > 0, fraction % 10 == 0 {
      fraction /= 10
      places -= 1
    }
    return places
  }

  /// Refuses NaN, infinity, a fifth fractional digit, and what does not fit into 64 bits.
  public init(cell: borrowing Cell) throws(Unreadable) {
    let bytes = try cell.bytes()
    guard bytes.count >= 8 else { throw Unreadable("its length is wrong") }
    let count = Int(bytes.short(at: 0))
    let weight = Int(Int16(bitPattern: bytes.short(at: 2)))
    let sign = bytes.short(at: 4)
    guard bytes.count == 8 + 2 * count else { throw Unreadable("its length is wrong") }
    guard sign == 0 || sign == Self.negative else { throw Unreadable("it is not a finite number") }
    var value: UInt64 = 0
    for place in 0..<count {
      let digit = UInt64(bytes.short(at: 8 + 2 * place))
      value = try Self.adding(digit, power: weight - place + 1, to: value)
    }
    tenThousandths = try Self.signed(value, negative: sign != 0)
  }

  /// Adds digit × 10,000^power; a power below zero is finer than a ten-thousandth.
  private static func adding(
    _ digit: UInt64, power: Int, to value: UInt64
  ) throws(Unreadable) -> UInt64 {
    guard digit != 0 else { return value }
    guard power >= 0 else { throw Unreadable("it has more than four fractional digits") }
    guard power <= 4 else { throw Unreadable("it is too large") }
    var term = digit
    for _ in 0..<power {
      let (product, overflow) = term.multipliedReportingOverflow(by: base)
      guard !overflow else { throw Unreadable("it is too large") }
      term = product
    }
    let (sum, overflow) = value.addingReportingOverflow(term)
    guard !overflow else { throw Unreadable("it is too large") }
    return sum
  }

  private static func signed(_ value: UInt64, negative: Bool) throws(Unreadable) -> Int64 {
    if let plain = Int64(exactly: value) { return negative ? -plain : plain }
    if negative, value == Int64.min.magnitude { return .min }
    throw Unreadable("it is too large")
  }

  /// Less as a number.
  public static func < (left: Self, right: Self) -> Bool {
    left.tenThousandths < right.tenThousandths
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func short(at offset: Int) -> UInt16 {
    UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
}
