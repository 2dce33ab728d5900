public import Foundation
public import Microcredentials
public import Postgres

extension Evidence {
  /// A submission as it is listed: its latest version that the viewer may see.
  public struct Listed: Sendable {
    /// Its id, the same for all versions.
    public var id: UUID
    /// The version that is shown.
    public var version: Int
    /// The enrollment it is for.
    public var enrollment: UUID
    /// The learner, under the record that the enrollment was made for.
    public var learner: UUID
    /// The program's code.
    public var program: String
    /// The unit of the program.
    public var unit: String?
    /// The requirement it is for.
    public var requirement: String
    /// Its kind as it was written.
    public var kind: String
    /// Its title.
    public var title: String
    /// draft, submitted, or the outcome of the latest review.
    public var state: String
    /// The day on which the version was submitted; of a draft the day on which it was begun.
    public var submittedOn: Day
    /// Who brought it in.
    public var recordedBy: String
    /// The person whom it is assigned to.
    public var assignee: UUID?
    /// What a reviewer has to know, as the words of ``Flag``.
    public var flags: [Flag]
  }

  /// What a reviewer has to know before accepting.
  public enum Flag: String, CaseIterable, Sendable {
    /// A file of it is not scanned yet.
    case quarantined
    /// A file of it was found infected.
    case infected
    /// Another learner handed in the same item (DOMAIN, invariant 7).
    case anotherLearner = "same item of another learner"
    /// The item was accepted for another program of the learner.
    case anotherProgram = "item serves another program"
  }

  /// Who looks: the drafts of a learner are shown to the learner and to whoever wrote them.
  public struct Viewer: Sendable {
    /// Whose submissions are listed.
    public var reach: Reach
    /// What the viewer is called as an actor.
    public var actor: String
    /// The learner that the viewer is.
    public var learner: UUID?

    /// Makes a viewer.
    public init(reach: Reach, actor: String, learner: UUID?) {
      self.reach = reach
      self.actor = actor
      self.learner = learner
    }
  }

  /// To whom submissions are assigned.
  public enum Assignee: Hashable, Sendable {
    /// To nobody.
    case nobody
    /// To this person.
    case person(UUID)
  }

  /// Which submissions are wanted; nil means any.
  public struct Filter: Sendable {
    /// In this state.
    public var state: String?
    /// For the program with this code.
    public var program: String?
    /// For programs of this unit.
    public var unit: String?
    /// Assigned so.
    public var assignee: Assignee?
    /// Submitted before this day.
    public var before: Day?
    /// For this enrollment.
    public var enrollment: UUID?
    /// Of this person, under any record.
    public var learner: UUID?

    /// No filter.
    public init() {}
  }

  /// Where a page begins: after the row with these keys.
  public struct Place: Sendable {
    /// When that row was submitted.
    public var submittedOn: Day
    /// Its id.
    public var id: UUID

    /// Makes a place.
    public init(submittedOn: Day, id: UUID) {
      self.submittedOn = submittedOn
      self.id = id
    }
  }

  /// Up to `limit` submissions that the viewer may see, the oldest first, after a place.
  public static func page(
    _ filter: Filter, for viewer: Viewer, after place: Place?, limit: Int, of institution: Int,
    in transaction: Transaction
  ) throws -> [Listed] {
    try listed(
      """
      \(sql: viewer.reach.enrollments) and \(sql: condition(filter))
        and (\(place?.submittedOn.stored)::date is null
          or (s.submitted_on, s.submission_id) > (\(place?.submittedOn.stored), \(place?.id)))
      """, for: viewer, limit: limit, of: institution, in: transaction)
  }

  /// One submission, whoever may see it; nil when the viewer sees none of that id.
  public static func one(
    _ id: UUID, for viewer: Viewer, of institution: Int, in transaction: Transaction
  ) throws -> Listed? {
    try listed(
      "s.submission_id = \(id)", for: viewer, limit: 1, of: institution, in: transaction
    ).first
  }

  /// The page is found first: what flags it costs is looked up for its rows alone.
  private static func listed(
    _ condition: SQL, for viewer: Viewer, limit: Int, of institution: Int,
    in transaction: Transaction
  ) throws -> [Listed] {
    try transaction.query(
      """
      with page as materialized (
      select s.institution_id, s.submission_id, s.version, s.enrollment_id, e.learner_id, p.code,
             p.unit, s.requirement, s.kind, s.title, \(sql: state) as state, s.submitted_on,
             s.recorded_by, a.person_id as assignee, e.program_id,
             coalesce(l.merged_into, l.learner_id) as person
        from evidence_submission s
        join enrollment e using (institution_id, enrollment_id)
        join learner l using (institution_id, learner_id)
        join program p using (institution_id, program_id)
        left join lateral (
          select n.outcome from evidence_review n
           where n.institution_id = s.institution_id and n.submission_id = s.submission_id
             and n.version = s.version
           order by n.reviewed_at desc, n.review_id desc limit 1) r on true
        left join lateral (
          select n.person_id from evidence_assignment n
           where n.institution_id = s.institution_id and n.submission_id = s.submission_id
           order by n.number desc limit 1) a on true
       where s.institution_id = \(institution)::int
         and (s.state = 'submitted' or \(sql: owns(viewer, "s.recorded_by")))
         and not exists (
           select from evidence_submission later
            where later.institution_id = s.institution_id
              and later.submission_id = s.submission_id and later.version > s.version
              and (later.state = 'submitted' or \(sql: owns(viewer, "later.recorded_by"))))
         and \(sql: condition)
       order by s.submitted_on, s.submission_id limit \(limit))
      select s.submission_id, s.version, s.enrollment_id, s.learner_id, s.code, s.unit,
             s.requirement, s.kind, s.title, s.state, s.submitted_on, s.recorded_by, s.assignee,
             \(sql: flags)
        from page s
       order by s.submitted_on, s.submission_id
      """
    ).map { row in
      Listed(
        id: try row.next(), version: Int(try row.next(Int32.self)), enrollment: try row.next(),
        learner: try row.next(), program: try row.next(), unit: try row.next(),
        requirement: try row.next(), kind: try row.next(), title: try row.next(),
        state: try row.next(), submittedOn: try row.day(), recordedBy: try row.next(),
        assignee: try row.next(),
        flags: try row.next([String].self).compactMap(Flag.init(rawValue:)))
    }
  }

  /// Whether the viewer may see a draft.
  private static func owns(_ viewer: Viewer, _ recordedBy: SQL) -> SQL {
    """
    \(sql: recordedBy) = \(viewer.actor)
      or coalesce(\(viewer.learner) in (l.learner_id, l.merged_into), false)
    """
  }

  private static let state: SQL =
    "case when s.state = 'draft' then 'draft' else coalesce(r.outcome, 'submitted') end"

  /// What must be so of a submission in a state: found by joining the reviews at once, so that a
  /// queue does not look at each of ten years' reviewed submissions.
  private static func mayStand(_ state: String) -> SQL {
    let reviews: SQL =
      """
      select from evidence_review n
       where n.institution_id = s.institution_id and n.submission_id = s.submission_id
         and n.version = s.version
      """
    return switch state {
    case "draft": "s.state = 'draft'"
    case "submitted": "not exists (\(sql: reviews))"
    default: "exists (\(sql: reviews) and n.outcome = \(state))"
    }
  }

  private static func condition(_ filter: Filter) -> SQL {
    var all: SQL = "true"
    if let state = filter.state {
      all = "\(sql: all) and \(sql: Self.state) = \(state) and \(sql: mayStand(state))"
    }
    if let program = filter.program {
      all = "\(sql: all) and p.code_key = \(Code.key(program))"
    }
    if let unit = filter.unit { all = "\(sql: all) and p.unit = \(unit)" }
    switch filter.assignee {
    case .nobody: all = "\(sql: all) and a.person_id is null"
    case .person(let person): all = "\(sql: all) and a.person_id = \(person)"
    case nil: break
    }
    if let before = filter.before { all = "\(sql: all) and s.submitted_on < \(before.stored)" }
    if let enrollment = filter.enrollment {
      all = "\(sql: all) and s.enrollment_id = \(enrollment)"
    }
    if let learner = filter.learner {
      all = "\(sql: all) and \(learner) in (l.learner_id, l.merged_into)"
    }
    return all
  }

  private static func flag(_ flag: Flag, _ condition: SQL) -> SQL {
    """
    case when exists (
      select from evidence_item i
       where i.institution_id = s.institution_id and i.submission_id = s.submission_id
         and i.version = s.version and \(sql: condition)) then \(flag.rawValue)::text end
    """
  }

  private static func isUpload(_ state: String) -> SQL {
    """
    exists (select from upload u
      where u.institution_id = i.institution_id and u.content_sha256 = i.content_sha256
        and u.state = \(state))
    """
  }

  private static var flags: SQL {
    let others: SQL = """
      exists (
        select from evidence_item o
          join evidence_submission os using (institution_id, submission_id, version)
          join enrollment oe using (institution_id, enrollment_id)
          join learner ol using (institution_id, learner_id)
         where o.institution_id = i.institution_id and o.fingerprint = i.fingerprint
           and os.state = 'submitted'
           and coalesce(ol.merged_into, ol.learner_id) <> s.person)
      """
    let claimed: SQL = """
      exists (
        select from evidence_claim c
          join learner cl using (institution_id, learner_id)
         where c.institution_id = i.institution_id and c.fingerprint = i.fingerprint
           and c.program_id <> s.program_id
           and coalesce(cl.merged_into, cl.learner_id) = s.person)
      """
    return """
      array_remove(array[
        \(sql: flag(.quarantined, isUpload("quarantined"))),
        \(sql: flag(.infected, isUpload("infected"))),
        \(sql: flag(.anotherLearner, others)), \(sql: flag(.anotherProgram, claimed))], null)
      """
  }
}
