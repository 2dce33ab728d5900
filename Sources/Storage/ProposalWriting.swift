public import Foundation
public import Postgres

/// Changes of proposals by people; the enrollment of the award has to be locked.
extension Proposals {
  /// Records what somebody decided.
  public static func decide(
    _ id: UUID, as state: State, _ decision: Decision, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update revocation_proposal
         set state = \(state.rawValue), decided_at = \(decision.at),
             actor = \(decision.actor.id), role = \(decision.actor.role),
             reason = \(decision.reason), public_reason = \(decision.publicReason),
             bars_another = \(decision.barsAnother)
       where institution_id = \(institution)::int and proposal_id = \(id)
      """)
  }

  /// Lets a proposal wait again as if nobody had decided; what was decided stands in the journal.
  public static func reopen(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update revocation_proposal
         set state = 'open', decided_at = null, actor = null, role = null, reason = null,
             public_reason = null, bars_another = false
       where institution_id = \(institution)::int and proposal_id = \(id)
      """)
  }

  /// Records that another person confirmed what was decided.
  public static func confirm(
    _ id: UUID, by actor: String, at instant: PostgresInstant, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update revocation_proposal
         set state = 'accepted', confirmed_by = \(actor), confirmed_at = \(instant)
       where institution_id = \(institution)::int and proposal_id = \(id)
      """)
  }

  /// Adds what a registrar asked for by hand, for another one to confirm.
  public static func add(
    _ id: UUID, about award: UUID, change: String, _ decision: Decision, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into revocation_proposal
        (institution_id, proposal_id, award_id, state, change, decided_at, actor, role, reason,
         public_reason, bars_another)
      values (\(institution)::int, \(id), \(award), 'to be confirmed', \(change)::json,
        \(decision.at), \(decision.actor.id), \(decision.actor.role), \(decision.reason),
        \(decision.publicReason), \(decision.barsAnother))
      """)
  }
}
