internal import Microcredentials

/// Values as bytes, without a detour through formatters, which would ask for a language.
extension [UInt8] {
  mutating func append(text: String) {
    append(contentsOf: text.utf8)
  }

  /// Appends the text; false when there is none.
  mutating func append(present text: String?) -> Bool {
    guard let text, !text.isEmpty else { return false }
    append(contentsOf: text.utf8)
    return true
  }

  /// Appends the digits of a UUID without its hyphens.
  mutating func append(hexOf id: String) {
    for byte in id.utf8 where byte != UInt8(ascii: "-") { append(byte) }
  }

  mutating func append(hexOfPresent id: String?) -> Bool {
    guard let id, !id.isEmpty else { return false }
    append(hexOf: id)
    return true
  }

  /// Appends a whole number, with zeros in front up to the width.
  mutating func append(decimal number: Int, width: Int = 1) {
    if number < 0 { append(UInt8(ascii: "-")) }
    append(magnitude: UInt64(number.magnitude), width: width)
  }

  mutating func append(magnitude: UInt64, width: Int = 1) {
    let start = count
    var rest = magnitude
    while rest > 0 || count - start < width {
      append(48 + UInt8(rest % 10))
      rest /= 10
    }
    self[start...].reverse()
  }

  /// Appends the shortest decimal text: `6.5`.
  mutating func append(quantity: Quantity) {
    if quantity.tenThousandths < 0 { append(UInt8(ascii: "-")) }
    let magnitude = quantity.tenThousandths.magnitude
    append(magnitude: magnitude / 10_000)
    guard magnitude % 10_000 != 0 else { return }
    append(UInt8(ascii: "."))
    append(magnitude: magnitude % 10_000, width: 4)
    while last == 48 { removeLast() }
  }

  /// Appends `2026-11-22`.
  mutating func append(day: Day) {
    let (year, month, date) = day.parts
    append(decimal: year, width: 4)
    append(UInt8(ascii: "-"))
    append(decimal: month, width: 2)
    append(UInt8(ascii: "-"))
    append(decimal: date, width: 2)
  }

  /// Appends `2026-11-22T15:26:09.000000Z` for microseconds since 1970.
  mutating func append(instant: Int64) {
    let moment = Moment(instant)
    append(day: moment.day)
    append(UInt8(ascii: "T"))
    append(decimal: moment.hour, width: 2)
    append(UInt8(ascii: ":"))
    append(decimal: moment.minute, width: 2)
    append(UInt8(ascii: ":"))
    append(decimal: moment.second, width: 2)
    append(UInt8(ascii: "."))
    append(decimal: moment.microsecond, width: 6)
    append(UInt8(ascii: "Z"))
  }
}

/// The parts of an instant in UTC.
struct Moment: Equatable {
  var day: Day
  var hour: Int
  var minute: Int
  var second: Int
  var microsecond: Int

  init(_ instant: Int64) {
    let (days, rest) = Int(instant).flooredDivision(by: 86_400_000_000)
    let last = Int(Day.last.number)
    day = Day(number: Int32(Swift.max(Int(Day.first.number), Swift.min(last, days))))
    microsecond = rest % 1_000_000
    second = rest / 1_000_000 % 60
    minute = rest / 60_000_000 % 60
    hour = rest / 3_600_000_000
  }

  /// Reads `2026-11-22T15:26:09.000000Z`; nil for anything else.
  static func read(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count == 27, let day = Day(text.prefix(10)) else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      let digits = bytes[range]
      guard digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
      return digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
    }
    guard let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      let fraction = number(20..<26)
    else { return nil }
    let seconds = ((Int64(day.number) * 24 + hour) * 60 + minute) * 60 + second
    let instant = seconds * 1_000_000 + fraction
    var again: [UInt8] = []
    again.append(instant: instant)
    return again == bytes ? instant : nil
  }
}

extension Int {
  fileprivate func flooredDivision(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
