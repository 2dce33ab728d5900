public import Postgres

/// Silence that lasts too long, read from the rows at a moment: nothing of it is stored.
public enum FeedAlarms {
  /// What a consumer's file lets be watched; nil is not watched.
  public struct Watch: Sendable {
    /// The consumer.
    public var consumer: String
    /// So many hours after a batch was due, released or prepared.
    public var lateHours: Int?
    /// The days of its schedule as seven digits from Monday on, 1 for a day of it; nil without one.
    public var days: String?
    /// The time of day of its schedule: `02:30`.
    public var time: String?
    /// So many days after a batch was released, where the consumer says what became of rows.
    public var unacknowledgedDays: Int?
    /// So many days after a row was rejected.
    public var rejectedDays: Int?
    /// So many hours after an unread row was written.
    public var cursorHours: Int?
    /// The units that it gets, with all that is part of them; nil for all.
    public var units: [String]?

    /// Makes a watch of nothing.
    public init(consumer: String) { self.consumer = consumer }
  }

  /// Something that has lasted too long.
  public struct Silence: Sendable {
    /// The consumer.
    public var consumer: String
    /// Since when.
    public var since: PostgresInstant
    /// How many there are of it.
    public var count: Int
  }

  private static func read(_ row: inout Row) throws -> Silence {
    Silence(consumer: try row.next(), since: try row.next(), count: try row.next())
  }

  /// Occasions of schedules on which nothing was released, though there was something or nobody
  /// looked: those since the last release, since the last occasion without anything to send, and
  /// since the declaration, a year at most. `since` is the first.
  public static func late(
    _ watches: [Watch], at now: PostgresInstant, of institution: Int, in transaction: Transaction
  ) throws -> [Silence] {
    let watches = watches.filter { $0.lateHours != nil && $0.days != nil }
    return try transaction.query(
      """
      select w.consumer, min(o.due_at), count(*)
        from unnest(\(watches.map(\.consumer)), \(watches.map(\.lateHours)),
               \(watches.map(\.days)), \(watches.map(\.time))) w (consumer, hours, days, time)
        join institution i on i.institution_id = \(institution)::int
        join feed_consumer c on c.institution_id = i.institution_id and c.consumer = w.consumer
       cross join lateral (
         select \(now) - make_interval(hours => w.hours::int) as until,
                greatest(c.changed_at, \(now) - interval '1 year',
                  (select f.due_at from feed_occasion f
                    where f.institution_id = c.institution_id and f.consumer = c.consumer
                      and f.outcome <> 'waits'
                    order by f.due_on desc limit 1),
                  (select b.released_at from feed_batch b
                    where b.institution_id = c.institution_id and b.consumer = c.consumer
                      and b.state = 'released' and b.state <> 'discarded'
                    order by b.number desc limit 1)) as after) t
       cross join lateral (
         select (g::date + w.time::time) at time zone i.zone as due_at, g
           from generate_series(date_trunc('day', t.after at time zone i.zone) - interval '1 day',
                  date_trunc('day', t.until at time zone i.zone), interval '1 day') g
          where substr(w.days, extract(isodow from g)::int, 1) = '1') o
       where o.due_at > t.after and o.due_at <= t.until
       group by w.consumer
      """
    ).map { row in try read(&row) }
  }

  /// Prepared batches that wait for the registrar.
  public static func waiting(
    _ watches: [Watch], at now: PostgresInstant, of institution: Int, in transaction: Transaction
  ) throws -> [Silence] {
    let watches = watches.filter { $0.lateHours != nil }
    return try transaction.query(
      """
      select b.consumer, min(b.prepared_at), count(*)
        from unnest(\(watches.map(\.consumer)), \(watches.map(\.lateHours))) w (consumer, hours)
        join feed_batch b on b.institution_id = \(institution)::int and b.consumer = w.consumer
         and b.state = 'prepared'
       where b.prepared_at <= \(now) - make_interval(hours => w.hours::int)
       group by b.consumer
      """
    ).map { row in try read(&row) }
  }

  /// Released batches that are still to be brought.
  public static func undelivered(
    _ watches: [Watch], at now: PostgresInstant, of institution: Int, in transaction: Transaction
  ) throws -> [Silence] {
    let watches = watches.filter { $0.lateHours != nil }
    return try transaction.query(
      """
      select b.consumer, min(b.released_at), count(*)
        from outbox o
        join feed_batch b on b.institution_id = o.institution_id and b.batch_id = o.subject_id
        join unnest(\(watches.map(\.consumer)), \(watches.map(\.lateHours))) w (consumer, hours)
          on w.consumer = b.consumer
       where o.institution_id = \(institution)::int and o.kind = 'feed: delivery'
         and o.sent_at is null and o.dead_at is null and o.dropped_at is null
         and b.released_at <= \(now) - make_interval(hours => w.hours::int)
       group by b.consumer
      """
    ).map { row in try read(&row) }
  }

  /// Deliveries and hints that were given up.
  public static func dead(
    _ watches: [Watch], of institution: Int, in transaction: Transaction
  ) throws -> [Silence] {
    try transaction.query(
      """
      select b.consumer, min(o.dead_at), count(*)
        from outbox o
        join feed_batch b on b.institution_id = o.institution_id and b.batch_id = o.subject_id
       where o.institution_id = \(institution)::int and o.dead_at is not null
         and o.kind = any(\(Outbox.ErrandKind.allCases.map(\.rawValue)))
         and b.consumer = any(\(watches.map(\.consumer)))
       group by b.consumer
      """
    ).map { row in try read(&row) }
  }

  /// Notations that have been held for so many days, all of the institution; nil without any.
  public static func held(
    forDays days: Int, at now: PostgresInstant, of institution: Int, in transaction: Transaction
  ) throws -> (since: PostgresInstant, count: Int)? {
    let (since, count): (PostgresInstant?, Int) = try transaction.query(
      """
      select min(since), count(*) from held_notation
       where institution_id = \(institution)::int and released_at is null
         and since <= \(now) - make_interval(days => \(Int32(clamping: days)))
      """
    ).only { row in (try row.next(), try row.next()) }
    return since.map { ($0, count) }
  }
}
