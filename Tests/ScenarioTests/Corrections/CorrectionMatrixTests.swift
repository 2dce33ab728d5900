import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Every fact that comes late, against everything that can have become of its line by then: from the
/// fact to the bytes of the files, and how many registrars it takes.
@Suite(.database(.conferral)) struct CorrectionMatrixTests {
  /// What becomes known late.
  enum LateFact: CaseIterable {
    case date, credits, term, merge, ownNumber, numberOfAnother
    case lostGrade, earlyWithdrawal, revokedByHand
    case name, lateWithdrawal
  }

  /// What has become of the line by then.
  enum Line: CaseIterable {
    case held, inLedger, prepared, released, accepted, rejected

    var isDelivered: Bool { self == .released || self == .accepted || self == .rejected }
  }

  /// What has to come of it.
  private enum Outcome {
    case stays, ends
    case becomes(String)
  }

  private static let old = "1 2026-10-20 2026FA 6"

  private func outcome(of fact: LateFact, _ line: Line) -> Outcome {
    switch fact {
    case .date: .becomes("1 2026-09-15 2026FA 6")
    case .credits: .becomes("1 2026-10-20 2026FA 7")
    case .term: .becomes("1 2026-10-20 2026F2 6")
    case .merge: .becomes("2 2026-10-20 2026FA 6")
    case .numberOfAnother: .becomes("11 2026-10-20 2026FA 6")
    // A line that a system has moved along there with its person.
    case .ownNumber:
      line == .released || line == .accepted ? .stays : .becomes("11 2026-10-20 2026FA 6")
    case .lostGrade, .earlyWithdrawal, .revokedByHand: .ends
    case .name, .lateWithdrawal: .stays
    }
  }

  private func expected(_ fact: LateFact, _ line: Line) -> (rows: [String], registrars: Int) {
    let sent = "add \(Self.old)"
    let both = line.isDelivered ? 2 : 0
    switch outcome(of: fact, line) {
    case .stays: return ([sent], 0)
    case .ends: return (line == .held ? [] : [sent, "void \(Self.old)"], max(1, both))
    case .becomes(let new):
      return (line == .held ? ["add \(new)"] : [sent, "void \(Self.old)", "add \(new)"], both)
    }
  }

  /// Ada's line in a program whose day and credits can move.
  private func campus(_ line: Line) async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(
      Campus.movable
        .replacing("credit: 6", with: "credit: bearing")
        .replacing("NPM 301, credits: 3", with: "NPM 301, credits: 3-4"))
    try await campus.people("1,Ada Lovelace", "2,A. Lovelace")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results(
      "1,course,NPM 301,2026-09-01,A,,3", "1,course,NPM 302,2026-10-20,B,,3")
    if line == .held { try await campus.hold(.record, on: "1") }
    try await campus.declare()
    try await campus.settle()
    if line == .prepared { _ = try await campus.prepare() }
    if line.isDelivered { try await campus.send() }
    if line == .accepted { try await campus.acknowledge(1, as: "accepted") }
    if line == .rejected { try await campus.acknowledge(1, as: "rejected") }
    try await campus.settle()
    return campus
  }

  /// Lets the fact become known; how many registrars acted for that.
  private func happen(_ fact: LateFact, on campus: Campus) async throws -> Int {
    switch fact {
    case .date: try await campus.results("1,course,NPM 303,2026-09-15,B,,3")
    case .credits: try await campus.results("1,course,NPM 301,2026-09-01,A,,4")
    case .term: try await campus.insertTerm()
    case .merge: try await campus.merge("1", into: "2")
    case .ownNumber: try await campus.renumber("1", to: "11")
    case .numberOfAnother:
      try await campus.renumber("1", to: "11")
      try await campus.settle()
      // Only now the line there is somebody else's.
      try await campus.people("1,Somebody Else")
    case .lostGrade: try await campus.results("1,course,NPM 302,2026-10-20,F,,3")
    case .earlyWithdrawal: try await campus.withdrawals("1,nonprofit,2026-10-01")
    case .lateWithdrawal: try await campus.withdrawals("1,nonprofit,2026-11-01")
    case .name: try await campus.people("1,Ada King")
    case .revokedByHand:
      let award: UUID = try await campus.database.read {
        try $0.query("select award_id from award").only()
      }
      try await campus.office.acting(as: campus.staff(.registrar)) {
        _ = try $0.revoke(
          award, Revocation(reason: "r", publicReason: "p", barsAnother: true))
      }
      return 1
    }
    return 0
  }

  /// Registrars agree with what waits; how many it took.
  private func agree(_ campus: Campus) async throws -> Int {
    guard
      try await campus.count(
        "select count(*) from revocation_proposal where state in ('open', 'to be confirmed')") == 1
    else { return 0 }
    let proposal = try await campus.waitingProposal()
    var registrars = 0
    if proposal.state == .open {
      registrars += 1
      let after = try await campus.office.acting(as: campus.staff(.registrar)) {
        try $0.acceptProposal(
          proposal.id, Revocation(reason: "r", publicReason: "p", barsAnother: false))
      }
      guard after.state == .toBeConfirmed else { return registrars }
    }
    try await campus.office.acting(as: campus.staff(.registrar)) {
      _ = try $0.confirmProposal(proposal.id, reason: "r")
    }
    return registrars + 1
  }

  @Test(arguments: LateFact.allCases, Line.allCases)
  func `the files bring what became known, by as many hands as it takes`(
    _ fact: LateFact, _ line: Line
  ) async throws {
    let campus = try await campus(line)
    let before = line.isDelivered ? try await campus.files() : []
    var registrars = try await happen(fact, on: campus)
    try await campus.settle()
    registrars += try await agree(campus)
    try await campus.settle()
    if line == .held {
      let number = try await campus.numberOfAda()
      try await campus.hold(.record, on: number, false)
      try await campus.settle()
    }
    if line == .prepared {
      try await campus.release(
        try await campus.office.batch(1, of: "banner", institution: campus.id))
    }
    if let next = try await campus.office.prepareBatch(
      for: "banner", of: campus.id, by: "operator:test")
    {
      try await campus.release(next)
    }
    let expected = expected(fact, line)
    #expect(try await campus.deliveredRows() == expected.rows)
    #expect(registrars == expected.registrars)
    #expect(try await campus.files().prefix(before.count) == before[...], "what was sent stays")
    #expect(try await campus.heldLines() == [])
    try await campus.settle()
  }
}

extension Campus {
  /// Says what became of a row that a consumer got.
  func acknowledge(
    _ position: Int, as outcome: String, by consumer: String = "banner"
  ) async throws {
    let row = try #require(
      AcknowledgementReport.Line(
        line: 1, position: position, notation: nil, outcome: outcome, code: "E1", text: nil))
    var totals = AcknowledgementReport.Totals(accepted: 0, rejected: 0, duplicate: 0, unknown: 0)
    if outcome == "accepted" { totals.accepted = 1 } else { totals.rejected = 1 }
    _ = try await office.acknowledge(
      AcknowledgementReport(totals: totals, lines: [row]), from: consumer, to: id, by: "test")
  }

  /// The number under which the student system knows whoever was enrolled.
  fileprivate func numberOfAda() async throws -> String {
    try await database.read {
      try $0.query(
        """
        select a.external_id from enrollment e
          join learner l using (institution_id, learner_id)
          join learner_alias a on a.institution_id = l.institution_id
           and a.learner_id = coalesce(l.merged_into, l.learner_id)
         where a.system = 'sis' and a.valid_until is null
        """
      ).only()
    }
  }

  private func releasedBatches() async throws -> [FeedBatches.Batch] {
    var batches: [FeedBatches.Batch] = []
    while let batch = try? await office.batch(
      batches.count + 1, of: "banner", institution: id), batch.release != nil
    {
      batches.append(batch)
    }
    return batches
  }

  /// The bytes of all files that banner got, written now.
  fileprivate func files() async throws -> [[UInt8]] {
    var files: [[UInt8]] = []
    for batch in try await releasedBatches() { files.append(try await file(of: batch)) }
    return files
  }

  /// What the files bring, in order: kind, student, day, term, credits.
  fileprivate func deliveredRows() async throws -> [String] {
    var lines: [String] = []
    for batch in try await releasedBatches() {
      lines += try await rows(of: batch).map { row in
        [3, 7, 17, 18, 16].map { row[$0] }.joined(separator: " ")
      }
    }
    return lines
  }
}
