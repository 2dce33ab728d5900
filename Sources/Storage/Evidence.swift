public import Foundation
public import Microcredentials
public import Postgres

/// Rows of evidence that was reviewed.
public enum Evidence {
  /// A submission with one item and its acceptance.
  public struct Accepted: Hashable, Sendable {
    /// The submission's id, the same for all versions.
    public var id: UUID
    /// The version.
    public var version: Int
    /// The enrollment it is for.
    public var enrollment: UUID
    /// The learner.
    public var learner: UUID
    /// The program.
    public var program: UUID
    /// The requirement it is for.
    public var requirement: String
    /// Its kind as it was written: `work product`.
    public var kind: String
    /// Its title.
    public var title: String
    /// The day on which it was accepted.
    public var on: Day
    /// What tells two items apart.
    public var fingerprint: String
    /// The link.
    public var url: String?
    /// SHA-256 of the content.
    public var sha256: [UInt8]?
    /// The score it was given.
    public var score: Quantity?
    /// The level it was given.
    public var level: String?
    /// Who accepted it.
    public var reviewer: String

    /// Makes an accepted submission.
    public init(
      id: UUID, version: Int = 1, enrollment: UUID, learner: UUID, program: UUID,
      requirement: String, kind: String, title: String, on: Day, fingerprint: String, url: String?,
      sha256: [UInt8]?, score: Quantity?, level: String?, reviewer: String
    ) {
      self.id = id
      self.version = version
      self.enrollment = enrollment
      self.learner = learner
      self.program = program
      self.requirement = requirement
      self.kind = kind
      self.title = title
      self.on = on
      self.fingerprint = fingerprint
      self.url = url
      self.sha256 = sha256
      self.score = score
      self.level = level
      self.reviewer = reviewer
    }

    /// Whether both say the same, whatever their versions.
    public func says(sameAs other: Accepted) -> Bool {
      var mine = self
      mine.version = other.version
      return mine == other
    }
  }

  /// The id that a submission has by its enrollment and key: the same key is the same submission.
  public static func id(
    of enrollment: UUID, key: String, in transaction: Transaction
  ) throws -> UUID {
    try transaction.query("select stable_id(\("evidence:\(enrollment.text):\(key)"))").only()
  }

  /// The version of a submission that was imported last, as it was accepted elsewhere: whatever was
  /// handed in or found here since, the same row again says nothing new.
  public static func imported(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Accepted? {
    try transaction.query(
      """
      select s.version, s.enrollment_id, e.learner_id, e.program_id, s.requirement, s.kind,
             s.title, r.effective_on, i.fingerprint, i.url, i.content_sha256, r.score, r.level,
             r.reviewer
        from evidence_submission s
        join enrollment e using (institution_id, enrollment_id)
        join evidence_item i using (institution_id, submission_id, version)
        join evidence_review r using (institution_id, submission_id, version)
       where s.institution_id = \(institution)::int and s.submission_id = \(id)
         and s.state = 'submitted' and s.submitted_by is null
       order by s.version desc, r.reviewed_at, r.review_id, i.place limit 1
      """
    ).first { row in
      Accepted(
        id: id, version: Int(try row.next(Int32.self)), enrollment: try row.next(),
        learner: try row.next(), program: try row.next(), requirement: try row.next(),
        kind: try row.next(), title: try row.next(), on: try row.day(),
        fingerprint: try row.next(), url: try row.next(), sha256: try row.next(),
        score: try row.quantityIfAny(), level: try row.next(), reviewer: try row.next())
    }
  }

  /// The number that the next version of a submission gets, drafts counted.
  public static func nextVersion(
    of id: UUID, institution: Int, in transaction: Transaction
  ) throws -> Int {
    let latest: Int32 = try transaction.query(
      """
      select coalesce(max(version), 0) from evidence_submission
       where institution_id = \(institution)::int and submission_id = \(id)
      """
    ).only()
    return Int(latest) + 1
  }

  /// Adds a version of a submission with its item and its acceptance.
  public static func add(
    _ new: Accepted, of institution: Int, by actor: String, importing run: UUID?,
    in transaction: Transaction
  ) throws {
    let version = Int32(clamping: new.version)
    try transaction.execute(
      """
      insert into evidence_submission
        (institution_id, submission_id, version, enrollment_id, requirement, kind, title, state,
         submitted_on, recorded_by, import_id)
      values (\(institution)::int, \(new.id), \(version), \(new.enrollment), \(new.requirement),
        \(new.kind), \(new.title), 'submitted', \(new.on.stored), \(actor), \(run))
      """)
    try transaction.execute(
      """
      insert into evidence_item
        (institution_id, submission_id, version, place, name, fingerprint, url, content_sha256)
      values (\(institution)::int, \(new.id), \(version), 1, \(new.title), \(new.fingerprint),
        \(new.url), \(new.sha256))
      """)
    try transaction.execute(
      """
      insert into evidence_review
        (institution_id, submission_id, version, enrollment_id, outcome, effective_on, score,
         level, reviewer, role, reason, import_id)
      values (\(institution)::int, \(new.id), \(version), \(new.enrollment), 'accepted',
        \(new.on.stored), \(new.score?.stored), \(new.level), \(new.reviewer), 'coordinator',
        'It was accepted elsewhere and imported.', \(run))
      """)
  }
}
