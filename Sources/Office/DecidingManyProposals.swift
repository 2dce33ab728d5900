public import Foundation
import Postgres
public import Storage

/// What a registrar decides about several proposals at once.
public enum ProposalRuling: Sendable {
  /// They are right; of corrections only the reason counts.
  case accept(Revocation)
  /// The awards stay as they are, for this reason.
  case decline(String)
  /// What another registrar accepted happens, for this reason.
  case confirm(String)
}

/// Proposals that one change brought forth, such as that of a term's code, are decided together: all
/// of them or none, each with its own entry in the journal.
extension Visit {
  /// The most proposals that are decided in one transaction.
  public static let mostProposalsAtOnce = 200

  /// The kinds of which proposals within the caller's reach wait.
  public func proposalKinds() throws -> [Proposals.Waiting] {
    try Proposals.waiting(
      within: reach(.readWorkLists), of: institution, in: transaction)
  }

  /// Proposals of one kind, the oldest first: up to `limit`, and one more where there are more; with
  /// whom each is about.
  public func proposals(
    _ kind: Proposals.Kind, after place: Proposals.Place?, limit: Int
  ) throws -> (rows: [Proposals.Listed], subjects: [UUID: Proposals.Subject]) {
    var filter = Proposals.Filter()
    (filter.program, filter.purpose) = (kind.program, kind.purpose)
    (filter.state, filter.changes) = (kind.state, kind.changes)
    let rows = try proposals(filter, by: .openedAt, after: place, limit: limit)
    let subjects = try Proposals.subjects(
      of: rows.map(\.id), institution: institution, in: transaction)
    return (rows, subjects)
  }

  /// What proposals that were selected come to, if they are of one kind.
  public func selected(
    proposals ids: [UUID]
  ) throws -> (kind: Proposals.Kind, sum: Proposals.Sum) {
    guard let first = ids.first else {
      throw Refusal(.invalid, "No proposal is selected: tick at least one.")
    }
    guard ids.count <= Self.mostProposalsAtOnce else {
      throw Refusal(.invalid, "At most \(Self.mostProposalsAtOnce) are decided at once.")
    }
    let kind = try proposal(first).kind
    for id in ids.dropFirst() where try proposal(id).kind != kind {
      throw Refusal(
        .changedMeanwhile,
        "Nothing was decided: they are not of one kind any more. Look at the list again.")
    }
    return (kind, try Proposals.sum(of: ids, institution: institution, in: transaction))
  }

  /// Decides proposals of one kind, all or none; as they stand then.
  public func decideProposals(
    _ ids: [UUID], _ ruling: ProposalRuling
  ) throws -> [Proposals.Listed] {
    _ = try may(.governAwards)
    // Everything is locked in one order before the first is decided: two who decide wait for each
    // other, and do not meet crosswise.
    let found = try ids.compactMap { id in
      try Proposals.one(id, of: institution, in: transaction)?.enrollment
    }
    try Enrollments.lock(found, of: institution, in: transaction)
    let kind = try selected(proposals: ids).kind
    if case .accept(let revocation) = ruling, kind.purpose == .revoke,
      revocation.publicReason.isEmpty
    {
      throw Refusal(.invalid, "Nothing was decided: say what everybody is told of a revocation.")
    }
    return try ids.map { id in
      do {
        switch ruling {
        case .accept(let revocation): return try acceptProposal(id, revocation)
        case .decline(let reason): return try declineProposal(id, reason: reason)
        case .confirm(let reason): return try confirmProposal(id, reason: reason)
        }
      } catch let refusal as Refusal {
        throw Refusal(
          refusal.code, "Nothing was decided. Proposal \(id.text): \(refusal.reason)")
      }
    }
  }
}
