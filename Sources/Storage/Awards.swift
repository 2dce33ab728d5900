public import Foundation
public import Microcredentials
public import Postgres

/// What the loop has to know of an award that was made.
public struct StoredAward: Sendable {
  /// Its id.
  public var id: UUID
  /// The enrollment it was made for.
  public var enrollment: UUID
  /// The learner.
  public var learner: UUID
  /// The program.
  public var program: UUID
  /// The program's code, as codes are compared.
  public var programKey: String
  /// The day on which it was earned.
  public var earnedOn: Day
  /// Whether it was revoked.
  public var isRevoked: Bool
  /// Whether the revocation bars another award, and the bar was not lifted.
  public var isBarred: Bool
  /// Whether a later award follows it.
  public var isFollowed: Bool
  /// Ids of the facts it counts, where the learner has several enrollments or records.
  public var facts: [String]
  /// Whether its version bears credit, so that it has a notation or one that is held.
  public var isCreditBearing: Bool
  /// Its credits.
  public var credits: Quantity?
  /// The code of the term in which it was earned.
  public var term: String?
  /// The student that its live notation names; nil without one.
  public var student: String?
  /// Why its notation is held; nil when it is not.
  public var heldFor: HeldReason?
  /// Whether it is suspended.
  public var isSuspended: Bool
}

/// Rows of awards.
public enum Awards {
  /// All awards of the learners.
  public static func of(
    learners: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [StoredAward] {
    try transaction.query(
      """
      select a.award_id, a.enrollment_id, a.learner_id, a.program_id, p.code_key, a.earned_on,
             r.award_id is not null,
             coalesce(r.bars_another and not exists (
               select from lifted_bar b
                where b.institution_id = r.institution_id and b.award_id = r.award_id), false),
             r.award_id is not null and exists (
               select from award later
                where later.institution_id = a.institution_id and later.follows = a.award_id),
             case when l.merged_into is not null or exists (
               select from learner r
                where r.institution_id = a.institution_id and r.merged_into = a.learner_id)
               or exists (
               select from enrollment e
                where e.institution_id = a.institution_id and e.learner_id = a.learner_id
                  and e.program_id <> a.program_id) then array(
               select u ->> 'fact' from json_array_elements(a.decision -> 'uses') u
                where u ->> 'fact' is not null) end,
             v.credit_bearing, a.credits, a.term,
             case when v.credit_bearing then (
               select n.student from notation n
                where n.institution_id = a.institution_id and n.award_id = a.award_id
                  and n.kind = 'add' and not exists (
                    select from notation o
                     where o.institution_id = n.institution_id and o.voids = n.notation_id)
                order by n.position desc limit 1) end,
             h.reason,
             coalesce((
               select s.suspended from award_suspension s
                where s.institution_id = a.institution_id and s.award_id = a.award_id
                order by s.number desc limit 1), false)
        from award a
        join program_version v
          on v.institution_id = a.institution_id and v.program_version_id = a.program_version_id
        join program p on p.institution_id = a.institution_id and p.program_id = a.program_id
        join learner l on l.institution_id = a.institution_id and l.learner_id = a.learner_id
        left join award_revocation r
          on r.institution_id = a.institution_id and r.award_id = a.award_id
        left join held_notation h
          on h.institution_id = a.institution_id and h.award_id = a.award_id
         and h.released_at is null
       where a.institution_id = \(institution)::int and a.learner_id = any(\(learners))
       order by a.awarded_at, a.award_id
      """
    ).map { row in
      StoredAward(
        id: try row.next(), enrollment: try row.next(), learner: try row.next(),
        program: try row.next(), programKey: try row.next(), earnedOn: try row.day(),
        isRevoked: try row.next(), isBarred: try row.next(), isFollowed: try row.next(),
        facts: try row.next([String]?.self) ?? [], isCreditBearing: try row.next(),
        credits: try row.quantityIfAny(), term: try row.next(), student: try row.next(),
        heldFor: try row.next(String?.self).flatMap { HeldReason(rawValue: $0) },
        isSuspended: try row.next())
    }
  }

  /// The programs of which somebody holds a live award, by the record that stands for the person.
  public static func held(
    by people: [UUID], of institution: Int, in transaction: Transaction
  ) throws -> [(person: UUID, program: UUID)] {
    try transaction.query(
      """
      select coalesce(l.merged_into, l.learner_id), a.program_id
        from learner l
        join award a on a.institution_id = l.institution_id and a.learner_id = l.learner_id
       where l.institution_id = \(institution)::int
         and (l.learner_id = any(\(people)) or l.merged_into = any(\(people)))
         and not exists (
           select from award_revocation r
            where r.institution_id = a.institution_id and r.award_id = a.award_id)
      """
    ).map { row in (try row.next(), try row.next()) }
  }

  /// The stored decision of the latest award that an enrollment's learner holds of its program,
  /// with when it was awarded, as JSON text.
  public static func decision(
    of enrollment: UUID, institution: Int, in transaction: Transaction
  ) throws -> (award: UUID, awardedAt: String, decision: String)? {
    try transaction.query(
      """
      select a.award_id, to_char(a.awarded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
             a.decision::text
        from award a
       where a.institution_id = \(institution)::int and a.enrollment_id = \(enrollment)
       order by a.awarded_at desc limit 1
      """
    ).first { row in (try row.next(), try row.next(), try row.next()) }
  }

  /// A new award.
  public struct New: Sendable {
    /// Its id.
    public var id: UUID
    /// The enrollment it is made for.
    public var enrollment: StoredEnrollment
    /// The revoked award that it follows.
    public var follows: UUID?
    /// When and how it was earned.
    public var earned: Decision.Earned
    /// The decision it is made from, as JSON text.
    public var decision: String

    /// Makes a new award.
    public init(
      id: UUID, enrollment: StoredEnrollment, follows: UUID?, earned: Decision.Earned,
      decision: String
    ) {
      self.id = id
      self.enrollment = enrollment
      self.follows = follows
      self.earned = earned
      self.decision = decision
    }
  }

  /// Ends awards that are made anew in the same transaction.
  public static func supersede(
    _ awards: [UUID], as ending: Ending, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into award_revocation
        (institution_id, award_id, learner_id, program_id, kind, revoked_at, actor, role, reason,
         public_reason, confirmed_by)
      select institution_id, award_id, learner_id, program_id, 'superseded', \(ending.at),
             \(ending.actor), \(ending.role), \(ending.reason), \(ending.publicReason),
             \(ending.confirmedBy)
        from award
       where institution_id = \(institution)::int and award_id = any(\(awards))
      """)
  }

  /// Adds awards.
  public static func add(
    _ new: [New], pass: UUID, at instant: PostgresInstant, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into award
        (institution_id, award_id, enrollment_id, learner_id, program_id, program_version_id,
         follows, earned_on, term, judged_on, awarded_at, credits, name_at_award, decision, pass_id)
      select \(institution)::int, n.award_id, n.enrollment_id, n.learner_id, n.program_id,
             n.program_version_id, n.follows, n.earned_on, n.term, n.judged_on, \(instant),
             n.credits, n.name_at_award, n.decision::json, \(pass)
        from unnest(\(new.map(\.id)), \(new.map(\.enrollment.id)), \(new.map(\.enrollment.learner)),
          \(new.map(\.enrollment.program)), \(new.map(\.enrollment.version)), \(new.map(\.follows)),
          \(new.map(\.earned.on.stored)), \(new.map { $0.earned.term?.code }),
          \(new.map { $0.earned.judgedOn?.stored }), \(new.map { $0.earned.credits?.stored }),
          \(new.map(\.enrollment.name)), \(new.map(\.decision)))
          as n (award_id, enrollment_id, learner_id, program_id, program_version_id, follows,
            earned_on, term, judged_on, credits, name_at_award, decision)
      """)
  }
}

extension Awards {
  /// An award as it is listed for people.
  public struct Listed: Sendable {
    /// Its id.
    public var id: UUID
    /// The program's code.
    public var program: String
    /// The version's label.
    public var version: String
    /// The learner's id in the student system, where one is known.
    public var student: String?
    /// The learner's name when it was awarded.
    public var name: String
    /// The day on which it was earned.
    public var earnedOn: Day
    /// When it was awarded.
    public var awardedAt: PostgresInstant
    /// `issued` or `revoked`.
    public var state: String
    /// The badge, the last part of its address.
    public var credential: UUID
  }

  /// Up to `limit` awards made after one, in the order in which they were made; of all programs, or
  /// of one.
  public static func listed(
    after last: UUID?, limit: Int, program key: String?, of institution: Int,
    in transaction: Transaction
  ) throws -> [Listed] {
    try transaction.query(
      """
      select a.award_id, p.code, v.label,
             (select s.external_id from learner_alias s
               where s.institution_id = a.institution_id and s.learner_id = a.learner_id
                 and s.system = 'sis' and s.valid_until is null
               order by s.valid_from desc, s.external_id limit 1),
             a.name_at_award, a.earned_on, a.awarded_at,
             case when r.award_id is null then 'issued' else r.kind end, c.credential_id
        from award a
        join program p on p.institution_id = a.institution_id and p.program_id = a.program_id
        join program_version v
          on v.institution_id = a.institution_id and v.program_version_id = a.program_version_id
        cross join lateral (
          select credential_id from credential b
           where b.institution_id = a.institution_id and b.award_id = a.award_id limit 1) c
        left join award_revocation r
          on r.institution_id = a.institution_id and r.award_id = a.award_id
       where a.institution_id = \(institution)::int
         and (\(last)::uuid is null or a.award_id > \(last))
         and (\(key)::text is null or p.code_key = \(key))
       order by a.award_id limit \(limit)
      """
    ).map { row in
      Listed(
        id: try row.next(), program: try row.next(), version: try row.next(),
        student: try row.next(), name: try row.next(), earnedOn: try row.day(),
        awardedAt: try row.next(), state: try row.next(), credential: try row.next())
    }
  }
}
