public import Foundation
import Postgres
public import Storage

/// A proposal with what depends on its award today.
public struct ProposalStory: Sendable {
  /// The proposal.
  public var proposal: Proposals.Listed
  /// The award.
  public var award: Awards.Shown
  /// Live awards that hold this one as a credential.
  public var dependents: [(award: UUID, program: String)]
  /// Whether the award's notation has left the house, so that two people have to agree.
  public var isDelivered: Bool
}

/// Proposals to revoke or to correct, as staff see them.
extension Visit {
  /// Proposals that the caller may see, one more than `limit` where there are more.
  public func proposals(
    _ filter: Proposals.Filter, by order: Proposals.Order, after place: Proposals.Place?,
    limit: Int
  ) throws -> [Proposals.Listed] {
    try Proposals.page(
      filter, within: reach(.readWorkLists), by: order, after: place, limit: limit + 1,
      of: institution, in: transaction)
  }

  /// A proposal that the caller may see.
  public func proposal(_ id: UUID) throws -> Proposals.Listed {
    try proposal(id, for: .readWorkLists).proposal
  }

  /// A proposal that the caller may see, with what depends on its award.
  public func proposalStory(_ id: UUID) throws -> ProposalStory {
    let proposal = try proposal(id)
    guard let award = try Awards.one(proposal.award, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "There is no award of this id.")
    }
    return ProposalStory(
      proposal: proposal, award: award,
      dependents: try Awards.dependents(on: proposal.award, of: institution, in: transaction),
      isDelivered: try DeliveredLines.isDelivered(
        proposal.award, of: institution, in: transaction))
  }

  /// A proposal that the caller may decide, as nobody changes it until the visit is over.
  public func locking(proposal id: UUID) throws -> ProposalStory {
    _ = try lockedProposal(id)
    return try proposalStory(id)
  }

  /// A proposal whose enrollment is locked; the caller may decide it, and it is not their own.
  func lockedProposal(_ id: UUID) throws -> (proposal: Proposals.Listed, role: Role) {
    if let found = try Proposals.one(id, of: institution, in: transaction) {
      try Enrollments.lock([found.enrollment], of: institution, in: transaction)
    }
    let (proposal, role) = try proposal(id, for: .governAwards)
    try refuseOwn(proposal.learner, "Nobody decides about their own award.")
    return (proposal, role)
  }

  private func proposal(
    _ id: UUID, for action: Action
  ) throws -> (proposal: Proposals.Listed, role: Role) {
    guard let proposal = try Proposals.one(id, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "There is no proposal of this id.")
    }
    return (proposal, try may(action, unit: proposal.unit))
  }
}
