public import Foundation
public import Postgres

/// What has to be brought or told to systems that follow the ledger: rows of the outbox beside the
/// messages to people.
extension Outbox {
  /// What is brought or told.
  public enum ErrandKind: String, CaseIterable, Sendable {
    /// The file of a batch.
    case delivery = "feed: delivery"
    /// That there is one.
    case webhook = "feed: webhook"
  }

  /// Something that somebody is about to do.
  public struct Errand: Sendable {
    /// Its id; the other side knows a repetition by it.
    public var id: UUID
    /// What is brought or told.
    public var kind: ErrandKind
    /// The batch it is about.
    public var batch: UUID
    /// How often it was tried, this time included.
    public var attempts: Int
  }

  /// Queues that a released batch leaves the house, or that somebody is told of it.
  public static func queue(
    _ kind: ErrandKind, about batch: UUID, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into outbox (institution_id, kind, payload, subject_id)
      values (\(institution)::int, \(kind.rawValue), '{}'::json, \(batch))
      """)
  }

  /// Which errands somebody takes.
  public enum Lane: Sendable {
    /// Any; those that were tried in vain after the others.
    case open
    /// Those that were not tried in vain, to a consumer that took the one before of their kind:
    /// however many others hang, these go on.
    case proven
  }

  /// The institutions that have an errand whose time has come.
  public static func institutionsWithErrands(in transaction: Transaction) throws -> Set<Int> {
    let rows = try transaction.query(
      """
      select distinct institution_id from outbox
       where kind = any(\(ErrandKind.allCases.map(\.rawValue)))
         and next_try <= clock_timestamp()
         and sent_at is null and dead_at is null and dropped_at is null
      """)
    return Set(try rows.map { Int(try $0.next(Int32.self)) })
  }

  /// Takes the errand that has been due for longest; others leave it alone for ten minutes. The
  /// batches of a consumer are brought in their order: one that waits or was given up holds up the
  /// next one, as each names the one before.
  public static func takeErrand(
    of institution: Int, in lane: Lane, _ transaction: Transaction
  ) throws -> Errand? {
    try transaction.query(
      """
      with due as (
        select o.outbox_id from outbox o
         where o.institution_id = \(institution)::int
           and o.kind = any(\(ErrandKind.allCases.map(\.rawValue)))
           and o.subject_id is not null and o.next_try <= clock_timestamp()
           and o.sent_at is null and o.dead_at is null and o.dropped_at is null
           and not exists (
             select from feed_batch b
               join feed_batch earlier on earlier.institution_id = b.institution_id
                and earlier.consumer = b.consumer and earlier.number < b.number
               join outbox e on e.institution_id = earlier.institution_id
                and e.subject_id = earlier.batch_id and e.kind = o.kind
              where b.institution_id = o.institution_id and b.batch_id = o.subject_id
                and o.kind = \(ErrandKind.delivery.rawValue)
                and e.sent_at is null and e.dropped_at is null)
           and (\(lane == .open) or o.last_error is null and exists (
             select from feed_batch b, lateral (
               select e.sent_at from feed_batch earlier
                 join outbox e on e.institution_id = earlier.institution_id
                  and e.subject_id = earlier.batch_id and e.kind = o.kind
                where earlier.institution_id = b.institution_id
                  and earlier.consumer = b.consumer and earlier.number < b.number
                  and e.dropped_at is null
                order by earlier.number desc limit 1) latest
              where b.institution_id = o.institution_id and b.batch_id = o.subject_id
                and latest.sent_at is not null))
         order by o.last_error is not null, o.next_try, o.outbox_id
         limit 1 for no key update of o skip locked)
      update outbox o
         set attempts = o.attempts + 1, next_try = clock_timestamp() + interval '10 minutes'
        from due
       where o.institution_id = \(institution)::int and o.outbox_id = due.outbox_id
      returning o.outbox_id, o.kind, o.subject_id, o.attempts
      """
    ).first { row in
      Errand(
        id: try row.next(), kind: ErrandKind(rawValue: try row.next()) ?? .delivery,
        batch: try row.next(), attempts: Int(try row.next(Int32.self)))
    }
  }

  /// Notes that an errand was done.
  public static func finish(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update outbox set sent_at = clock_timestamp(), last_error = null
       where institution_id = \(institution)::int and outbox_id = \(id)
         and sent_at is null and dead_at is null and dropped_at is null
      """)
  }

  /// Lets batches of a consumer be brought after all that were dropped for this reason, so that none
  /// is missing in the chain; how many.
  public static func takeUpDeliveries(
    to consumer: String, droppedBecause reason: String, of institution: Int,
    in transaction: Transaction
  ) throws -> Int {
    try transaction.execute(
      """
      update outbox o
         set dropped_at = null, last_error = null, next_try = clock_timestamp()
        from feed_batch b
       where o.institution_id = \(institution)::int and o.kind = \(ErrandKind.delivery.rawValue)
         and o.dropped_at is not null and o.last_error = \(reason)
         and b.institution_id = o.institution_id and b.batch_id = o.subject_id
         and b.consumer = \(consumer)
      """)
  }

  /// Whether an errand of the kind was given up with these words for the consumer since it was
  /// declared last.
  public static func wasGivenUp(
    _ kind: ErrandKind, because error: String, for consumer: String, of institution: Int,
    in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select exists (
        select from outbox o
          join feed_batch b on b.institution_id = o.institution_id and b.batch_id = o.subject_id
          join feed_consumer c on c.institution_id = b.institution_id and c.consumer = b.consumer
         where o.institution_id = \(institution)::int and o.kind = \(kind.rawValue)
           and c.consumer = \(consumer) and o.last_error = \(error)
           and o.dead_at > c.changed_at)
      """
    ).only()
  }
}
