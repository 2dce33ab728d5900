/// Times after which PostgreSQL itself ends a statement, a wait or an idle transaction; set
/// transaction-locally. Zero means no limit, nil leaves the server's setting.
public struct Limits: Sendable, Hashable {
  /// The longest time for one statement.
  public var statement: Duration?
  /// The longest wait for one lock.
  public var lock: Duration?
  /// The longest pause between two statements.
  public var idleInTransaction: Duration?

  /// Fifteen seconds for a statement, three for a lock, ten for a pause, unless told otherwise.
  public init(
    statement: Duration? = .seconds(15), lock: Duration? = .seconds(3),
    idleInTransaction: Duration? = .seconds(10)
  ) {
    self.statement = statement
    self.lock = lock
    self.idleInTransaction = idleInTransaction
  }

  /// No limits at all, for migrations and maintenance.
  public static let none = Limits(statement: .zero, lock: .zero, idleInTransaction: .zero)

  var settings: [(name: String, value: String)] {
    [
      ("statement_timeout", statement), ("lock_timeout", lock),
      ("idle_in_transaction_session_timeout", idleInTransaction),
    ].compactMap { name, duration in duration.map { (name, "\(Limits.milliseconds($0))") } }
  }

  /// Whole milliseconds, at least one for a positive duration, within PostgreSQL's integer.
  private static func milliseconds(_ duration: Duration) -> Int64 {
    guard duration > .zero else { return 0 }
    let (seconds, attoseconds) = duration.components
    guard seconds < 2_000_000 else { return 2_000_000_000 }
    return max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000)
  }
}
