internal import Microcredentials

/// How a date or an instant is written: `yyyyMMdd`, `dd-MMM-yyyy HH:mm`.
struct DatePattern: Hashable, Sendable {
  private enum Token: Hashable {
    case year, shortYear, month(Int), monthName, day(Int), hour, minute, second
    case literal(UInt8)
  }

  private var tokens: [Token] = []

  /// Whether it says a time of day, which only an instant has.
  var hasTime: Bool { tokens.contains { [.hour, .minute, .second].contains($0) } }

  /// Reads a pattern of `yyyy yy MMM MM M dd d HH mm ss`; other letters stand in single quotation
  /// marks. Nil when it is none, or says no year, month or day.
  init?(_ text: String) {
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
      switch (Character(Unicode.Scalar(first)), run.count) {
      case ("y", 4): tokens.append(.year)
      case ("y", 2): tokens.append(.shortYear)
      case ("M", 1...2): tokens.append(.month(run.count))
      case ("M", 3): tokens.append(.monthName)
      case ("d", 1...2): tokens.append(.day(run.count))
      case ("H", 2): tokens.append(.hour)
      case ("m", 2): tokens.append(.minute)
      case ("s", 2): tokens.append(.second)
      case let (character, _) where character.isLetter || !character.isASCII: return nil
      default: tokens += run.map(Token.literal)
      }
    }
    let hasYear = tokens.contains(.year) || tokens.contains(.shortYear)
    let hasMonth = tokens.contains { [.month(1), .month(2), .monthName].contains($0) }
    guard hasYear, hasMonth, tokens.contains(.day(1)) || tokens.contains(.day(2)) else {
      return nil
    }
  }

  func append(_ moment: Moment, to bytes: inout [UInt8]) {
    let (year, month, day) = moment.day.parts
    for token in tokens {
      switch token {
      case .year: bytes.append(decimal: year, width: 4)
      case .shortYear: bytes.append(decimal: year % 100, width: 2)
      case .month(let width): bytes.append(decimal: month, width: width)
      case .monthName: bytes.append(contentsOf: Self.names[month - 1].utf8)
      case .day(let width): bytes.append(decimal: day, width: width)
      case .hour: bytes.append(decimal: moment.hour, width: 2)
      case .minute: bytes.append(decimal: moment.minute, width: 2)
      case .second: bytes.append(decimal: moment.second, width: 2)
      case .literal(let byte): bytes.append(byte)
      }
    }
  }

  func append(_ day: Day, to bytes: inout [UInt8]) {
    var moment = Moment(0)
    moment.day = day
    append(moment, to: &bytes)
  }

  private static let names: [StaticString] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}

extension StaticString {
  fileprivate var utf8: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
  }
}
