import Foundation
import Microcredentials
import Storage

/// What the loop leaves to a registrar (DOMAIN invariant 12).
extension Verdict {
  /// Whether a revocation waits to be decided after this. A decision that cannot be made never takes
  /// an award back (DOMAIN invariant 9).
  mutating func weighRevocation(
    _ docketCase: Docket.Case, _ decision: Decision, _ live: StoredAward,
    _ proposals: [WorkList.Proposal]
  ) -> Bool {
    let pending = proposals.first { $0.isPending && $0.purpose == .revoke }
    switch decision.outcome {
    case .earned, .waiting: return staysOpen(pending)
    case .cannotBeEvaluated: return pending != nil
    case .notYet, .closed:
      // What ran out since the day it was earned does not take it back; and as the day stays, the
      // same facts always say the same, so that what was declined once is known again.
      let then = decide(docketCase.facts, at: live.earnedOn)
      if then.earned != nil || then.isWaiting { return staysOpen(pending) }
      guard pending == nil else { return true }
      let explanation = explain(docketCase.facts, then)
      let change = WorkList.Change(
        before: "Earned on \(live.earnedOn).", after: explanation.words,
        missing: explanation.remaining)
      guard !proposals.contains(where: { $0.purpose == .revoke && $0.change == change }) else {
        return false
      }
      propose = WorkList.NewProposal(
        award: live.id, purpose: .revoke,
        change: DecisionRecord.change(change, dependents: dependents))
      return true
    }
  }

  /// A revocation that the facts no longer ask for is dropped, unless a registrar asked for it.
  private mutating func staysOpen(_ proposal: WorkList.Proposal?) -> Bool {
    guard let proposal else { return false }
    if !proposal.isByHand { dropProposal = proposal.id }
    return proposal.isByHand
  }

  /// One proposal at a time is about an award, and a revocation goes first.
  mutating func weighCorrection(
    _ docketCase: Docket.Case, _ decision: Decision, _ live: StoredAward,
    _ proposals: [WorkList.Proposal], _ isRevocationOpen: Bool
  ) {
    let known = proposals.filter { $0.purpose == .correct }
    let pending = known.first(where: \.isPending)
    if pending != nil, !isRevocationOpen, decision.outcome == .cannotBeEvaluated { return }
    let due = isRevocationOpen ? nil : Correction(of: live, docketCase, decision)
    if let pending {
      if pending.change == due?.change { return }
      dropProposal = pending.id
    }
    guard let due, !known.contains(where: { !$0.isPending && $0.change == due.change }) else {
      return
    }
    correction = due
  }
}

extension Decision {
  fileprivate var isWaiting: Bool {
    if case .waiting = outcome { true } else { false }
  }
}
