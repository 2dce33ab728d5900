public import Foundation
public import Microcredentials
public import Postgres

/// A part of an institution's enrollments that one worker at a time looks after.
public struct Shard: Hashable, Sendable {
  /// How many shards an institution has; it never changes.
  public static let count = 16

  /// The institution.
  public var institution: Int
  /// Its number, 0…15.
  public var number: Int
  /// The status list that its new badges are on: its number, or that plus a multiple of 16.
  public var statusList: Int
  /// How many places of this list are used.
  public var statusUsed: Int

  /// For work that draws no new place on a list, and so needs to own no shard.
  public static func none(of institution: Int) -> Shard {
    Shard(institution: institution, number: 0, statusList: 0, statusUsed: 0)
  }
}

/// The dirty queue: which enrollments have to be decided anew.
public enum Marks {
  /// Takes a shard that has marks and that nobody else holds, until the transaction ends, and
  /// names its institution to the transaction; nil when there is none. Some institutions may be
  /// left out.
  public static func ownShard(
    except held: [Int] = [], in transaction: Transaction
  ) throws -> Shard? {
    try transaction.query(
      """
      with owned as (
        select s.institution_id, s.shard, s.status_list, s.status_used
          from reconcile_shard s
         where exists (
           select from dirty_log d
            where d.institution_id = s.institution_id and d.shard = s.shard)
           and s.institution_id <> all(\(held.map { Int32($0) }))
         order by random() limit 1
           for no key update skip locked)
      select institution_id, shard, status_list, status_used,
             set_config('conferral.institution', institution_id::text, true)
        from owned
      """
    ).first { row in
      Shard(
        institution: Int(try row.next(Int32.self)), number: Int(try row.next(Int16.self)),
        statusList: Int(try row.next(Int32.self)), statusUsed: Int(try row.next(Int32.self)))
    }
  }

  /// Records which status list a shard is on now, and how far it is used.
  public static func advance(_ shard: Shard, in transaction: Transaction) throws {
    try transaction.execute(
      """
      update reconcile_shard
         set status_list = \(Int32(shard.statusList)), status_used = \(Int32(shard.statusUsed))
       where institution_id = \(shard.institution)::int and shard = \(Int16(shard.number))
      """)
  }

  /// The oldest marks of a shard, for at most `limit` enrollments: the marks, and the enrollments
  /// they name. It looks further than it takes, so that an enrollment that was marked many times is
  /// decided once.
  public static func read(
    limit: Int, of institution: Int, shard: Int, in transaction: Transaction
  ) throws -> (marks: [Int64], enrollments: [UUID]) {
    var marks: [Int64] = []
    var enrollments = Set<UUID>()
    try transaction.query(
      """
      select mark_id, enrollment_id from dirty_log
       where institution_id = \(institution)::int and shard = \(Int16(shard))
       order by mark_id limit \(limit * 8)
      """
    ).forEach { row in
      let mark = try row.next(Int64.self)
      let enrollment = try row.next(UUID.self)
      guard enrollments.count < limit || enrollments.contains(enrollment) else { return }
      enrollments.insert(enrollment)
      marks.append(mark)
    }
    return (marks, Array(enrollments))
  }

  /// Deletes marks of a shard; only its owner may.
  public static func delete(
    _ marks: [Int64], of institution: Int, shard: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      delete from dirty_log
       where institution_id = \(institution)::int and shard = \(Int16(shard))
         and mark_id = any(\(marks))
      """)
  }

  /// Marks enrollments.
  public static func add(
    _ enrollments: [UUID], of institution: Int, in transaction: Transaction
  ) throws {
    guard !enrollments.isEmpty else { return }
    try transaction.execute(
      """
      insert into dirty_log (institution_id, shard, enrollment_id)
      select \(institution)::int, shard_of(id), id from unnest(\(enrollments)) as n (id)
      """)
  }

  /// Whether no mark waits, or is being worked on; some institutions may be left out.
  public static func isIdle(
    except held: [Int] = [], in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select not exists (
        select from dirty_log where institution_id <> all(\(held.map { Int32($0) })))
      """
    ).only()
  }

  /// Marks what the passing of time may have changed since the institution's date was last looked
  /// at: enrollments of programs with award dates, and facts that take effect or run out.
  ///
  /// Returns the number of marks; nil when that day was settled before.
  public static func settle(
    _ today: Day, of institution: Int, in transaction: Transaction
  ) throws -> Int? {
    // First without the lock: on most calls there is nothing to do, and nothing is written.
    guard try settledDay(of: institution, in: transaction) < today else { return nil }
    let since = try settledDay(of: institution, lock: "for no key update", in: transaction)
    guard since < today else { return nil }
    let marked = try transaction.execute(
      """
      with acting as (
        select distinct c.learner_id from completion c
         where c.institution_id = \(institution)::int
           and (c.happened_on > \(since.stored) and c.happened_on <= \(today.stored)
             or c.expires > \(since.stored) and c.expires <= \(today.stored))),
      people as (
        select learner_id from acting
        union
        select records_of_people(\(institution)::int, array_agg(learner_id)) from acting)
      insert into dirty_log (institution_id, shard, enrollment_id)
      select e.institution_id, shard_of(e.enrollment_id), e.enrollment_id
        from people join enrollment e using (learner_id)
       where e.institution_id = \(institution)::int
      union
      select e.institution_id, shard_of(e.enrollment_id), e.enrollment_id
        from enrollment e
        join program_version v using (institution_id, program_version_id)
       where e.institution_id = \(institution)::int and v.waits_for_dates
         and not exists (
           select from award a
            where a.institution_id = e.institution_id and a.enrollment_id = e.enrollment_id
              and not exists (
                select from award_revocation r
                 where r.institution_id = a.institution_id and r.award_id = a.award_id))
      union
      select x.institution_id, shard_of(x.enrollment_id), x.enrollment_id
        from requirement_exception x
       where x.institution_id = \(institution)::int
         and x.effective_on > \(since.stored) and x.effective_on <= \(today.stored)
      union
      select r.institution_id, shard_of(r.enrollment_id), r.enrollment_id
        from evidence_review r
       where r.institution_id = \(institution)::int
         and r.effective_on > \(since.stored) and r.effective_on <= \(today.stored)
      union
      select e.institution_id, shard_of(e.enrollment_id), e.enrollment_id
        from enrollment e
       where e.institution_id = \(institution)::int
         and e.ended > \(since.stored) and e.ended <= \(today.stored)
      """)
    try transaction.execute(
      """
      update institution set settled_day = \(today.stored)
       where institution_id = \(institution)::int
      """)
    return marked
  }

  /// The day that was settled last; at first the day on which the institution was made: what was
  /// recorded on it was marked when it was recorded.
  private static func settledDay(
    of institution: Int, lock: SQL = "", in transaction: Transaction
  ) throws -> Day {
    try transaction.query(
      """
      select coalesce(settled_day, (created_at at time zone zone)::date) from institution
       where institution_id = \(institution)::int \(sql: lock)
      """
    ).only { row in try row.day() }
  }
}
