public import Foundation
public import Microcredentials
public import Postgres

/// Rows of waivers and substitutions.
public enum RequirementExceptions {
  /// Whether an exception holds.
  public enum State: String, CaseIterable, Sendable {
    /// It holds.
    case granted
    /// It was taken back.
    case takenBack = "taken back"
  }

  /// One revision of an exception.
  public struct Revision: Sendable {
    /// The exception's id, the same for all revisions.
    public var id: UUID
    /// Which revision it is, from 1.
    public var revision: Int
    /// The enrollment it is for.
    public var enrollment: UUID
    /// The requirement of the criteria.
    public var requirement: String
    /// The code that is taken instead, as codes are compared; nil for a waiver.
    public var substitute: String?
    /// The day from which it counts.
    public var effectiveOn: Day
    /// Whether it holds.
    public var state: State
    /// Who granted it or took it back, in which role, when and why.
    public var act: Journal.Act
  }

  private static let columns: SQL =
    """
    x.exception_id, x.revision, x.enrollment_id, x.requirement, x.substitute, x.effective_on,
    x.state, x.recorded_at, x.actor, x.role, x.reason
    """

  /// Up to `limit` exceptions of an enrollment by their latest revisions, after one of them.
  public static func page(
    of enrollment: UUID, after last: UUID?, limit: Int, institution: Int,
    in transaction: Transaction
  ) throws -> [Revision] {
    try transaction.query(
      """
      select distinct on (x.exception_id) \(sql: columns)
        from requirement_exception x
       where x.institution_id = \(institution)::int and x.enrollment_id = \(enrollment)
         and (\(last)::uuid is null or x.exception_id > \(last))
       order by x.exception_id, x.revision desc limit \(limit)
      """
    ).map { row in try read(&row) }
  }

  /// All revisions of an exception, the latest first.
  public static func history(
    of id: UUID, institution: Int, in transaction: Transaction
  ) throws -> [Revision] {
    try transaction.query(
      """
      select \(sql: columns) from requirement_exception x
       where x.institution_id = \(institution)::int and x.exception_id = \(id)
       order by x.revision desc
      """
    ).map { row in try read(&row) }
  }

  private static func read(_ row: inout Row) throws -> Revision {
    Revision(
      id: try row.next(), revision: Int(try row.next(Int32.self)), enrollment: try row.next(),
      requirement: try row.next(), substitute: try row.next(), effectiveOn: try row.day(),
      state: State(rawValue: try row.next()) ?? .takenBack,
      act: Journal.Act(
        at: try row.next(), actor: try row.next(), role: try row.next(), reason: try row.next()))
  }

  /// A revision to be added.
  public struct New: Sendable {
    /// The exception's id.
    public var id: UUID
    /// Which revision it is.
    public var revision: Int
    /// The enrollment.
    public var enrollment: UUID
    /// The requirement.
    public var requirement: String
    /// The code that is taken instead; nil for a waiver.
    public var substitute: String?
    /// The day from which it counts.
    public var effectiveOn: Day
    /// Whether it holds.
    public var state: State

    /// Makes a revision.
    public init(
      id: UUID, revision: Int = 1, enrollment: UUID, requirement: String, substitute: String?,
      effectiveOn: Day, state: State = .granted
    ) {
      self.id = id
      self.revision = revision
      self.enrollment = enrollment
      self.requirement = requirement
      self.substitute = substitute
      self.effectiveOn = effectiveOn
      self.state = state
    }
  }

  /// Adds a revision.
  public static func add(
    _ new: New, by actor: Journal.Actor, reason: String, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into requirement_exception
        (institution_id, exception_id, revision, enrollment_id, requirement, kind, substitute,
         effective_on, state, actor, role, reason)
      values (\(institution)::int, \(new.id), \(Int32(clamping: new.revision)), \(new.enrollment),
        \(new.requirement), \(new.substitute == nil ? "waiver" : "substitution"),
        \(new.substitute), \(new.effectiveOn.stored), \(new.state.rawValue), \(actor.id),
        \(actor.role), \(reason))
      """)
  }
}
