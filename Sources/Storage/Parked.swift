public import Foundation
public import Postgres

/// Enrollments that could not be decided; each waits for its next try, or for new facts.
public enum Parked {
  /// Parks an enrollment, or puts its next try off further: a minute, doubled each time, at most
  /// six hours.
  public static func put(
    _ enrollment: UUID, code: String, reason: String, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into parked as p
        (institution_id, enrollment_id, attempts, next_try, code, reason)
      values (\(institution)::int, \(enrollment), 1, clock_timestamp() + interval '1 minute',
        \(code), \(reason))
      on conflict (institution_id, enrollment_id) do update
        set attempts = p.attempts + 1, code = excluded.code, reason = excluded.reason,
            next_try = clock_timestamp()
              + least(interval '6 hours', interval '1 minute' * 2 ^ least(p.attempts, 10))
      """)
  }

  /// Lets enrollments go that were decided after all.
  public static func release(
    _ enrollments: [UUID], of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      delete from parked
       where institution_id = \(institution)::int and enrollment_id = any(\(enrollments))
      """)
  }

  /// Marks the parked enrollments whose time has come; the number of marks.
  public static func markDue(of institution: Int, in transaction: Transaction) throws -> Int {
    try transaction.execute(
      """
      insert into dirty_log (institution_id, shard, enrollment_id)
      select p.institution_id, shard_of(p.enrollment_id), p.enrollment_id
        from parked p
       where p.institution_id = \(institution)::int and p.next_try <= clock_timestamp()
         and not exists (
           select from dirty_log d
            where d.institution_id = p.institution_id
              and d.shard = shard_of(p.enrollment_id) and d.enrollment_id = p.enrollment_id)
      """)
  }

  /// A parked enrollment.
  public struct Entry: Sendable {
    /// Since when it has been parked.
    public var since: PostgresInstant
    /// When it is tried again.
    public var nextTry: PostgresInstant
    /// The enrollment.
    public var enrollment: UUID
    /// How often it was tried.
    public var attempts: Int
    /// What kind of fault stands against it.
    public var code: String
    /// The fault in words, without data.
    public var reason: String
  }

  private static let columns: SQL = "since, next_try, enrollment_id, attempts, code, reason"

  /// All parked enrollments of an institution.
  public static func all(of institution: Int, in transaction: Transaction) throws -> [Entry] {
    try transaction.query(
      """
      select \(sql: columns) from parked
       where institution_id = \(institution)::int order by since
      """
    ).map { row in try entry(&row) }
  }

  /// Why an enrollment is parked; nil when it is not.
  public static func one(
    _ enrollment: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Entry? {
    try transaction.query(
      """
      select \(sql: columns) from parked
       where institution_id = \(institution)::int and enrollment_id = \(enrollment)
      """
    ).first { row in try entry(&row) }
  }

  private static func entry(_ row: inout Row) throws -> Entry {
    Entry(
      since: try row.next(), nextTry: try row.next(), enrollment: try row.next(),
      attempts: Int(try row.next(Int32.self)), code: try row.next(), reason: try row.next())
  }
}
