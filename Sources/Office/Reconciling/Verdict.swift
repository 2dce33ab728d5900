import Foundation
import Microcredentials
import Postgres
import Storage

/// What has to be written so that the rows agree with a decision; usually nothing.
struct Verdict {
  /// An award is due: it follows the revoked one, if there was one.
  var award: (decision: Decision, follows: UUID?)?
  /// The live award that this one supersedes: the facts, as they are known now, give another date
  /// or other credits.
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
  private(set) var correction: Correction?
  /// The programs whose live awards were decided from this one.
  private var dependents: [String] = []

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

  /// Whether a revocation waits to be decided after this. A decision that cannot be made never takes
  /// an award back (DOMAIN invariant 9).
  private mutating func weighRevocation(
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
  private mutating func weighCorrection(
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

extension Docket {
  /// What has to be written, for the enrollments of which anything has. A batch freezes what was
  /// delivered for as long as it works; a sweep only looks.
  func verdicts(isFreezing: Bool, in transaction: Transaction) throws -> [(Case, Verdict)] {
    var verdicts = cases.map { docketCase in
      (docketCase, Verdict(docketCase, decide(docketCase.facts, at: today)))
    }
    let lines = verdicts.compactMap { docketCase, verdict in
      verdict.correction.map { (award: $0.award, student: docketCase.ledger.student) }
    }
    if !lines.isEmpty {
      if isFreezing { try DeliveredLines.freeze(of: institution.id, in: transaction) }
      let standings = try DeliveredLines.standings(
        of: lines, institution: institution.id, in: transaction)
      for index in verdicts.indices {
        guard let award = verdicts[index].1.correction?.award else { continue }
        verdicts[index].1.settle(standings[award])
      }
    }
    return verdicts.filter { !$0.1.isNothing }
  }
}

extension Docket.Case {
  /// Why the notation of an award has to wait; nil when every gate is open.
  func heldReason(of award: StoredAward?, isRevocationProposed: Bool = false) -> HeldReason? {
    ledger.heldReason(
      under: facts.policy, isAwardSuspended: award?.isSuspended ?? false,
      isRevocationProposed: isRevocationProposed)
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
