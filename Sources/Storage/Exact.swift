public import Foundation
public import Microcredentials
public import Postgres

extension Day {
  /// The day as PostgreSQL's `date`.
  public var stored: PostgresDay { PostgresDay(daysSince1970: number) }

  /// A day read from a `date`.
  public init(_ stored: PostgresDay) { self.init(number: stored.daysSince1970) }
}

extension Quantity {
  /// The quantity as PostgreSQL's `numeric`.
  public var stored: PostgresNumeric { PostgresNumeric(tenThousandths: tenThousandths) }

  /// A quantity read from a `numeric`.
  public init(_ stored: PostgresNumeric) { self.init(tenThousandths: stored.tenThousandths) }
}

extension Row {
  mutating func day() throws -> Day { Day(try next(PostgresDay.self)) }
  mutating func dayIfAny() throws -> Day? { try next(PostgresDay?.self).map { Day($0) } }
  mutating func quantityIfAny() throws -> Quantity? {
    try next(PostgresNumeric?.self).map { Quantity($0) }
  }
}

extension UUID {
  /// A random id that sorts by the time it was made (RFC 9562, version 7), so that rows made
  /// together lie together.
  public static func ordered(at instant: PostgresInstant) -> UUID {
    var bytes = UUID().uuid
    let milliseconds = UInt64(clamping: instant.microsecondsSince1970 / 1000)
    bytes.0 = UInt8(truncatingIfNeeded: milliseconds >> 40)
    bytes.1 = UInt8(truncatingIfNeeded: milliseconds >> 32)
    bytes.2 = UInt8(truncatingIfNeeded: milliseconds >> 24)
    bytes.3 = UInt8(truncatingIfNeeded: milliseconds >> 16)
    bytes.4 = UInt8(truncatingIfNeeded: milliseconds >> 8)
    bytes.5 = UInt8(truncatingIfNeeded: milliseconds)
    bytes.6 = (bytes.6 & 0x0F) | 0x70
    return UUID(uuid: bytes)
  }

  /// The id in lower case, as it stands in URLs.
  public var text: String {
    withUnsafeBytes(of: uuid) { bytes in
      String(unsafeUninitializedCapacity: 36) { text in
        var place = 0
        for index in 0..<16 {
          if index == 4 || index == 6 || index == 8 || index == 10 {
            text[place] = UInt8(ascii: "-")
            place += 1
          }
          text[place] = UUID.digit(bytes[index] >> 4)
          text[place + 1] = UUID.digit(bytes[index] & 15)
          place += 2
        }
        return 36
      }
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
