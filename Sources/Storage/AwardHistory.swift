public import Foundation
public import Postgres

/// What became of awards after they were made.
extension Awards {
  /// That an award was suspended, or resumed.
  public struct Suspension: Sendable {
    /// True when it was suspended, false when it was resumed.
    public var isSuspended: Bool
    /// When.
    public var at: PostgresInstant
    /// Who did it.
    public var actor: String
    /// In which role.
    public var role: String
    /// Why.
    public var reason: String
  }

  /// How an award ended.
  public struct Ending: Sendable {
    /// `revoked` or `superseded`.
    public var kind: String
    /// When.
    public var at: PostgresInstant
    /// Who did it.
    public var actor: String
    /// In which role.
    public var role: String
    /// Why.
    public var reason: String
    /// What everybody is told.
    public var publicReason: String
    /// Whether the program is not awarded to the learner again.
    public var barsAnother: Bool
    /// Who confirmed it.
    public var confirmedBy: String?
    /// When a registrar lifted the bar.
    public var barLiftedAt: PostgresInstant?

    /// Makes an ending.
    public init(
      kind: String, at: PostgresInstant, actor: String, role: String, reason: String,
      publicReason: String, barsAnother: Bool, confirmedBy: String?
    ) {
      self.kind = kind
      self.at = at
      self.actor = actor
      self.role = role
      self.reason = reason
      self.publicReason = publicReason
      self.barsAnother = barsAnother
      self.confirmedBy = confirmedBy
    }
  }

  /// Every suspension and resumption of an award, in order.
  public static func suspensions(
    of award: UUID, institution: Int, in transaction: Transaction
  ) throws -> [Suspension] {
    try transaction.query(
      """
      select suspended, recorded_at, actor, role, reason from award_suspension
       where institution_id = \(institution)::int and award_id = \(award) order by number
      """
    ).map { row in
      Suspension(
        isSuspended: try row.next(), at: try row.next(), actor: try row.next(),
        role: try row.next(), reason: try row.next())
    }
  }

  /// How an award ended; nil while it has not.
  public static func ending(
    of award: UUID, institution: Int, in transaction: Transaction
  ) throws -> Ending? {
    try transaction.query(
      """
      select r.kind, r.revoked_at, r.actor, r.role, r.reason, r.public_reason, r.bars_another,
             r.confirmed_by, b.lifted_at
        from award_revocation r
        left join lifted_bar b
          on b.institution_id = r.institution_id and b.award_id = r.award_id
       where r.institution_id = \(institution)::int and r.award_id = \(award)
      """
    ).first { row in
      var ending = Ending(
        kind: try row.next(), at: try row.next(), actor: try row.next(), role: try row.next(),
        reason: try row.next(), publicReason: try row.next(), barsAnother: try row.next(),
        confirmedBy: try row.next())
      ending.barLiftedAt = try row.next()
      return ending
    }
  }

  /// The decision that an award was made from, as JSON text.
  public static func decision(
    ofAward award: UUID, institution: Int, in transaction: Transaction
  ) throws -> String? {
    try transaction.query(
      """
      select decision::text from award
       where institution_id = \(institution)::int and award_id = \(award)
      """
    ).first { row in try row.next() }
  }

  /// Suspends an award, or resumes it; the enrollment has to be locked.
  public static func suspend(
    _ award: UUID, _ isSuspended: Bool, by actor: Journal.Actor, reason: String,
    of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into award_suspension
        (institution_id, award_id, number, suspended, actor, role, reason)
      select \(institution)::int, \(award), coalesce(max(number), 0) + 1, \(isSuspended),
             \(actor.id), \(actor.role), \(reason)
        from award_suspension
       where institution_id = \(institution)::int and award_id = \(award)
      """)
  }

  /// Suspends awards that were made in the place of suspended ones: a correction resumes nothing.
  public static func carrySuspensions(
    from superseded: [UUID], by actor: Journal.Actor, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into award_suspension
        (institution_id, award_id, number, suspended, actor, role, reason)
      select a.institution_id, a.award_id, 1, true, \(actor.id), \(actor.role),
             'The award that this one supersedes was suspended.'
        from award a
       where a.institution_id = \(institution)::int and a.follows = any(\(superseded))
         and (select s.suspended from award_suspension s
               where s.institution_id = a.institution_id and s.award_id = a.follows
               order by s.number desc limit 1)
      """)
  }

  /// Takes an award back; the notation is voided by `Notations.void`.
  public static func revoke(
    _ award: UUID, as ending: Ending, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into award_revocation
        (institution_id, award_id, learner_id, program_id, kind, revoked_at, actor, role, reason,
         public_reason, bars_another, confirmed_by)
      select institution_id, award_id, learner_id, program_id, \(ending.kind), \(ending.at),
             \(ending.actor), \(ending.role), \(ending.reason), \(ending.publicReason),
             \(ending.barsAnother), \(ending.confirmedBy)
        from award
       where institution_id = \(institution)::int and award_id = \(award)
      """)
  }

  /// Lets the program be awarded again after a revocation that barred that.
  public static func liftBar(
    _ award: UUID, by actor: Journal.Actor, reason: String, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into lifted_bar
        (institution_id, award_id, learner_id, program_id, actor, role, reason)
      select institution_id, award_id, learner_id, program_id, \(actor.id), \(actor.role), \(reason)
        from award_revocation
       where institution_id = \(institution)::int and award_id = \(award)
      """)
  }

  /// The live awards of the same person that were decided from this award, or from one that it
  /// supersedes: what they hold as a credential.
  public static func dependents(
    on award: UUID, of institution: Int, in transaction: Transaction
  ) throws -> [(award: UUID, program: String)] {
    try transaction.query(
      """
      with people as (
        select a.learner_id from award a
         where a.institution_id = \(institution)::int and a.award_id = \(award)
        union
        select records_of_people(\(institution)::int, array[a.learner_id]) from award a
         where a.institution_id = \(institution)::int and a.award_id = \(award)),
      held as (
        select h.award_id::text from award h
          join award a on a.institution_id = h.institution_id and a.program_id = h.program_id
         where a.institution_id = \(institution)::int and a.award_id = \(award)
           and h.learner_id in (select learner_id from people))
      select d.award_id, p.code
        from award d
        join program p on p.institution_id = d.institution_id and p.program_id = d.program_id
       where d.institution_id = \(institution)::int
         and d.learner_id in (select learner_id from people)
         and exists (
           select from json_array_elements(d.decision -> 'uses') u
            where u ->> 'fact' in (select award_id from held))
         and not exists (
           select from award_revocation r
            where r.institution_id = d.institution_id and r.award_id = d.award_id)
       order by p.code_key
      """
    ).map { row in (try row.next(), try row.next()) }
  }
}
