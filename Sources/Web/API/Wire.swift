import Foundation
import LinkedData
import Microcredentials
import Postgres
import Storage

/// How values of the field are written in JSON.
extension JSONValue {
  /// An object of the members that are there.
  static func members(_ members: (String, JSONValue?)...) -> JSONValue {
    .object(JSONObject(members.compactMap { name, value in value.map { (name, $0) } }))
  }

  static func text(_ id: UUID) -> JSONValue { .string(id.text) }
  static func text(_ day: Day) -> JSONValue { .string(day.description) }
  static func text(_ quantity: Quantity) -> JSONValue { .string(quantity.description) }
  static func text(_ instant: PostgresInstant) -> JSONValue { .string(instant.iso) }
  static func number(_ whole: Int) -> JSONValue { .number(JSONNumber(whole)) }

  /// A text, or nothing where there is none.
  static func textIfAny(_ text: String?) -> JSONValue? { text.map { .string($0) } }
}

extension PostgresInstant {
  /// The instant in UTC with microseconds (RFC 3339): `2026-08-24T08:00:00.000000Z`.
  var iso: String {
    let day: Int64 = 86_400_000_000
    var days = microsecondsSince1970 / day
    var rest = microsecondsSince1970 % day
    if rest < 0 {
      rest += day
      days -= 1
    }
    func padded(_ number: Int64, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let seconds = rest / 1_000_000
    let time = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
    return Day(number: Int32(clamping: days)).description + "T" + time.joined(separator: ":") + "."
      + padded(rest % 1_000_000, 6) + "Z"
  }
}

extension Call {
  /// The keys of a place in a list that is sorted by an instant.
  static func place(_ instant: PostgresInstant, _ id: UUID) -> [String] {
    ["\(instant.microsecondsSince1970)", id.text]
  }

  /// The keys of a place in a list that is sorted by a day.
  static func place(_ day: Day, _ id: UUID) -> [String] { [day.description, id.text] }

  /// A place in a list that is sorted by a day; nil when the keys are of another list.
  static func dayPlace(_ keys: [String]) -> (Day, UUID)? {
    guard keys.count == 2, let day = Day(keys[0]), let id = UUID(uuidString: keys[1]) else {
      return nil
    }
    return (day, id)
  }

  /// A place in a list that is sorted by an instant; nil when the keys are of another list.
  static func place(_ keys: [String]) -> (PostgresInstant, UUID)? {
    guard keys.count == 2, let microseconds = Int64(keys[0]), let id = UUID(uuidString: keys[1]),
      abs(microseconds) < 1 << 56
    else { return nil }
    return (PostgresInstant(microsecondsSince1970: microseconds), id)
  }
}
