import Foundation
import Microcredentials
import Postgres
import Rosters
import Storage

extension RosterWriter {
  /// Adds evidence that was accepted elsewhere. An item serves one program of a learner.
  mutating func writeEvidence(_ items: [Item], _ outcomes: inout Outcomes) throws {
    for (index, item) in items.enumerated() {
      guard case .evidence(let row) = item.record,
        let learner = learner(of: item, index, &outcomes),
        let program = program(row.program, index, &outcomes)
      else { continue }
      let key = EnrollmentKey(learner: learner.id, program: program.program)
      let enrollment = try Enrollments.latest(
        [(key.learner, key.program)], of: institution, in: transaction
      ).first
      guard let enrollment else {
        outcomes.wait(
          index, for: Self.name(ofEnrollment: key), code: "enrollment-unknown",
          reason: "The learner is not enrolled in this program yet; it goes in with the enrollment."
        )
        continue
      }
      let id = try Evidence.id(of: enrollment.id, key: row.key, in: transaction)
      try write(
        Evidence.Accepted(row, id: id, enrollment: enrollment.id, key: key), index, &outcomes)
    }
  }

  private func write(
    _ new: Evidence.Accepted, _ index: Int, _ outcomes: inout Outcomes
  ) throws {
    var new = new
    let known = try Evidence.imported(new.id, of: institution, in: transaction)
    if known?.says(sameAs: new) ?? false { return }
    guard
      try Evidence.claim(
        new.fingerprint, learner: new.learner, program: new.program, submission: new.id,
        of: institution, in: transaction)
    else {
      outcomes.quarantine(
        index, code: "evidence-reused",
        reason: "This item was already accepted for another program of the learner.")
      return
    }
    new.version = try Evidence.nextVersion(
      of: new.id, institution: institution, in: transaction)
    try Evidence.add(
      new, of: institution, by: actor, importing: run, in: transaction)
    outcomes.set(index, known == nil ? .created : .amended)
  }
}

extension Evidence.Accepted {
  fileprivate init(_ row: EvidenceRow, id: UUID, enrollment: UUID, key: EnrollmentKey) {
    self.init(
      id: id, enrollment: enrollment, learner: key.learner, program: key.program,
      requirement: "evidence", kind: row.kind ?? row.code ?? "",
      title: row.title ?? row.kind ?? "Evidence", on: row.on,
      fingerprint: row.sha256 ?? row.url.map(EvidenceLink.fingerprint) ?? "", url: row.url,
      sha256: row.sha256.map(EvidenceLink.bytes), score: row.score, level: row.level,
      reviewer: row.reviewer ?? "elsewhere")
  }
}
