public import Foundation
import Microcredentials
public import Postgres

extension WorkList {
  /// What kind of thing waits.
  public enum Kind: String, CaseIterable, Sendable {
    /// The loop found that an award is no longer deserved.
    case revocationProposed = "revocation proposed"
    /// A registrar accepted a revocation; another one has to confirm it.
    case revocationToBeConfirmed = "revocation to be confirmed"
    /// What was delivered says something else than the facts do now.
    case correctionProposed = "correction proposed"
    /// A registrar accepted a correction; another one has to confirm it.
    case correctionToBeConfirmed = "correction to be confirmed"
    /// The notation of an award waits for a gate to open.
    case notationHeld = "notation held"
    /// A student system rejected a line that it had accepted, and nobody decided what to do.
    case acceptanceWithdrawn = "acceptance withdrawn"
    /// What is recorded does not say whether the criteria are met.
    case cannotBeEvaluated = "cannot be evaluated"
    /// It could not be decided because of a fault.
    case parked = "parked"
  }

  /// Something that waits for a person.
  public struct Entry: Sendable {
    /// What kind of thing it is.
    public var kind: String
    /// The proposal, the item, the award of a held notation, the notation that is no longer
    /// accepted, or the parked enrollment.
    public var id: UUID
    /// The enrollment.
    public var enrollment: UUID
    /// The learner of the enrollment.
    public var learner: UUID
    /// The learner's id in the student system, where one is known.
    public var student: String?
    /// The program's code.
    public var program: String
    /// Since when.
    public var since: PostgresInstant
    /// Whole days since then.
    public var ageDays: Int
    /// Why, in words.
    public var reason: String
  }

  /// What is wanted; nil means any.
  public struct Filter: Sendable {
    /// Of this kind.
    public var kind: String?
    /// Of the program with this code.
    public var program: String?
    /// Waiting for at least so many days.
    public var ageDays: Int?

    /// No filter.
    public init() {}
  }

  /// Where a page begins: after the row with these keys.
  public struct Place: Sendable {
    /// Since when that entry waits.
    public var since: PostgresInstant
    /// Its id.
    public var id: UUID

    /// Makes a place.
    public init(since: PostgresInstant, id: UUID) {
      self.since = since
      self.id = id
    }
  }

  private static func waiting(of institution: Int) -> SQL {
    """
    (
      select case r.kind when 'revoke' then 'revocation' else 'correction' end
               || case r.state when 'open' then ' proposed' else ' to be confirmed' end as kind,
             r.proposal_id as id, a.enrollment_id, r.opened_at as since,
             (r.change ->> 'before') || ' ' || (r.change ->> 'after') as reason
        from revocation_proposal r
        join award a using (institution_id, award_id)
       where r.institution_id = \(institution)::int and r.state in ('open', 'to be confirmed')
      union all
      select kind, item_id, enrollment_id, opened_at, reason from staff_item
       where institution_id = \(institution)::int and closed_at is null
      union all
      -- that a revocation is proposed is listed above
      select 'notation held', h.award_id, a.enrollment_id, h.since, h.reason
        from held_notation h
        join award a using (institution_id, award_id)
       where h.institution_id = \(institution)::int and h.released_at is null
         and h.reason <> 'revocation proposed'
      union all
      -- one row for each notation, however many systems took their word back
      select 'acceptance withdrawn', n.notation_id, a.enrollment_id, min(s.since),
             'Position ' || n.position || ' was accepted, and then rejected by '
               || string_agg(s.consumer || coalesce(' (' || s.code || ')', ''), ', '
                    order by s.consumer)
               || ': find out what that system has now, then send the row again or set it aside.'
        from acknowledgement_state s
        join feed_consumer c
          on c.institution_id = s.institution_id and c.consumer = s.consumer and not c.is_test
        join notation n on n.institution_id = s.institution_id and n.position = s.position
        join award a on a.institution_id = n.institution_id and a.award_id = n.award_id
       where s.institution_id = \(institution)::int and s.outcome in ('rejected', 'unknown')
         and s.was_accepted and \(sql: RejectedRows.standing) = 'open'
       group by n.notation_id, n.position, a.enrollment_id
      union all
      select 'parked', enrollment_id, enrollment_id, since, reason from parked
       where institution_id = \(institution)::int) w
      join enrollment e
        on e.institution_id = \(institution)::int and e.enrollment_id = w.enrollment_id
      join program p on p.institution_id = e.institution_id and p.program_id = e.program_id
      join learner l on l.institution_id = e.institution_id and l.learner_id = e.learner_id
    """
  }

  /// Up to `limit` things within reach that wait for a person, the oldest first.
  public static func page(
    _ filter: Filter = Filter(), within reach: Reach, after place: Place?, limit: Int,
    of institution: Int, in transaction: Transaction
  ) throws -> [Entry] {
    try transaction.query(
      """
      select w.kind, w.id, w.enrollment_id, coalesce(l.merged_into, l.learner_id),
             (select s.external_id from learner_alias s
               where s.institution_id = e.institution_id and s.learner_id = e.learner_id
                 and s.system = 'sis' and s.valid_until is null
               order by s.valid_from desc, s.external_id limit 1),
             p.code, w.since,
             floor(extract(epoch from clock_timestamp() - w.since) / 86400)::int, w.reason
        from \(sql: waiting(of: institution))
       where \(sql: reach.enrollments)
         and (\(place?.since)::timestamptz is null
           or (w.since, w.id) > (\(place?.since), \(place?.id)))
         and \(sql: condition(filter))
       order by w.since, w.id limit \(limit)
      """
    ).map { row in
      Entry(
        kind: try row.next(), id: try row.next(), enrollment: try row.next(),
        learner: try row.next(), student: try row.next(), program: try row.next(),
        since: try row.next(), ageDays: Int(try row.next(Int32.self)), reason: try row.next())
    }
  }

  private static func condition(_ filter: Filter) -> SQL {
    var all: SQL = "true"
    if let kind = filter.kind { all = "\(sql: all) and w.kind = \(kind)" }
    if let program = filter.program {
      all = "\(sql: all) and p.code_key = \(Code.key(program))"
    }
    if let days = filter.ageDays {
      all = "\(sql: all) and w.since <= clock_timestamp() - make_interval(days => \(days)::int)"
    }
    return all
  }

  /// How many things of a kind wait, and since when the oldest does.
  public struct Count: Sendable {
    /// The kind.
    public var kind: String
    /// How many.
    public var count: Int
    /// Since when the oldest waits.
    public var oldest: PostgresInstant
    /// Whole days since then.
    public var ageDays: Int
  }

  /// What waits within reach, in numbers; kinds of which nothing waits are left out.
  public static func summary(
    within reach: Reach, of institution: Int, in transaction: Transaction
  ) throws -> [Count] {
    try transaction.query(
      """
      select w.kind, count(*), min(w.since),
             floor(extract(epoch from clock_timestamp() - min(w.since)) / 86400)::int
        from \(sql: waiting(of: institution))
       where \(sql: reach.enrollments)
       group by w.kind order by min(w.since), w.kind
      """
    ).map { row in
      Count(
        kind: try row.next(), count: try row.next(), oldest: try row.next(),
        ageDays: Int(try row.next(Int32.self)))
    }
  }
}
