import Foundation
import Microcredentials
import Storage

/// What has to be written so that the rows agree with a decision; usually nothing.
struct Verdict {
  /// An award is due: it follows the revoked one, if there was one.
  var award: (decision: Decision, follows: UUID?)?
  /// The live award that this one supersedes: the facts, as they are known now, give another date.
  var supersedes: UUID?
  /// Staff have to look at it, for this reason.
  var openItem: String?
  /// An open item has become pointless.
  var closeItem: UUID?
  /// A live award is no longer deserved: which, and what changed.
  var propose: (award: UUID, change: String)?
  /// An open proposal has become pointless.
  var dropProposal: UUID?
  /// The notation of a live award may go out now, or is held for another reason than before.
  var notation: (award: UUID, heldFor: HeldReason?)?

  var isNothing: Bool {
    award == nil && openItem == nil && closeItem == nil && propose == nil && dropProposal == nil
      && notation == nil
  }

  init(_ docketCase: Docket.Case, _ decision: Decision) {
    let program = docketCase.enrollment.program
    let mine = docketCase.awards.filter { $0.program == program }
    let live = mine.first { !$0.isRevoked }
    if decision.earned != nil, live == nil {
      let last = mine.filter { !$0.isFollowed }
      if !last.contains(where: \.isBarred) { award = (decision, last.last?.id) }
    }
    if let live, live.enrollment == docketCase.enrollment.id, let earned = decision.earned,
      earned.on != live.earnedOn, !docketCase.isRevocationAsked(of: live)
    {
      award = (decision, live.id)
      supersedes = live.id
    }
    weighItem(docketCase, decision)
    if let live, live.enrollment == docketCase.enrollment.id {
      weighProposal(docketCase, decision, live)
      if supersedes == nil { weighNotation(docketCase, live) }
    }
  }

  /// What a gate keeps back is released by the pass that finds it open.
  private mutating func weighNotation(_ docketCase: Docket.Case, _ live: StoredAward) {
    guard live.isCreditBearing, !live.isNotated else { return }
    let isPending = docketCase.open.proposals.contains {
      $0.award == live.id && $0.isPending && $0.id != dropProposal
    }
    let reason = docketCase.ledger.heldReason(
      isAwardSuspended: live.isSuspended, isRevocationProposed: isPending || propose != nil)
    if reason == nil || reason != live.heldFor { notation = (live.id, reason) }
  }

  private mutating func weighItem(_ docketCase: Docket.Case, _ decision: Decision) {
    guard decision.outcome == .cannotBeEvaluated else {
      closeItem = docketCase.open.item?.id
      return
    }
    guard docketCase.open.item == nil else { return }
    let explanation = explain(docketCase.facts, decision)
    openItem = explanation.criteria.firstUnclear ?? explanation.words
  }

  /// A decision that cannot be made never takes an award back (DOMAIN invariant 9).
  private mutating func weighProposal(
    _ docketCase: Docket.Case, _ decision: Decision, _ live: StoredAward
  ) {
    let proposals = docketCase.open.proposals.filter { $0.award == live.id }
    let pending = proposals.first(where: \.isPending)
    switch decision.outcome {
    case .earned, .waiting: drop(pending)
    case .cannotBeEvaluated: break
    case .notYet, .closed:
      // What ran out since the day it was earned does not take it back; and as the day stays, the
      // same facts always say the same, so that what was declined once is known again.
      let then = decide(docketCase.facts, at: live.earnedOn)
      if then.earned != nil || then.isWaiting { return drop(pending) }
      let explanation = explain(docketCase.facts, then)
      let change = WorkList.Change(
        before: "Earned on \(live.earnedOn).", after: explanation.words,
        missing: explanation.remaining)
      guard pending == nil, !proposals.contains(where: { $0.change == change }) else { return }
      let dependents = docketCase.awards.filter {
        !$0.isRevoked && $0.facts.contains(live.id.text)
      }
      propose = (
        live.id, DecisionRecord.change(change, dependents: dependents.map(\.programKey))
      )
    }
  }

  private mutating func drop(_ proposal: WorkList.Proposal?) {
    if let proposal, !proposal.isByHand { dropProposal = proposal.id }
  }
}

extension Docket.Case {
  /// Whether a registrar asked that the award be revoked, and another one has still to confirm: then
  /// it stays the award that they speak of.
  fileprivate func isRevocationAsked(of award: StoredAward) -> Bool {
    open.proposals.contains { $0.award == award.id && $0.isPending && $0.isByHand }
  }
}

extension Decision {
  fileprivate var isWaiting: Bool {
    if case .waiting = outcome { true } else { false }
  }
}

extension Explanation.Finding {
  /// The words of the first requirement at the bottom that cannot be evaluated.
  var firstUnclear: String? {
    for member in members {
      if let words = member.firstUnclear { return words }
    }
    return truth == .cannotBeEvaluated ? words : nil
  }
}
