public import Foundation
public import Postgres

/// The steps in which a program version is approved, in their order (DOMAIN, section 2).
public enum ApprovalStep: String, CaseIterable, Sendable {
  /// The department that offers it.
  case department
  /// The dean.
  case dean
  /// The committee of the institution.
  case committee
}

/// Rows of approvals, which are history.
public enum ProgramApprovals {
  /// One decision of one step.
  public struct Listed: Sendable {
    /// In which round of review.
    public var round: Int
    /// Which step.
    public var step: String
    /// `approved` or `returned`.
    public var outcome: String
    /// Who decided.
    public var actor: String
    /// Why.
    public var reason: String
    /// When.
    public var decidedAt: PostgresInstant
  }

  /// The decisions about a version, in the order in which they were made; the last hundred.
  public static func all(
    of version: UUID, institution: Int, in transaction: Transaction
  ) throws -> [Listed] {
    let latest = try transaction.query(
      """
      select round, step, outcome, actor, reason, decided_at from program_approval
       where institution_id = \(institution)::int and program_version_id = \(version)
       order by decided_at desc, program_approval_id limit 100
      """
    ).map { row in
      Listed(
        round: Int(try row.next(Int32.self)), step: try row.next(), outcome: try row.next(),
        actor: try row.next(), reason: try row.next(), decidedAt: try row.next())
    }
    return latest.reversed()
  }

  /// Adds a decision.
  public static func add(
    _ step: ApprovalStep, isApproved: Bool, round: Int, of version: UUID, reason: String,
    institution: Int, by actor: Journal.Actor, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into program_approval
        (institution_id, program_version_id, round, step, outcome, actor, role, reason)
      values (\(institution)::int, \(version), \(round)::int, \(step.rawValue),
        \(isApproved ? "approved" : "returned"), \(actor.id), \(actor.role), \(reason))
      """)
  }

  /// Whether somebody recorded the version, changed its text or sent it to review.
  public static func isAuthor(
    _ actor: String, of version: UUID, institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select exists (
        select from program_version
         where institution_id = \(institution)::int and program_version_id = \(version)
           and recorded_by = \(actor)
        union all
        select from journal
         where institution_id = \(institution)::int and subject_kind = 'program version'
           and subject_id = \(version.text) and actor = \(actor)
           and action in ('propose version', 'change draft', 'submit version'))
      """
    ).only()
  }
}
