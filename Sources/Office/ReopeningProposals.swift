public import Foundation
import Postgres
public import Storage

/// A registrar who declined by mistake takes that back.
extension Visit {
  /// Lets a proposal that was declined wait to be decided once more, as the loop never makes the
  /// same one twice. Where the facts no longer ask for it the loop drops it.
  public func reopenProposal(_ id: UUID, reason: String) throws -> Proposals.Listed {
    let (proposal, role) = try lockedProposal(id)
    guard proposal.state == .declined else {
      throw Refusal(
        .wrongState, "Only what was declined is opened again: it is \(proposal.state.rawValue).")
    }
    guard !proposal.isByHand else {
      throw Refusal(
        .wrongState, "A registrar asked for it by hand: ask for the revocation of the award anew.")
    }
    let award = try Awards.one(proposal.award, of: institution, in: transaction)
    guard award?.state.hasNotEnded == true else {
      throw Refusal(.wrongState, "The award has ended: nothing is left to decide.")
    }
    if let pending = try Proposals.pending(
      of: proposal.award, institution: institution, in: transaction)
    {
      throw Refusal(
        .wrongState, "Another proposal about the award waits to be decided: \(pending.text).")
    }
    try Proposals.reopen(id, of: institution, in: transaction)
    try journal(
      "reopen proposal", "revocation proposal", id.text, from: proposal.state.rawValue,
      to: Proposals.State.open.rawValue, reason: reason, as: role)
    try Marks.add([proposal.enrollment], of: institution, in: transaction)
    return try self.proposal(id)
  }
}
