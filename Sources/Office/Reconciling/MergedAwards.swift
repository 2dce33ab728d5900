import Foundation
import Postgres
import Storage

extension Effects {
  /// Of the records of one person only one is awarded a program: these people are locked, what they
  /// hold by now is read again, and the first award of the batch counts.
  func withoutRivals(
    _ verdicts: [(Docket.Case, Verdict)], in transaction: Transaction
  ) throws -> [(Docket.Case, Verdict)] {
    let shared = verdicts.filter { $0.0.isMerged && $0.1.isNewAward }
    guard !shared.isEmpty else { return verdicts }
    let people = Array(Set(shared.map(\.0.enrollment.canonical)))
    let institution = docket.institution.id
    try Learners.lock(people, of: institution, in: transaction)
    var held = Set(
      try Awards.held(by: people, of: institution, in: transaction).map {
        Holding(person: $0.person, program: $0.program)
      })
    return verdicts.compactMap { docketCase, verdict in
      guard docketCase.isMerged, verdict.isNewAward else { return (docketCase, verdict) }
      let holding = Holding(
        person: docketCase.enrollment.canonical, program: docketCase.enrollment.program)
      guard !held.insert(holding).inserted else { return (docketCase, verdict) }
      var verdict = verdict
      verdict.award = nil
      return verdict.isNothing ? nil : (docketCase, verdict)
    }
  }
}

extension Verdict {
  fileprivate var isNewAward: Bool { award != nil && supersedes == nil }
}

/// Who holds which program.
private struct Holding: Hashable {
  let person: UUID
  let program: UUID
}
