public import Microcredentials
public import Postgres

/// What waits, for the loop and for people, of each institution.
public enum Backlogs {
  /// What waits in one institution.
  public struct Line: Hashable, Sendable {
    /// The institution's code.
    public var institution: String
    /// Marks that wait to be decided.
    public var marks: Int
    /// For how long the oldest of them has waited; zero without one.
    public var oldest: Duration
    /// Enrollments that are parked.
    public var parked: Int
    /// Items that wait for staff.
    public var staffItems: Int
    /// Proposals to revoke or to correct that wait for a registrar.
    public var proposals: Int
    /// Notations that are held, by reason; each reason has a number.
    public var heldNotations: [HeldReason: Int]
    /// Messages that wait to be sent.
    public var messages: Int
    /// Messages that were given up.
    public var deadMessages: Int
  }

  /// All institutions, by number; the auditor sees them all.
  public static func all(in transaction: Transaction) throws -> [Line] {
    let none = Dictionary(uniqueKeysWithValues: HeldReason.allCases.map { ($0, 0) })
    return try transaction.query(
      """
      select i.code,
        (select count(*) from dirty_log d where d.institution_id = i.institution_id),
        (select coalesce(
            greatest(extract(epoch from clock_timestamp() - min(o.marked_at)) * 1000, 0), 0)::int8
           from reconcile_shard s
           cross join lateral (
             select d.marked_at from dirty_log d
              where d.institution_id = s.institution_id and d.shard = s.shard
              order by d.mark_id limit 1) o
          where s.institution_id = i.institution_id),
        (select count(*) from parked p where p.institution_id = i.institution_id),
        (select count(*) from staff_item t
          where t.institution_id = i.institution_id and t.closed_at is null),
        (select count(*) from revocation_proposal r
          where r.institution_id = i.institution_id and r.state = 'open'),
        array(select h.reason from held_notation h
          where h.institution_id = i.institution_id and h.released_at is null
          group by h.reason order by h.reason),
        array(select count(*) from held_notation h
          where h.institution_id = i.institution_id and h.released_at is null
          group by h.reason order by h.reason),
        (select count(*) from outbox o
          where o.institution_id = i.institution_id and o.sent_at is null and o.dead_at is null
            and o.dropped_at is null),
        (select count(*) from outbox o
          where o.institution_id = i.institution_id and o.dead_at is not null)
      from institution i order by i.institution_id
      """
    ).map { row in
      Line(
        institution: try row.next(), marks: try row.next(),
        oldest: .milliseconds(try row.next(Int64.self)), parked: try row.next(),
        staffItems: try row.next(), proposals: try row.next(),
        heldNotations: try none.merging(held(&row)) { $1 },
        messages: try row.next(), deadMessages: try row.next())
    }
  }

  private static func held(_ row: inout Row) throws -> [HeldReason: Int] {
    let reasons = try row.next([String].self).compactMap(HeldReason.init)
    return Dictionary(uniqueKeysWithValues: zip(reasons, try row.next([Int].self)))
  }
}
