public import Foundation
import Microcredentials
public import Postgres

/// Rows of proposals to revoke awards, or to correct them.
public enum Proposals {
  /// Where a proposal stands.
  public enum State: String, CaseIterable, Sendable {
    /// Nobody has decided.
    case open
    /// A registrar accepted it; another one has to confirm, as the notation was delivered.
    case toBeConfirmed = "to be confirmed"
    /// The award was revoked, or corrected.
    case accepted
    /// The award stays.
    case declined
    /// The facts have made it pointless.
    case moot

    /// Whether somebody has still to decide.
    public var isPending: Bool { self == .open || self == .toBeConfirmed }
  }

  /// A proposal as it is listed.
  public struct Listed: Sendable {
    /// Its id.
    public var id: UUID
    /// The award.
    public var award: UUID
    /// The enrollment of the award.
    public var enrollment: UUID
    /// The learner of the award.
    public var learner: UUID
    /// The program's code.
    public var program: String
    /// The unit of the program.
    public var unit: String?
    /// What it is for.
    public var purpose: WorkList.Purpose
    /// Where it stands.
    public var state: State
    /// When it was made.
    public var openedAt: PostgresInstant
    /// Whole days since then.
    public var ageDays: Int
    /// Whether a registrar asked for it; else the loop found it.
    public var isByHand: Bool
    /// What was, what is, and what is missing.
    public var change: WorkList.Change
    /// What a correction changes: each value as it is and as it shall be.
    public var corrections: [(name: String, before: String?, after: String?)]
    /// Who decided, in which role, when and why; the last decision.
    public var decision: Decision?
    /// Who confirmed it.
    public var confirmedBy: String?
    /// When it was confirmed.
    public var confirmedAt: PostgresInstant?
  }

  /// What somebody decided about a proposal.
  public struct Decision: Sendable {
    /// Who.
    public var actor: Journal.Actor
    /// When.
    public var at: PostgresInstant
    /// Why.
    public var reason: String
    /// What everybody is told when the award is revoked.
    public var publicReason: String?
    /// Whether the program is not awarded to the learner again.
    public var barsAnother: Bool

    /// Makes a decision.
    public init(
      actor: Journal.Actor, at: PostgresInstant, reason: String, publicReason: String?,
      barsAnother: Bool
    ) {
      self.actor = actor
      self.at = at
      self.reason = reason
      self.publicReason = publicReason
      self.barsAnother = barsAnother
    }
  }

  /// Which proposals are wanted; nil means any.
  public struct Filter: Sendable {
    /// In this state.
    public var state: State?
    /// For this purpose.
    public var purpose: WorkList.Purpose?
    /// About awards of the program with this code.
    public var program: String?
    /// Changing exactly the values of these names, in order.
    public var changes: [String]?
    /// About awards of this person, under any record.
    public var learner: UUID?
    /// Made at least so many days ago.
    public var ageDays: Int?

    /// No filter.
    public init() {}
  }

  /// In which order proposals are listed.
  public enum Order: String, CaseIterable, Sendable {
    /// The oldest first.
    case openedAt
    /// The newest first.
    case newest = "-openedAt"
  }

  /// Where a page begins: after the row with these keys.
  public struct Place: Sendable {
    /// When that proposal was made.
    public var openedAt: PostgresInstant
    /// Its id.
    public var id: UUID

    /// Makes a place.
    public init(openedAt: PostgresInstant, id: UUID) {
      self.openedAt = openedAt
      self.id = id
    }
  }

  private static let columns: SQL =
    """
    q.proposal_id, q.award_id, a.enrollment_id, a.learner_id, p.code, p.unit, q.kind, q.state,
    q.opened_at,
    floor(extract(epoch from clock_timestamp() - q.opened_at) / 86400)::int, q.pass_id is null,
    q.change ->> 'before', q.change ->> 'after',
    array(select json_array_elements_text(q.change -> 'missing')),
    array(select c ->> 'name' from json_array_elements(q.change -> 'corrections') c),
    array(select c ->> 'before' from json_array_elements(q.change -> 'corrections') c),
    array(select c ->> 'after' from json_array_elements(q.change -> 'corrections') c),
    q.decided_at, q.actor, q.role, q.reason, q.public_reason, q.bars_another,
    q.confirmed_by, q.confirmed_at
    """

  static let tables: SQL =
    """
    revocation_proposal q
      join award a on a.institution_id = q.institution_id and a.award_id = q.award_id
      join learner l on l.institution_id = a.institution_id and l.learner_id = a.learner_id
      join program p on p.institution_id = a.institution_id and p.program_id = a.program_id
    """

  /// One proposal; nil when there is none of that id.
  public static func one(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Listed? {
    try transaction.query(
      """
      select \(sql: columns) from \(sql: tables)
       where q.institution_id = \(institution)::int and q.proposal_id = \(id)
      """
    ).first { row in try listed(&row) }
  }

  /// The proposal about an award that somebody has still to decide; nil when there is none.
  public static func pending(
    of award: UUID, institution: Int, in transaction: Transaction
  ) throws -> UUID? {
    try transaction.query(
      """
      select proposal_id from revocation_proposal
       where institution_id = \(institution)::int and award_id = \(award)
         and state in ('open', 'to be confirmed')
      """
    ).first { row in try row.next() }
  }

  /// Up to `limit` proposals within reach, after a place.
  public static func page(
    _ filter: Filter, within reach: Reach, by order: Order, after place: Place?, limit: Int,
    of institution: Int, in transaction: Transaction
  ) throws -> [Listed] {
    let direction: SQL = order == .openedAt ? "asc" : "desc"
    let comparison: SQL = order == .openedAt ? ">" : "<"
    return try transaction.query(
      """
      select \(sql: columns) from \(sql: tables)
       where q.institution_id = \(institution)::int and \(sql: reach.enrollments)
         and (\(place?.openedAt)::timestamptz is null
           or (q.opened_at, q.proposal_id) \(sql: comparison) (\(place?.openedAt), \(place?.id)))
         and \(sql: condition(filter))
       order by q.opened_at \(sql: direction), q.proposal_id \(sql: direction)
       limit \(limit)
      """
    ).map { row in try listed(&row) }
  }

  private static func condition(_ filter: Filter) -> SQL {
    var all: SQL = "true"
    if let state = filter.state { all = "\(sql: all) and q.state = \(state.rawValue)" }
    if let purpose = filter.purpose { all = "\(sql: all) and q.kind = \(purpose.rawValue)" }
    if let program = filter.program {
      all = "\(sql: all) and p.code_key = \(Code.key(program))"
    }
    if let names = filter.changes { all = "\(sql: all) and \(sql: changes) = \(names)" }
    if let learner = filter.learner {
      all = "\(sql: all) and \(learner) in (l.learner_id, l.merged_into)"
    }
    if let days = filter.ageDays {
      all =
        "\(sql: all) and q.opened_at <= clock_timestamp() - make_interval(days => \(days)::int)"
    }
    return all
  }

  private static func listed(_ row: inout Row) throws -> Listed {
    Listed(
      id: try row.next(), award: try row.next(), enrollment: try row.next(),
      learner: try row.next(), program: try row.next(), unit: try row.next(),
      purpose: WorkList.Purpose(rawValue: try row.next()) ?? .revoke,
      state: State(rawValue: try row.next()) ?? .moot, openedAt: try row.next(),
      ageDays: Int(try row.next(Int32.self)), isByHand: try row.next(),
      change: WorkList.Change(
        before: try row.next(), after: try row.next(), missing: try row.next()),
      corrections: try corrections(&row),
      decision: try decision(&row), confirmedBy: try row.next(), confirmedAt: try row.next())
  }

  private static func corrections(
    _ row: inout Row
  ) throws -> [(name: String, before: String?, after: String?)] {
    let names = try row.next([String].self)
    let before = try row.next([String?].self)
    let after = try row.next([String?].self)
    return zip(names, zip(before, after)).map { ($0, $1.0, $1.1) }
  }

  private static func decision(_ row: inout Row) throws -> Decision? {
    let at = try row.next(PostgresInstant?.self)
    let actor = try row.next(String?.self)
    let role = try row.next(String?.self)
    let reason = try row.next(String?.self)
    let publicReason = try row.next(String?.self)
    let barsAnother = try row.next(Bool.self)
    guard let at, let actor, let role, let reason else { return nil }
    return Decision(
      actor: Journal.Actor(id: actor, role: role), at: at, reason: reason,
      publicReason: publicReason, barsAnother: barsAnother)
  }
}
