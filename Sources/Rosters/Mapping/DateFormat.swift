import Microcredentials

/// How a date is written: `MM/dd/yyyy`. Times are read over; the written date counts.
struct DateFormat: Hashable, Sendable {
  private enum Token: Hashable {
    case year, shortYear, monthName
    /// One or two digits, or exactly two.
    case month(isPadded: Bool), day(isPadded: Bool)
    case time(isPadded: Bool, most: Int)
    case literal(UInt8)
  }

  /// ISO 8601: `2026-11-22`, or a time after it, which is read over.
  static let iso = DateFormat(tokens: [], name: "iso")

  private let tokens: [Token]
  /// The format as written.
  let name: String

  private init(tokens: [Token], name: String) {
    self.tokens = tokens
    self.name = name
  }

  /// Reads a format of the letters `yyyy yy MMM MM M dd d HH H mm ss`; other letters stand in
  /// single quotation marks. Nil when it is none, or names no year, month or day.
  init?(_ text: String) {
    if text == "iso" {
      self = .iso
      return
    }
    var tokens: [Token] = []
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
      if first == UInt8(ascii: "'") {
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: first) else { return nil }
        tokens += rest[..<end].map(Token.literal)
        rest = rest[(end + 1)...]
        continue
      }
      let run = rest.prefix { $0 == first }
      rest = rest.dropFirst(run.count)
      guard let added = Self.tokens(for: first, count: run.count) else { return nil }
      tokens += added
    }
    let hasYear = tokens.contains(.year) || tokens.contains(.shortYear)
    let hasMonth = tokens.contains {
      [.monthName, .month(isPadded: true), .month(isPadded: false)].contains($0)
    }
    let hasDay = tokens.contains { [.day(isPadded: true), .day(isPadded: false)].contains($0) }
    guard hasYear, hasMonth, hasDay else { return nil }
    self.init(tokens: tokens, name: text)
  }

  private static func tokens(for letter: UInt8, count: Int) -> [Token]? {
    switch (Character(Unicode.Scalar(letter)), count) {
    case ("y", 4): [.year]
    case ("y", 2): [.shortYear]
    case ("M", 1...2): [.month(isPadded: count == 2)]
    case ("M", 3): [.monthName]
    case ("d", 1...2): [.day(isPadded: count == 2)]
    case ("H", 1...2): [.time(isPadded: count == 2, most: 23)]
    case ("m", 1...2): [.time(isPadded: count == 2, most: 59)]
    case ("s", 1...2): [.time(isPadded: count == 2, most: 60)]
    case let (character, _) where character.isLetter: nil
    default: Array(repeating: .literal(letter), count: count)
    }
  }

  /// The date that is written there in this format.
  func day(_ text: String) throws(Unfit) -> Day {
    let unfit = Unfit(
      .invalidDate, self == .iso ? "a date such as 2026-11-22" : "a date written \(name)")
    var reading = DateReading(text)
    guard let day = tokens.isEmpty ? reading.isoDay() : read(&reading) else { throw unfit }
    guard (1900...2199).contains(day.parts.year) else {
      throw Unfit(.outOfRange, "a date from 1900-01-01 to 2199-12-31")
    }
    return day
  }

  private func read(_ text: inout DateReading) -> Day? {
    var (year, month, day) = (0, 0, 0)
    for token in tokens {
      var isRead = true
      switch token {
      case .year: isRead = text.number(4...4, into: &year)
      case .shortYear:
        isRead = text.number(2...2, into: &year)
        year += year < 70 ? 2000 : 1900
      case .month(let isPadded): isRead = text.number(isPadded ? 2...2 : 1...2, into: &month)
      case .day(let isPadded): isRead = text.number(isPadded ? 2...2 : 1...2, into: &day)
      case .monthName: isRead = text.monthName(into: &month)
      case .time(let isPadded, let most):
        var value = 0
        isRead = text.number(isPadded ? 2...2 : 1...2, into: &value) && value <= most
      case .literal(let byte): isRead = text.literal(byte)
      }
      guard isRead else { return nil }
    }
    return text.isAtEnd ? Day(year: year, month: month, day: day) : nil
  }
}
