public import Foundation
public import Postgres

/// Rows that say what became of bringing a batch to its consumer.
public enum FeedDeliveries {
  /// What became of a try.
  public enum Outcome: String, CaseIterable, Sendable {
    /// The file lies where the consumer wants it.
    case brought
    /// It is tried again.
    case putOff = "put off"
    /// It is not tried again before somebody changed something.
    case refused
  }

  /// Adds what became of a try; one that came out as the last one did is the same row still.
  public static func add(
    _ outcome: Outcome, because detail: String, of batch: UUID, by channel: String,
    institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into feed_delivery (institution_id, batch_id, channel, outcome, detail)
      select \(institution)::int, \(batch)::uuid, \(channel)::text, \(outcome.rawValue)::text,
             \(detail)::text
       where not exists (
         select from (
           select d.outcome, d.detail, d.channel from feed_delivery d
            where d.institution_id = \(institution)::int and d.batch_id = \(batch)
            order by d.delivered_at desc, d.delivery_id limit 1) last
          where last.outcome = \(outcome.rawValue) and last.detail = \(detail)
            and last.channel = \(channel) and last.outcome <> 'brought')
      """)
  }

  /// A try to bring a batch, or the first of several that came out the same.
  public struct Try: Hashable, Sendable {
    /// When.
    public var at: PostgresInstant
    /// By which channel: `directory`, `sftp`, `https`.
    public var channel: String
    /// What became of it.
    public var outcome: Outcome
    /// The same in words, with the remedy where there is one.
    public var detail: String
  }

  /// What became of bringing a batch, the last tries first.
  public static func tries(
    of batch: UUID, limit: Int, institution: Int, in transaction: Transaction
  ) throws -> [Try] {
    try transaction.query(
      """
      select delivered_at, channel, outcome, coalesce(detail, '') from feed_delivery
       where institution_id = \(institution)::int and batch_id = \(batch)
       order by delivered_at desc, delivery_id limit \(limit)::int
      """
    ).map { row in
      Try(
        at: try row.next(), channel: try row.next(),
        outcome: Outcome(rawValue: try row.next()) ?? .refused, detail: try row.next())
    }
  }

  /// Where bringing a batch stands, or telling that there is one.
  public struct Standing: Hashable, Sendable {
    /// What is brought or told.
    public var kind: Outbox.ErrandKind
    /// By which channel it was tried last: `directory`, `sftp`, `https`; nil before the first try.
    public var channel: String?
    /// Where it stands.
    public var state: Outbox.State
    /// How often it was tried; a try that says nothing about the batch does not count.
    public var attempts: Int
    /// When it is tried next, where it waits.
    public var nextTry: PostgresInstant?
    /// Why it was not brought, or not yet, with the remedy where there is one.
    public var lastError: String?
    /// When it was brought or told.
    public var doneAt: PostgresInstant?
  }

  /// Where bringing a batch stands, before telling of it; none of a batch that is fetched.
  public static func standings(
    of batch: UUID, institution: Int, in transaction: Transaction
  ) throws -> [Standing] {
    try transaction.query(
      """
      select o.kind,
             case when o.kind = \(Outbox.ErrandKind.delivery.rawValue) then (
               select d.channel from feed_delivery d
                where d.institution_id = o.institution_id and d.batch_id = o.subject_id
                order by d.delivered_at desc, d.delivery_id limit 1) end,
             \(sql: Outbox.state), o.attempts,
             case when o.sent_at is null and o.dead_at is null and o.dropped_at is null
               then o.next_try end,
             o.last_error, o.sent_at
        from outbox o
       where o.institution_id = \(institution)::int and o.subject_id = \(batch)
         and o.kind = any(\(Outbox.ErrandKind.allCases.map(\.rawValue)))
       order by o.kind, o.created_at, o.outbox_id
      """
    ).map { row in
      Standing(
        kind: Outbox.ErrandKind(rawValue: try row.next()) ?? .delivery, channel: try row.next(),
        state: Outbox.State(rawValue: try row.next()) ?? .waiting,
        attempts: Int(try row.next(Int32.self)), nextTry: try row.next(),
        lastError: try row.next(), doneAt: try row.next())
    }
  }

  /// What waits to be brought in one institution.
  public struct Backlog: Hashable, Sendable {
    /// The institution's code.
    public var institution: String
    /// Batches that wait to be brought.
    public var waiting: Int
    /// Batches that were given up.
    public var dead: Int
    /// For how long the oldest of both has waited; zero without one.
    public var oldest: Duration
  }

  /// All institutions, by number; the auditor sees them all.
  public static func backlogs(in transaction: Transaction) throws -> [Backlog] {
    try transaction.query(
      """
      select i.code, count(o.outbox_id) filter (where o.dead_at is null),
             count(o.outbox_id) filter (where o.dead_at is not null),
             (coalesce(greatest(extract(epoch from clock_timestamp() - min(o.created_at)), 0), 0)
               * 1000)::int8
        from institution i
        left join outbox o on o.institution_id = i.institution_id
         and o.kind = \(Outbox.ErrandKind.delivery.rawValue) and o.sent_at is null and o.dropped_at is null
       group by i.institution_id, i.code order by i.institution_id
      """
    ).map { row in
      Backlog(
        institution: try row.next(), waiting: try row.next(), dead: try row.next(),
        oldest: .milliseconds(try row.next(Int64.self)))
    }
  }
}
