import Foundation
import Microcredentials
import Storage

/// What has to be written so that the rows agree with a decision; usually nothing.
struct Verdict {
  /// An award is due: it follows the revoked one, if there was one.
  var award: (decision: Decision, follows: UUID?)?
  /// The live award that this one supersedes: the facts, as they are known now, give another date,
  /// another term or other credits.
  var supersedes: UUID?
  /// The award whose notation is voided and added again, for another student.
  var renotes: UUID?
  /// Staff have to look at it, for this reason.
  var openItem: String?
  /// An open item has become pointless.
  var closeItem: UUID?
  /// A decision that the loop leaves to a registrar.
  var propose: WorkList.NewProposal?
  /// An open proposal has become pointless.
  var dropProposal: UUID?
  /// The notation of a live award may go out now, or is held for another reason than before.
  var notation: (award: UUID, heldFor: HeldReason?)?
  /// The live award says something else than the facts: made at once, or proposed where the line
  /// was delivered. What was delivered is looked up for these alone.
  var correction: Correction?
  /// The programs whose live awards were decided from this one.
  var dependents: [String] = []

  var isNothing: Bool {
    award == nil && renotes == nil && openItem == nil && closeItem == nil && propose == nil
      && dropProposal == nil && notation == nil && correction == nil
  }

  init(_ docketCase: Docket.Case, _ decision: Decision) {
    let program = docketCase.enrollment.program
    let mine = docketCase.awards.filter { $0.program == program }
    let live = mine.first { !$0.isRevoked }
    if decision.earned != nil, live == nil {
      let last = mine.filter { !$0.isFollowed }
      if !last.contains(where: \.isBarred) { award = (decision, last.last?.id) }
    }
    weighItem(docketCase, decision)
    if let live, live.enrollment == docketCase.enrollment.id {
      dependents = docketCase.awards.filter {
        !$0.isRevoked && $0.facts.contains(live.id.text)
      }.map(\.programKey)
      let proposals = docketCase.open.proposals.filter { $0.award == live.id }
      let isRevocationOpen = weighRevocation(docketCase, decision, live, proposals)
      weighCorrection(docketCase, decision, live, proposals, isRevocationOpen)
      weighNotation(docketCase, live, isRevocationOpen)
    }
  }

  /// Only the correction of an award, as people decided it.
  init(carryingOut correction: Correction) {
    perform(correction)
  }

  /// What is done about a correction, as far as its line was delivered.
  mutating func settle(_ line: DeliveredLines.Standing?) {
    guard let correction else { return }
    self.correction = nil
    guard let line, line.isDelivered else { return perform(correction) }
    // The student system gave the learner another id, and the line has it there already.
    if correction.decision == nil, line.isMovedAlong { return }
    propose = WorkList.NewProposal(
      award: correction.award, purpose: .correct,
      change: correction.record(dependents: dependents))
  }

  private mutating func perform(_ correction: Correction) {
    if let decision = correction.decision {
      award = (decision, correction.award)
      supersedes = correction.award
      notation = nil
    } else {
      renotes = correction.award
    }
  }

  /// What a gate keeps back is released by the pass that finds it open.
  private mutating func weighNotation(
    _ docketCase: Docket.Case, _ live: StoredAward, _ isRevocationOpen: Bool
  ) {
    guard live.isCreditBearing, live.student == nil else { return }
    let reason = docketCase.heldReason(of: live, isRevocationProposed: isRevocationOpen)
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
