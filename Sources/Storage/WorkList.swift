public import Foundation
public import Postgres

/// What the loop leaves to people: items to look at, and proposals to revoke.
public enum WorkList {
  /// What is open for an enrollment.
  public struct Open: Sendable {
    /// The open item that it cannot be evaluated: its id and reason.
    public var item: (id: UUID, reason: String)?
    /// The latest proposal about its award: its id, its state and what it says changed.
    public var proposal: (id: UUID, state: String, change: String)?

    /// Nothing open.
    public init() {}
  }

  /// What is open for the enrollments.
  public static func open(
    of enrollments: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [UUID: Open] {
    var open: [UUID: Open] = [:]
    try transaction.query(
      """
      select enrollment_id, item_id, reason from staff_item
       where institution_id = \(institution)::int and enrollment_id = any(\(enrollments))
         and closed_at is null and kind = 'cannot be evaluated'
      """
    ).forEach { row in
      open[try row.next(UUID.self), default: Open()].item = (try row.next(), try row.next())
    }
    try transaction.query(
      """
      select distinct on (a.enrollment_id) a.enrollment_id, p.proposal_id, p.state, p.change::text
        from revocation_proposal p
        join award a using (institution_id, award_id)
       where a.institution_id = \(institution)::int and a.enrollment_id = any(\(enrollments))
       order by a.enrollment_id, p.opened_at desc
      """
    ).forEach { row in
      open[try row.next(UUID.self), default: Open()].proposal = (
        try row.next(), try row.next(), try row.next()
      )
    }
    return open
  }

  /// Opens items: the decision of these enrollments needs staff.
  public static func openItems(
    _ items: [(enrollment: UUID, reason: String)], pass: UUID, of institution: Int,
    in transaction: Transaction
  ) throws {
    guard !items.isEmpty else { return }
    try transaction.execute(
      """
      insert into staff_item (institution_id, kind, enrollment_id, reason, pass_id)
      select \(institution)::int, 'cannot be evaluated', n.enrollment_id, n.reason, \(pass)
        from unnest(\(items.map(\.enrollment)), \(items.map(\.reason)))
          as n (enrollment_id, reason)
      on conflict do nothing
      """)
  }

  /// Closes items that have become pointless.
  public static func closeItems(
    _ items: [UUID], by actor: String, of institution: Int, in transaction: Transaction
  ) throws {
    guard !items.isEmpty else { return }
    try transaction.execute(
      """
      update staff_item set closed_at = clock_timestamp(), closed_by = \(actor)
       where institution_id = \(institution)::int and item_id = any(\(items))
         and closed_at is null
      """)
  }

  /// Opens proposals to revoke.
  public static func propose(
    _ proposals: [(award: UUID, change: String)], pass: UUID, of institution: Int,
    in transaction: Transaction
  ) throws {
    guard !proposals.isEmpty else { return }
    try transaction.execute(
      """
      insert into revocation_proposal (institution_id, award_id, state, pass_id, change)
      select \(institution)::int, n.award_id, 'open', \(pass), n.change::json
        from unnest(\(proposals.map(\.award)), \(proposals.map(\.change))) as n (award_id, change)
      on conflict do nothing
      """)
  }

  /// Closes proposals whose award is deserved again.
  public static func dropProposals(
    _ proposals: [UUID], by actor: String, of institution: Int, in transaction: Transaction
  ) throws {
    guard !proposals.isEmpty else { return }
    try transaction.execute(
      """
      update revocation_proposal
         set state = 'moot', decided_at = clock_timestamp(), actor = \(actor), role = 'daemon',
             reason = 'The facts deserve the award again.'
       where institution_id = \(institution)::int and proposal_id = any(\(proposals))
         and state = 'open'
      """)
  }
}

extension WorkList {
  /// Something that waits for a person.
  public struct Entry: Sendable {
    /// `revocation proposed`, `cannot be evaluated` or `parked`.
    public var kind: String
    /// The learner's id in the student system, where one is known.
    public var student: String?
    /// The program's code.
    public var program: String
    /// Since when.
    public var since: PostgresInstant
    /// Why, in words; for a proposal the change as JSON text.
    public var reason: String
  }

  /// Everything that waits for a person, the oldest first, at most `limit`.
  public static func all(
    limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> [Entry] {
    try transaction.query(
      """
      select w.kind, s.external_id, p.code, w.since, w.reason
        from (
          select 'revocation proposed' as kind, a.enrollment_id, r.opened_at as since,
                 (r.change ->> 'before') || ' ' || (r.change ->> 'after') as reason
            from revocation_proposal r
            join award a using (institution_id, award_id)
           where r.institution_id = \(institution)::int and r.state = 'open'
          union all
          select kind, enrollment_id, opened_at, reason from staff_item
           where institution_id = \(institution)::int and closed_at is null
          union all
          select 'parked', enrollment_id, since, reason from parked
           where institution_id = \(institution)::int) w
        join enrollment e
          on e.institution_id = \(institution)::int and e.enrollment_id = w.enrollment_id
        join program p on p.institution_id = e.institution_id and p.program_id = e.program_id
        left join lateral (
          select external_id from learner_alias l
           where l.institution_id = e.institution_id and l.learner_id = e.learner_id
             and l.system = 'sis' and l.valid_until is null
           order by l.valid_from desc, l.external_id limit 1) s on true
       order by w.since, w.enrollment_id limit \(limit)
      """
    ).map { row in
      Entry(
        kind: try row.next(), student: try row.next(), program: try row.next(),
        since: try row.next(), reason: try row.next())
    }
  }
}
