/// Instants as `xsd:dateTimeStamp`, from and to whole seconds since 1970 in UTC.
public enum Timestamp {
  /// `2026-11-20T10:00:00Z`; total for every number of seconds.
  public static func text(_ seconds: Int64) -> String {
    String(decoding: bytes(seconds), as: UTF8.self)
  }

  static func bytes(_ seconds: Int64) -> [UInt8] {
    let remainder = seconds % 86_400
    let day = seconds / 86_400 - (remainder < 0 ? 1 : 0)
    let second = remainder < 0 ? remainder + 86_400 : remainder
    let (year, month, dayOfMonth) = date(day)
    var out: [UInt8] = []
    out.reserveCapacity(24)
    if year < 0 { out.append(UInt8(ascii: "-")) }
    append(year.magnitude, digits: 4, to: &out)
    out.append(UInt8(ascii: "-"))
    append(month.magnitude, digits: 2, to: &out)
    out.append(UInt8(ascii: "-"))
    append(dayOfMonth.magnitude, digits: 2, to: &out)
    out.append(UInt8(ascii: "T"))
    append((second / 3600).magnitude, digits: 2, to: &out)
    out.append(UInt8(ascii: ":"))
    append((second / 60 % 60).magnitude, digits: 2, to: &out)
    out.append(UInt8(ascii: ":"))
    append((second % 60).magnitude, digits: 2, to: &out)
    out.append(UInt8(ascii: "Z"))
    return out
  }

  private static func append(_ value: UInt64, digits: Int, to out: inout [UInt8]) {
    var divisor: UInt64 = 1
    var count = 1
    while count < digits || value / divisor >= 10 {
      divisor *= 10
      count += 1
    }
    while divisor > 0 {
      out.append(0x30 + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }

  /// The proleptic Gregorian date of a day counted from 1970-01-01, by eras of 400 years that
  /// begin on 1 March.
  private static func date(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  /// The seconds of a `xsd:dateTimeStamp` with a year of four digits, fractions cut off; nil for
  /// any other text.
  public static func seconds(_ text: String) -> Int64? {
    var rest = Substring(text)
    guard text.utf8.count <= 40,
      let year = number(&rest, 4, then: "-"), let month = number(&rest, 2, then: "-"),
      let day = number(&rest, 2, then: "T"), let hour = number(&rest, 2, then: ":"),
      let minute = number(&rest, 2, then: ":"), let second = number(&rest, 2, then: ""),
      (1...12).contains(month), day >= 1, day <= daysIn(month, of: year),
      hour < 24, minute < 60, second < 60
    else { return nil }
    if rest.utf8.first == UInt8(ascii: ".") {
      let digits = rest.utf8.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty else { return nil }
      rest = rest[digits.endIndex...]
    }
    guard let offset = offset(rest) else { return nil }
    return days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
  }

  private static func number(_ rest: inout Substring, _ digits: Int, then mark: String) -> Int64? {
    let head = rest.utf8.prefix(digits)
    guard head.count == digits, head.allSatisfy({ (0x30...0x39).contains($0) }),
      rest.utf8.dropFirst(digits).starts(with: mark.utf8)
    else { return nil }
    let value = head.reduce(Int64(0)) { $0 * 10 + Int64($1) - 0x30 }
    rest = Substring(rest.utf8.dropFirst(digits + mark.utf8.count))
    return value
  }

  private static func offset(_ text: Substring) -> Int64? {
    if text == "Z" { return 0 }
    guard let sign = text.utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    var rest = Substring(text.utf8.dropFirst())
    guard let hour = number(&rest, 2, then: ":"), let minute = number(&rest, 2, then: ""),
      rest.isEmpty, hour <= 14, minute < 60
    else { return nil }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hour * 3600 + minute * 60)
  }

  private static func daysIn(_ month: Int64, of year: Int64) -> Int64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
