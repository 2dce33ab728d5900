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
    /// Proposals to revoke that wait for a registrar.
    public var proposals: Int
    /// Messages that wait to be sent.
    public var messages: Int
    /// Messages that were given up.
    public var deadMessages: Int
  }

  /// All institutions, by number; the auditor sees them all.
  public static func all(in transaction: Transaction) throws -> [Line] {
    try transaction.query(
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
        messages: try row.next(), deadMessages: try row.next())
    }
  }
}
