import Microcredentials

/// A moment as ISO 8601 writes it: `2023-05-01T18:25:43.511Z`, `2023-05-01 18:25:43`, `2023-05-01`.
/// Without a zone it is UTC, without a time the beginning of the day.
struct Instant: Hashable, Sendable {
  /// Since 1970-01-01T00:00:00Z.
  let microseconds: Int64

  /// Reads a moment; nil for anything else, such as 1/05/2023, which could be one of two days.
  init?(_ text: String) {
    var reading = DateReading(text)
    var (year, month, number) = (0, 0, 0)
    guard reading.number(4...4, into: &year), reading.literal(UInt8(ascii: "-")),
      reading.number(2...2, into: &month), reading.literal(UInt8(ascii: "-")),
      reading.number(2...2, into: &number), let day = Day(year: year, month: month, day: number)
    else { return nil }
    var seconds = Int64(day.number) * 86_400
    var fraction: Int64 = 0
    if !reading.isAtEnd {
      guard let time = reading.timeOfDay() else { return nil }
      seconds += time.seconds
      fraction = time.microseconds
    }
    microseconds = seconds * 1_000_000 + fraction
  }
}

extension DateReading {
  /// Reads `T18:25:43.511+02:00` to the end; the zone is taken off the seconds.
  fileprivate mutating func timeOfDay() -> (seconds: Int64, microseconds: Int64)? {
    var (hour, minute, second) = (0, 0, 0)
    guard literal(UInt8(ascii: "T")) || literal(UInt8(ascii: " ")),
      number(2...2, into: &hour), hour < 24, literal(UInt8(ascii: ":")),
      number(2...2, into: &minute), minute < 60
    else { return nil }
    var fraction = 0
    if literal(UInt8(ascii: ":")) {
      guard number(2...2, into: &second), second <= 60 else { return nil }
      if literal(UInt8(ascii: ".")) {
        guard let digits = digits(1...9) else { return nil }
        fraction = Int(String((digits + "00000").prefix(6))) ?? 0
      }
    }
    guard let offset = zone() else { return nil }
    return (Int64(hour * 3_600 + minute * 60 + second - offset), Int64(fraction))
  }

  /// Reads `Z`, `+02:00`, `-0600`, `+02` or nothing: seconds east of UTC.
  private mutating func zone() -> Int? {
    if isAtEnd { return 0 }
    if literal(UInt8(ascii: "Z")) { return isAtEnd ? 0 : nil }
    let isEast = literal(UInt8(ascii: "+"))
    guard isEast || literal(UInt8(ascii: "-")) else { return nil }
    var (hours, minutes) = (0, 0)
    guard number(2...2, into: &hours), hours <= 14 else { return nil }
    if !isAtEnd {
      _ = literal(UInt8(ascii: ":"))
      guard number(2...2, into: &minutes), minutes < 60 else { return nil }
    }
    guard isAtEnd else { return nil }
    return (isEast ? 1 : -1) * (hours * 3_600 + minutes * 60)
  }
}
