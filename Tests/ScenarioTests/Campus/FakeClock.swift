import Foundation
import Postgres
import Synchronization

/// A clock that stands still until a test sets it.
final class FakeClock: Sendable {
  private let instant: Mutex<PostgresInstant>

  init(_ moment: String) { instant = Mutex(Self.instant(moment)) }

  var now: PostgresInstant { instant.withLock { $0 } }

  /// What an office reads its time from.
  var reading: @Sendable () -> PostgresInstant { { self.now } }

  /// Sets it to a moment in UTC: `2027-03-14T06:59:59Z`.
  func set(_ moment: String) { instant.withLock { $0 = Self.instant(moment) } }

  static func instant(_ moment: String) -> PostgresInstant {
    guard let date = try? Date(moment, strategy: .iso8601) else {
      preconditionFailure("\(moment) is not a moment")
    }
    return PostgresInstant(microsecondsSince1970: Int64(date.timeIntervalSince1970) * 1_000_000)
  }
}
