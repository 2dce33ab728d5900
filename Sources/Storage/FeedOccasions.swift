public import Foundation
public import Microcredentials
public import Postgres

/// The occasions of consumers' schedules, and what became of them.
public enum FeedOccasions {
  /// What became of an occasion.
  public enum Outcome: String, CaseIterable, Sendable {
    /// A batch was released.
    case released
    /// A batch is prepared, and needs the registrar.
    case waits
    /// There was nothing to send.
    case nothing
  }

  /// An occasion that was handled.
  public struct Occasion: Hashable, Sendable {
    /// The day in the institution's zone.
    public var dueOn: Day
    /// What became of it.
    public var outcome: Outcome
    /// When it was handled.
    public var handledAt: PostgresInstant
  }

  /// The latest occasion until now of a schedule, by the institution's clock: an hour that does not
  /// exist comes as much later as the clock was put forward, one that comes twice is the second.
  ///
  /// `days` are those of ISO 8601, 1 for Monday; `time` is `02:30`.
  public static func latest(
    days: [Int], time: String, now: PostgresInstant, of institution: Int,
    in transaction: Transaction
  ) throws -> (dueOn: Day, dueAt: PostgresInstant)? {
    try transaction.query(
      """
      select d.day, d.due_at from institution i
       cross join lateral (
         select g::date as day, (g::date + \(time)::time) at time zone i.zone as due_at
           from generate_series(date_trunc('day', \(now) at time zone i.zone) - interval '8 days',
                  date_trunc('day', \(now) at time zone i.zone), interval '1 day') g) d
       where i.institution_id = \(institution)::int
         and extract(isodow from d.day)::int = any(\(days.map { Int32($0) }))
         and d.due_at <= \(now)
       order by d.day desc limit 1
      """
    ).first { row in (try row.day(), try row.next()) }
  }

  /// Whether an occasion was handled.
  public static func isHandled(
    _ day: Day, of consumer: String, institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select exists (
        select from feed_occasion
         where institution_id = \(institution)::int and consumer = \(consumer)
           and due_on = \(day.stored))
      """
    ).only()
  }

  /// Notes what became of an occasion.
  public static func add(
    _ outcome: Outcome, dueOn day: Day, at due: PostgresInstant, batch: UUID?,
    of consumer: String, by actor: String, institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into feed_occasion
        (institution_id, consumer, due_on, due_at, outcome, batch_id, handled_by)
      values (\(institution)::int, \(consumer), \(day.stored), \(due), \(outcome.rawValue),
        \(batch), \(actor))
      """)
  }

  /// The occasion of a consumer that was handled last; nil before the first.
  public static func last(
    of consumer: String, institution: Int, in transaction: Transaction
  ) throws -> Occasion? {
    try transaction.query(
      """
      select due_on, outcome, handled_at from feed_occasion
       where institution_id = \(institution)::int and consumer = \(consumer)
       order by due_on desc limit 1
      """
    ).first { row in
      Occasion(
        dueOn: try row.day(), outcome: Outcome(rawValue: try row.next()) ?? .nothing,
        handledAt: try row.next())
    }
  }
}
