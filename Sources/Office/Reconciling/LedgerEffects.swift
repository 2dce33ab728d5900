import Foundation
import Microcredentials
import Postgres
import Storage

/// A notation that an award gives, now or when its gate opens.
struct DueNotation {
  let award: UUID
  let docketCase: Docket.Case
  /// Why it is held; nil when it enters the ledger.
  let heldFor: HeldReason?

  /// Nil for an award that gives no notation: its version does not bear credit.
  init?(_ docketCase: Docket.Case, of award: UUID, heldFor: HeldReason?) {
    guard docketCase.ready.version.credit.isBearing else { return nil }
    self.award = award
    self.docketCase = docketCase
    self.heldFor = heldFor
  }
}

/// The ledger's part of a batch, after everything else: the feed position is taken last.
extension Effects {
  /// Notations of awards made before, whose gate opened, or closed for another reason.
  func released(_ verdicts: [(Docket.Case, Verdict)]) -> [DueNotation] {
    verdicts.compactMap { docketCase, verdict in
      verdict.notation.flatMap { DueNotation(docketCase, of: $0.award, heldFor: $0.heldFor) }
    }
  }

  func addNotations(_ due: [DueNotation], in transaction: Transaction) throws {
    guard !due.isEmpty else { return }
    let institution = docket.institution.id
    let held = due.compactMap { due in due.heldFor.map { (award: due.award, reason: $0) } }
    try HeldNotations.hold(held, at: docket.now, of: institution, in: transaction)
    let ready = due.filter { $0.heldFor == nil }
    let wereHeld = ready.filter { due in
      due.docketCase.awards.contains { $0.id == due.award && $0.heldFor != nil }
    }
    try HeldNotations.release(
      wereHeld.map(\.award), at: docket.now, of: institution, in: transaction)
    try Journal.add(
      held.map { award, reason in
        Journal.Entry(
          action: "hold notation", subjectKind: "award", subject: award.text, to: "held",
          reason: "Its notation is held: \(reason.rawValue).")
      }
        + wereHeld.map { due in
          Journal.Entry(
            action: "release notation", subjectKind: "award", subject: due.award.text,
            from: "held", to: "pending", reason: "Every gate is open.")
        }, by: office.daemonActor, of: institution, in: transaction)
    guard !ready.isEmpty else { return }
    let voided = try Notations.voided(
      of: ready.map(\.docketCase.enrollment.learner), institution: institution, in: transaction)
    let notations = ready.map { due in
      let docketCase = due.docketCase
      let version = docketCase.ready.version
      let follows = voided.first {
        $0.learner == docketCase.enrollment.learner && $0.version == docketCase.enrollment.version
      }
      return Notations.New(
        id: .ordered(at: docket.now), award: due.award, follows: follows?.notation,
        student: docketCase.ledger.student ?? "", title: version.title, unit: version.unit,
        level: version.level, text: version.notation ?? version.title)
    }
    try Notations.add(notations, at: docket.now, of: institution, in: transaction)
  }
}
