import Foundation
import Microcredentials
import Postgres
import Storage

/// Carrying out corrections of what was delivered, once people agreed: the award is made anew, or
/// its notation names another student, in the transaction in which they do.
extension Visit {
  /// Does what a proposal says, if the facts still say the same; the enrollment is locked. What was
  /// delivered is taken out of the transcript only together with what takes its place.
  func carryOut(
    _ proposal: Proposals.Listed, _ decision: Proposals.Decision, confirmedBy: String?
  ) throws {
    let stored = try Enrollments.read([proposal.enrollment], of: institution, in: transaction)
    let docket = try office.docket(stored, of: institution, in: transaction)
    guard let docketCase = docket.cases.first,
      let live = docketCase.awards.first(where: { $0.id == proposal.award && !$0.isRevoked }),
      let due = Correction(
        of: live, docketCase, Microcredentials.decide(docketCase.facts, at: docket.today)),
      due.change == proposal.change
    else {
      throw Refusal(
        .wrongState,
        "The facts have changed since it was proposed: decline it, or wait for the next proposal.")
    }
    if live.student != nil, let reason = docketCase.heldReason(of: live) {
      throw Refusal(
        .wrongState,
        "The corrected notation could not go out now: \(reason.rawValue). End that first; until "
          + "then the transcript keeps what it has.")
    }
    let effects = Effects(
      office: office, docket: docket, decided: 1,
      approval: Effects.Approval(decision: decision, confirmedBy: confirmedBy))
    var (shard, report) = (Shard.none(of: institution), BatchReport(institution: institution))
    try effects.apply(
      [(docketCase, Verdict(carryingOut: due))], &shard, &report, in: transaction)
  }
}
