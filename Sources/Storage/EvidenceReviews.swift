public import Foundation
public import Microcredentials
public import Postgres

extension Evidence {
  /// What a reviewer found; rows are only added.
  public struct Review: Sendable {
    /// The version that was reviewed.
    public var version: Int
    /// under review, accepted, returned, rejected or invalidated.
    public var outcome: String
    /// From which day it counts.
    public var effectiveOn: Day
    /// The score.
    public var score: Quantity?
    /// The level.
    public var level: String?
    /// Scores of the rubric's criteria, as JSON text.
    public var rubric: String?
    /// When it was reviewed.
    public var reviewedAt: PostgresInstant
    /// Who reviewed it.
    public var reviewer: String
    /// In which role.
    public var role: String
    /// Why.
    public var reason: String

    /// Makes a review; its time is that of its recording.
    public init(
      version: Int, outcome: String, effectiveOn: Day, score: Quantity?, level: String?,
      rubric: String?, reviewer: String, role: String, reason: String
    ) {
      self.version = version
      self.outcome = outcome
      self.effectiveOn = effectiveOn
      self.score = score
      self.level = level
      self.rubric = rubric
      self.reviewedAt = PostgresInstant(microsecondsSince1970: 0)
      self.reviewer = reviewer
      self.role = role
      self.reason = reason
    }
  }

  /// Who is to review a submission, and since when.
  public struct Assignment: Sendable {
    /// The person; nil when it was handed back to all.
    public var person: UUID?
    /// When it was assigned.
    public var assignedAt: PostgresInstant
    /// Who assigned it.
    public var actor: String
    /// Why.
    public var reason: String
  }

  /// All reviews of a submission, the first first.
  public static func reviews(
    of id: UUID, institution: Int, in transaction: Transaction
  ) throws -> [Review] {
    try transaction.query(
      """
      select version, outcome, effective_on, score, level, rubric::text, reviewer, role, reason,
             reviewed_at
        from evidence_review
       where institution_id = \(institution)::int and submission_id = \(id)
       order by version, reviewed_at, review_id
      """
    ).map { row in
      var review = Review(
        version: Int(try row.next(Int32.self)), outcome: try row.next(),
        effectiveOn: try row.day(), score: try row.quantityIfAny(), level: try row.next(),
        rubric: try row.next(), reviewer: try row.next(), role: try row.next(),
        reason: try row.next())
      review.reviewedAt = try row.next()
      return review
    }
  }

  /// Adds a review. Of a version's reviews the last one counts: it is never dated before the one
  /// it follows, even when the clock was set back.
  public static func add(
    _ new: Review, of id: UUID, enrollment: UUID, institution: Int, in transaction: Transaction
  ) throws {
    let version = Int32(clamping: new.version)
    try transaction.execute(
      """
      insert into evidence_review
        (institution_id, submission_id, version, enrollment_id, outcome, effective_on, score,
         level, rubric, reviewed_at, reviewer, role, reason)
      select \(institution)::int, \(id), \(version), \(enrollment), \(new.outcome),
             \(new.effectiveOn.stored), \(new.score?.stored), \(new.level),
             \(new.rubric)::jsonb, greatest(clock_timestamp(), (
               select max(r.reviewed_at) + interval '1 microsecond' from evidence_review r
                where r.institution_id = \(institution)::int and r.submission_id = \(id)
                  and r.version = \(version))),
             \(new.reviewer), \(new.role), \(new.reason)
      """)
  }

  /// All assignments of a submission, the first first.
  public static func assignments(
    of id: UUID, institution: Int, in transaction: Transaction
  ) throws -> [Assignment] {
    try transaction.query(
      """
      select person_id, assigned_at, actor, reason from evidence_assignment
       where institution_id = \(institution)::int and submission_id = \(id) order by number
      """
    ).map { row in
      Assignment(
        person: try row.next(), assignedAt: try row.next(), actor: try row.next(),
        reason: try row.next())
    }
  }

  /// Assigns a submission to a person, or to nobody.
  public static func assign(
    _ id: UUID, to person: UUID?, by actor: Journal.Actor, reason: String, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into evidence_assignment
        (institution_id, submission_id, number, person_id, actor, role, reason)
      select \(institution)::int, \(id), coalesce(max(number), 0) + 1, \(person)::uuid,
             \(actor.id), \(actor.role), \(reason)
        from evidence_assignment
       where institution_id = \(institution)::int and submission_id = \(id)
      """)
  }

  /// Claims an item for a program of a learner; false when another program has it, also under
  /// another record of the same person. Whoever claims at the same time waits.
  public static func claim(
    _ fingerprint: String, learner: UUID, program: UUID, submission: UUID, of institution: Int,
    in transaction: Transaction
  ) throws -> Bool {
    let mine: SQL =
      """
      institution_id = \(institution)::int and fingerprint = \(fingerprint)
        and learner_id in (
          select \(learner)::uuid
          union all
          select records_of_people(\(institution)::int, array[\(learner)::uuid]))
      """
    try transaction.execute(
      """
      insert into evidence_claim
        (institution_id, learner_id, fingerprint, program_id, submission_id)
      select \(institution)::int, \(learner), \(fingerprint), \(program), \(submission)
       where not exists (select from evidence_claim where \(sql: mine))
      on conflict do nothing
      """)
    let programs: [UUID] = try transaction.query(
      "select program_id from evidence_claim where \(sql: mine)"
    ).column()
    return programs.allSatisfy { $0 == program }
  }

  /// Frees the items of a submission that is no longer accepted, unless an award of the program was
  /// ever made (its badge may embed them) or another accepted submission of the program holds them.
  public static func release(
    _ version: Version, learner: UUID, program: UUID, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      with person as (
        select \(learner)::uuid as learner_id
        union
        select records_of_people(\(institution)::int, array[\(learner)::uuid]))
      delete from evidence_claim c
       where c.institution_id = \(institution)::int and c.program_id = \(program)
         and c.learner_id in (select learner_id from person)
         and c.fingerprint = any(\(version.items.map(\.fingerprint)))
         and not exists (
           select from award a
            where a.institution_id = c.institution_id and a.program_id = c.program_id
              and a.learner_id in (select learner_id from person))
         and not exists (
           select from evidence_item i
             join evidence_submission s using (institution_id, submission_id, version)
             join enrollment e using (institution_id, enrollment_id)
            where i.institution_id = c.institution_id and i.fingerprint = c.fingerprint
              and e.program_id = c.program_id and e.learner_id in (select learner_id from person)
              and (
                select r.outcome from evidence_review r
                 where r.institution_id = i.institution_id
                   and r.submission_id = i.submission_id and r.version = i.version
                 order by r.reviewed_at desc, r.review_id desc limit 1) = 'accepted')
      """)
  }
}
