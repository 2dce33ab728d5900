public import Foundation
public import Postgres

/// What the loop leaves to people: items to look at, and proposals to revoke or to correct.
public enum WorkList {
  /// What a proposal is for.
  public enum Purpose: String, CaseIterable, Sendable {
    /// That the award be taken back.
    case revoke
    /// That the award, or its notation, say something else.
    case correct
  }

  /// What changed since an award was made, in words.
  public struct Change: Hashable, Sendable {
    /// What the award was made from.
    public var before: String
    /// What the facts say of that day now.
    public var after: String
    /// What is missing.
    public var missing: [String]

    /// Makes a change.
    public init(before: String, after: String, missing: [String]) {
      self.before = before
      self.after = after
      self.missing = missing
    }
  }

  /// A proposal that the loop makes.
  public struct NewProposal: Sendable {
    /// The award it is about.
    public var award: UUID
    /// What it is for.
    public var purpose: Purpose
    /// What changed, as JSON text.
    public var change: String

    /// Makes a new proposal.
    public init(award: UUID, purpose: Purpose, change: String) {
      self.award = award
      self.purpose = purpose
      self.change = change
    }
  }

  /// A proposal that counts for the loop.
  public struct Proposal: Sendable {
    /// Its id.
    public var id: UUID
    /// What it is for.
    public var purpose: Purpose
    /// The award it is about.
    public var award: UUID
    /// Whether somebody has still to decide; else it was declined.
    public var isPending: Bool
    /// Whether a registrar asked for it by hand: then facts do not make it pointless.
    public var isByHand: Bool
    /// What it says changed.
    public var change: Change
  }

  /// What is open for an enrollment.
  public struct Open: Sendable {
    /// The open item that it cannot be evaluated: its id and reason.
    public var item: (id: UUID, reason: String)?
    /// Proposals about its awards that are pending, or were declined.
    public var proposals: [Proposal] = []

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
      select a.enrollment_id, p.proposal_id, p.kind, p.award_id, p.state <> 'declined', p.pass_id is null,
             p.change ->> 'before', p.change ->> 'after',
             array(select json_array_elements_text(p.change -> 'missing'))
        from revocation_proposal p
        join award a using (institution_id, award_id)
       where a.institution_id = \(institution)::int and a.enrollment_id = any(\(enrollments))
         and p.state in ('open', 'to be confirmed', 'declined')
      """
    ).forEach { row in
      open[try row.next(UUID.self), default: Open()].proposals.append(
        Proposal(
          id: try row.next(), purpose: Purpose(rawValue: try row.next()) ?? .revoke,
          award: try row.next(), isPending: try row.next(),
          isByHand: try row.next(),
          change: Change(before: try row.next(), after: try row.next(), missing: try row.next())))
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

  /// Opens proposals.
  public static func propose(
    _ proposals: [NewProposal], pass: UUID, of institution: Int, in transaction: Transaction
  ) throws {
    guard !proposals.isEmpty else { return }
    try transaction.execute(
      """
      insert into revocation_proposal (institution_id, award_id, kind, state, pass_id, change)
      select \(institution)::int, n.award_id, n.kind, 'open', \(pass), n.change::json
        from unnest(\(proposals.map(\.award)), \(proposals.map(\.purpose.rawValue)),
          \(proposals.map(\.change))) as n (award_id, kind, change)
      on conflict do nothing
      """)
  }

  /// Closes proposals that the facts have made pointless.
  public static func dropProposals(
    _ proposals: [UUID], by actor: String, of institution: Int, in transaction: Transaction
  ) throws {
    guard !proposals.isEmpty else { return }
    try transaction.execute(
      """
      update revocation_proposal
         set state = 'moot', decided_at = clock_timestamp(), actor = \(actor), role = 'daemon',
             reason = case kind when 'revoke' then 'The facts deserve the award again.'
               else 'The facts no longer say what was proposed.' end
       where institution_id = \(institution)::int and proposal_id = any(\(proposals))
         and state in ('open', 'to be confirmed')
      """)
  }
}
