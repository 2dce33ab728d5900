public import Foundation
public import Microcredentials
public import Postgres

/// Rows of badges of other issuers: what was presented, and what was decided about it.
public enum PresentedBadges {
  /// What a verified badge said when it was presented.
  public struct New: Sendable {
    /// The id of the presentation.
    public var id: UUID
    /// The enrollment it was presented for.
    public var enrollment: UUID
    /// The badge's own id.
    public var badge: String
    /// SHA-256 of what was handed over.
    public var sha256: [UInt8]
    /// The issuer's id.
    public var issuer: String
    /// The issuer's name, as the badge gives it.
    public var issuerName: String?
    /// What was achieved.
    public var achievement: String?
    /// From when it is valid.
    public var validFrom: PostgresInstant
    /// Until when it is valid.
    public var validUntil: PostgresInstant?
    /// The day on which it was earned, in the institution's zone.
    public var earnedOn: Day
    /// Whether it names an address of the learner; else it names nobody.
    public var namesLearner: Bool
    /// The requirement that the presenter means it for.
    public var requirement: String?
    /// The report of its verification, as JSON text.
    public var report: String

    /// Makes a presentation.
    public init(
      id: UUID, enrollment: UUID, badge: String, sha256: [UInt8], issuer: String,
      issuerName: String?, achievement: String?, validFrom: PostgresInstant,
      validUntil: PostgresInstant?, earnedOn: Day, namesLearner: Bool, requirement: String?,
      report: String
    ) {
      self.id = id
      self.enrollment = enrollment
      self.badge = badge
      self.sha256 = sha256
      self.issuer = issuer
      self.issuerName = issuerName
      self.achievement = achievement
      self.validFrom = validFrom
      self.validUntil = validUntil
      self.earnedOn = earnedOn
      self.namesLearner = namesLearner
      self.requirement = requirement
      self.report = report
    }
  }

  /// What was decided about a presented badge.
  public struct Decision: Sendable {
    /// What an accepted badge stands for.
    public struct Meaning: Sendable {
      /// A certification or a credential.
      public var kind: FactKind
      /// The code by which criteria name it.
      public var code: String
      /// The fact that was recorded.
      public var completion: UUID

      /// Makes a meaning.
      public init(kind: FactKind, code: String, completion: UUID) {
        self.kind = kind
        self.code = code
        self.completion = completion
      }
    }

    /// What it stands for; nil where it was declined.
    public var meaning: Meaning?
    /// Who decided, in which role, when and why.
    public var act: Journal.Act
  }

  /// A presented badge as it stands.
  public struct Listed: Sendable {
    /// What was presented.
    public var says: New
    /// When.
    public var presentedAt: PostgresInstant
    /// By whom.
    public var presentedBy: String
    /// What was decided; nil while it waits.
    public var decision: Decision?

    /// `presented`, `accepted` or `declined`.
    public var state: String {
      guard let decision else { return "presented" }
      return decision.meaning == nil ? "declined" : "accepted"
    }
  }

  /// Adds a presentation.
  public static func add(
    _ new: New, by actor: Journal.Actor, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into presented_badge
        (institution_id, presentation_id, enrollment_id, badge_id, sha256, issuer_id, issuer_name,
         achievement, valid_from, valid_until, earned_on, names_learner, requirement, report,
         presented_by, presented_role)
      values (\(institution)::int, \(new.id), \(new.enrollment), \(new.badge), \(new.sha256),
        \(new.issuer), \(new.issuerName), \(new.achievement), \(new.validFrom), \(new.validUntil),
        \(new.earnedOn.stored), \(new.namesLearner), \(new.requirement), \(new.report)::jsonb,
        \(actor.id), \(actor.role))
      """)
  }

  /// Adds a decision; no meaning declines.
  public static func decide(
    _ badge: New, meaning: Decision.Meaning?, reason: String, by actor: Journal.Actor,
    of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into presented_badge_decision
        (institution_id, presentation_id, badge_id, outcome, kind, code, completion_id, reason,
         decided_by, decided_role)
      values (\(institution)::int, \(badge.id), \(badge.badge),
        \(meaning == nil ? "declined" : "accepted"), \(meaning?.kind.rawValue), \(meaning?.code),
        \(meaning?.completion), \(reason), \(actor.id), \(actor.role))
      """)
  }

  /// Whether a badge waits or was accepted for one of a person's records.
  public static func serves(
    _ badge: String, learners: [UUID], of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select exists (
        select from presented_badge b
          join enrollment e
            on e.institution_id = b.institution_id and e.enrollment_id = b.enrollment_id
          left join presented_badge_decision d
            on d.institution_id = b.institution_id and d.presentation_id = b.presentation_id
         where b.institution_id = \(institution)::int and b.badge_id = \(badge)
           and e.learner_id = any(\(learners)) and d.outcome is distinct from 'declined')
      """
    ).only()
  }

  /// One presentation; nil when there is none of that id.
  public static func one(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Listed? {
    try transaction.query(
      """
      select \(sql: columns)
       where b.institution_id = \(institution)::int and b.presentation_id = \(id)
      """
    ).first { row in try read(&row) }
  }

  /// Up to `limit` presentations for an enrollment, after one of them.
  public static func page(
    of enrollment: UUID, after last: UUID?, limit: Int, institution: Int,
    in transaction: Transaction
  ) throws -> [Listed] {
    try transaction.query(
      """
      select \(sql: columns)
       where b.institution_id = \(institution)::int and b.enrollment_id = \(enrollment)
         and (\(last)::uuid is null or b.presentation_id > \(last))
       order by b.presentation_id limit \(limit)
      """
    ).map { row in try read(&row) }
  }

  private static let columns: SQL =
    """
    b.presentation_id, b.enrollment_id, b.badge_id, b.sha256, b.issuer_id, b.issuer_name,
    b.achievement, b.valid_from, b.valid_until, b.earned_on, b.names_learner, b.requirement,
    b.report::text, b.presented_at, b.presented_by, d.kind, d.code, d.completion_id,
    d.decided_at, d.decided_by, d.decided_role, d.reason
      from presented_badge b
      left join presented_badge_decision d
        on d.institution_id = b.institution_id and d.presentation_id = b.presentation_id
    """

  private static func read(_ row: inout Row) throws -> Listed {
    var listed = Listed(
      says: New(
        id: try row.next(), enrollment: try row.next(), badge: try row.next(),
        sha256: try row.next(), issuer: try row.next(), issuerName: try row.next(),
        achievement: try row.next(), validFrom: try row.next(), validUntil: try row.next(),
        earnedOn: try row.day(), namesLearner: try row.next(), requirement: try row.next(),
        report: try row.next()),
      presentedAt: try row.next(), presentedBy: try row.next())
    let kind = try row.next(String?.self).flatMap(FactKind.init)
    let code = try row.next(String?.self)
    let completion = try row.next(UUID?.self)
    let at = try row.next(PostgresInstant?.self)
    let actor = try row.next(String?.self)
    let role = try row.next(String?.self)
    let reason = try row.next(String?.self)
    guard let at, let actor, let role, let reason else { return listed }
    var decision = Decision(act: Journal.Act(at: at, actor: actor, role: role, reason: reason))
    if let kind, let code, let completion {
      decision.meaning = Decision.Meaning(kind: kind, code: code, completion: completion)
    }
    listed.decision = decision
    return listed
  }
}
