import Crypto
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

/// Proposals that were selected to be decided together.
public struct ProposalSelection: Sendable {
  /// Of which kind they are.
  public var kind: Proposals.Kind
  /// What they come to.
  public var sum: Proposals.Sum
  /// What was decided about them before, the same words by the same person once.
  public var decisions: [Proposals.Decision]
  /// Stands for all that there is to see of them; another one once anything of it has changed.
  public var mark: String
}

/// Proposals that one change brought forth, such as that of a term's code, are decided together: all
/// of them or none, each with its own entry in the journal.
extension Visit {
  /// The most proposals that are decided in one transaction.
  public static let mostProposalsAtOnce = 25

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
  public func selected(proposals ids: [UUID]) throws -> ProposalSelection {
    guard !ids.isEmpty else {
      throw Refusal(.invalid, "No proposal is selected: tick at least one.")
    }
    guard ids.count <= Self.mostProposalsAtOnce else {
      throw Refusal(.invalid, "At most \(Self.mostProposalsAtOnce) are decided at once.")
    }
    let found = try ids.sorted { $0.text < $1.text }.map { try proposal($0) }
    guard let kind = found.first?.kind, found.allSatisfy({ $0.kind == kind }) else {
      throw Refusal(
        .changedMeanwhile,
        "Nothing was decided: they are not of one kind any more. Look at the list again.")
    }
    let sum = try Proposals.sum(of: ids, institution: institution, in: transaction)
    var decisions: [String: Proposals.Decision] = [:]
    for decision in found.compactMap(\.decision) { decisions[decision.words] = decision }
    let seen = found.map {
      "\($0.id.text) \($0.state) \($0.corrections) \($0.decision?.words ?? "")"
    }
    let mark = SHA256.hash(data: Data("\(seen) \(sum)".utf8))
    return ProposalSelection(
      kind: kind, sum: sum, decisions: decisions.sorted { $0.key < $1.key }.map(\.value),
      mark: mark.map { String(format: "%02x", $0) }.joined())
  }

  /// Decides proposals of one kind, all or none, if they are as they were seen.
  public func decideProposals(
    _ ids: [UUID], _ ruling: ProposalRuling, seen mark: String
  ) throws -> [Proposals.Listed] {
    _ = try may(.governAwards)
    // Everything is locked in one order before the first is decided: two who decide wait for each
    // other, and do not meet crosswise.
    let found = try ids.compactMap { id in
      try Proposals.one(id, of: institution, in: transaction)?.enrollment
    }
    try Enrollments.lock(found, of: institution, in: transaction)
    let selection = try selected(proposals: ids)
    guard selection.mark == mark else {
      throw Refusal(
        .changedMeanwhile,
        "Nothing was decided: they are not what you saw any more. Look at them again.")
    }
    let kind = selection.kind
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

extension Proposals.Decision {
  /// All of it, so that two that say the same are one.
  fileprivate var words: String {
    "\([actor.id, reason, publicReason ?? "", barsAnother ? "bars" : ""])"
  }
}
