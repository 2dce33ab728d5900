import Foundation
import Microcredentials
import Postgres
import Storage

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
