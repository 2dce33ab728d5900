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

  var isNothing: Bool {
    award == nil && openItem == nil && closeItem == nil && propose == nil && dropProposal == nil
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
      earned.on != live.earnedOn
    {
      award = (decision, live.id)
      supersedes = live.id
    }
    weighItem(docketCase, decision)
    if let live, live.enrollment == docketCase.enrollment.id {
      weighProposal(docketCase, decision, live)
    }
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
    switch decision.outcome {
    case .earned, .waiting: drop(docketCase.open.proposal)
    case .cannotBeEvaluated: break
    case .notYet, .closed:
      // What ran out since the day it was earned does not take it back.
      let then = decide(docketCase.facts, at: live.earnedOn)
      if then.earned != nil || then.isWaiting { return drop(docketCase.open.proposal) }
      let explanation = explain(docketCase.facts, decision)
      let change = DecisionRecord.change(
        from: live, to: explanation,
        dependents: docketCase.awards.filter { !$0.isRevoked && $0.facts.contains(live.id.text) })
      if let proposal = docketCase.open.proposal, proposal.state != "moot",
        proposal.state == "open" || proposal.change == change
      {
        return
      }
      propose = (live.id, change)
    }
  }

  private mutating func drop(_ proposal: (id: UUID, state: String, change: String)?) {
    if let proposal, proposal.state == "open" { dropProposal = proposal.id }
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
