public import Foundation
import Postgres
public import Storage

/// What a registrar says who takes an award back.
public struct Revocation: Sendable {
  /// Why; for staff.
  public var reason: String
  /// What everybody is told.
  public var publicReason: String
  /// Whether the program is not awarded to the learner again.
  public var barsAnother: Bool

  /// Makes a revocation.
  public init(reason: String, publicReason: String, barsAnother: Bool) {
    self.reason = reason
    self.publicReason = publicReason
    self.barsAnother = barsAnother
  }
}

/// Taking awards back: a registrar decides, and another one confirms what was delivered (DOMAIN,
/// section 5.12). The loop waits, as all of this holds the lock of the enrollment.
extension Visit {
  /// Accepts a proposal: the award is revoked at once, or when another registrar confirms it.
  public func acceptProposal(
    _ id: UUID, _ revocation: Revocation
  ) throws -> Proposals.Listed {
    let (proposal, role) = try lockedProposal(id)
    guard proposal.state == .open else {
      throw Refusal(
        .wrongState,
        proposal.state == .toBeConfirmed
          ? "It was accepted already and waits to be confirmed by another registrar."
          : "It is not open any more: it is \(proposal.state.rawValue).")
    }
    let decision = try decision(revocation, as: role)
    let isDelivered = try Awards.isDelivered(proposal.award, of: institution, in: transaction)
    let state: Proposals.State = isDelivered ? .toBeConfirmed : .accepted
    try Proposals.decide(id, as: state, decision, of: institution, in: transaction)
    try journal(proposal, "accept proposal", to: state, reason: revocation.reason, as: role)
    if !isDelivered {
      try carryOut(decision, on: proposal.award, confirmedBy: nil, as: role)
    }
    return try self.proposal(id)
  }

  /// Declines a proposal, or what another registrar accepted and nobody has confirmed: the award
  /// stays.
  public func declineProposal(_ id: UUID, reason: String) throws -> Proposals.Listed {
    let (proposal, role) = try lockedProposal(id)
    guard proposal.state.isPending else {
      throw Refusal(
        .wrongState, "It is not open any more: it is \(proposal.state.rawValue).")
    }
    let now = try now()
    let decision = Proposals.Decision(
      actor: Journal.Actor(id: caller.id, role: role.rawValue), at: now, reason: reason,
      publicReason: nil, barsAnother: false)
    try Proposals.decide(id, as: .declined, decision, of: institution, in: transaction)
    try journal(proposal, "decline proposal", to: .declined, reason: reason, as: role)
    // While a registrar's own wish waited, the loop left the award as it was.
    try Marks.add([proposal.enrollment], of: institution, in: transaction)
    return try self.proposal(id)
  }

  /// Confirms what another registrar accepted: the award is revoked.
  public func confirmProposal(_ id: UUID, reason: String) throws -> Proposals.Listed {
    let (proposal, role) = try lockedProposal(id)
    guard proposal.state == .toBeConfirmed, let decision = proposal.decision else {
      throw Refusal(
        .wrongState, "There is nothing to confirm: it is \(proposal.state.rawValue).")
    }
    guard decision.actor.id != caller.id else {
      throw Refusal(
        .separationOfDuties,
        "The notation was delivered: another registrar than the one who accepted has to confirm.")
    }
    try Proposals.confirm(
      id, by: caller.id, at: now(), of: institution, in: transaction)
    try journal(proposal, "confirm proposal", to: .accepted, reason: reason, as: role)
    try carryOut(decision, on: proposal.award, confirmedBy: caller.id, as: role)
    return try self.proposal(id)
  }

  /// Takes an award back without a proposal of the loop: at once, or when another registrar
  /// confirms it.
  public func revoke(_ id: UUID, _ revocation: Revocation) throws -> AwardStory {
    let (award, role) = try lockedAward(id)
    try refuseOwn(award.learner, "Nobody decides about their own award.")
    guard award.state.hasNotEnded else {
      throw Refusal(.wrongState, "The award has ended already: it is \(award.state.rawValue).")
    }
    if let pending = try Proposals.pending(of: id, institution: institution, in: transaction) {
      throw Refusal(
        .wrongState, "A proposal to revoke it waits to be decided: \(pending.text).")
    }
    let decision = try decision(revocation, as: role)
    if try Awards.isDelivered(id, of: institution, in: transaction) {
      let dependents = try Awards.dependents(on: id, of: institution, in: transaction)
      let proposal = UUID()
      try Proposals.add(
        proposal, about: id,
        change: DecisionRecord.change(
          WorkList.Change(
            before: "Earned on \(award.earnedOn).",
            after: "A registrar asked by hand that it be revoked.", missing: []),
          dependents: dependents.map(\.program)),
        decision, of: institution, in: transaction)
      try journal(
        "ask to revoke", "revocation proposal", proposal.text,
        to: Proposals.State.toBeConfirmed.rawValue, reason: revocation.reason, as: role)
    } else {
      try carryOut(decision, on: id, confirmedBy: nil, as: role)
    }
    return try self.award(id)
  }

  /// The feed position is taken last: from there on others wait.
  private func carryOut(
    _ decision: Proposals.Decision, on id: UUID, confirmedBy: String?, as role: Role
  ) throws {
    guard let award = try Awards.one(id, of: institution, in: transaction),
      award.state.hasNotEnded
    else { throw Refusal(.wrongState, "The award has ended already.") }
    let now = try now()
    let ending = Awards.Ending(
      kind: "revoked", at: now, actor: decision.actor.id, role: decision.actor.role,
      reason: decision.reason, publicReason: decision.publicReason ?? "It was revoked.",
      barsAnother: decision.barsAnother, confirmedBy: confirmedBy)
    try Awards.revoke(id, as: ending, of: institution, in: transaction)
    // A suspended badge names the other list, on which it is clear from now on.
    if award.state == .suspended { try signAgain([id]) }
    if office.posting != nil {
      try Outbox.queue(.revoked, about: [id], of: institution, in: transaction)
    }
    try journal(
      "revoke", "award", id.text, from: award.state.rawValue, to: "revoked",
      reason: decision.reason, as: role)
    try HeldNotations.release([id], at: now, of: institution, in: transaction)
    try Notations.void([id], at: now, of: institution, in: transaction)
  }

  private func decision(_ revocation: Revocation, as role: Role) throws -> Proposals.Decision {
    Proposals.Decision(
      actor: Journal.Actor(id: caller.id, role: role.rawValue), at: try now(),
      reason: revocation.reason, publicReason: revocation.publicReason,
      barsAnother: revocation.barsAnother)
  }

  private func now() throws -> PostgresInstant {
    try Institutions.now(of: institution, at: office.clock?(), in: transaction).0
  }

  private func journal(
    _ proposal: Proposals.Listed, _ action: String, to state: Proposals.State, reason: String,
    as role: Role
  ) throws {
    try journal(
      action, "revocation proposal", proposal.id.text, from: proposal.state.rawValue,
      to: state.rawValue, reason: reason, as: role)
  }
}
