import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// A system's word on a row meets what the house does with the same row: whoever comes second sees
/// all that the first one did, and nothing is lost between them.
@Suite(.database(.conferral)) struct RacingAcknowledgementTests {
  /// Ada's line and a consumer; nothing is prepared yet.
  private func declared() async throws -> Campus {
    let campus = try await Campus.withLine()
    try await campus.declare()
    return campus
  }

  private func award(_ campus: Campus) async throws -> UUID {
    try await campus.database.read {
      try $0.query("select award_id from award order by awarded_at desc, award_id desc limit 1")
        .only()
    }
  }

  /// Says something of the first row, of a batch where one is named.
  private func report(_ outcome: String, batch: String? = nil) throws -> AcknowledgementReport {
    let row = try #require(
      AcknowledgementReport.Line(
        line: 1, position: 1, notation: nil, outcome: outcome, code: nil, text: nil))
    var totals = AcknowledgementReport.Totals(accepted: 0, rejected: 0, duplicate: 0, unknown: 0)
    if outcome == "accepted" { totals.accepted = 1 } else { totals.rejected = 1 }
    return AcknowledgementReport(batch: batch, totals: totals, lines: [row])
  }

  @discardableResult private func acknowledge(
    _ report: AcknowledgementReport, _ campus: Campus,
    _ pause: @escaping @Sendable () throws -> Void = {}
  ) async throws -> AcknowledgementReceipt {
    try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      let receipt = try visit.acknowledge(report, from: "banner")
      try pause()
      return receipt
    }
  }

  private func words(_ campus: Campus) async throws -> [String] {
    try await campus.database.read {
      try $0.query("select outcome from acknowledgement order by received_at, acknowledgement_id")
        .column()
    }
  }

  private static let revocation = Revocation(reason: "r", publicReason: "p", barsAnother: true)

  @Test func `a word that comes while its batch is released waits, and is taken`() async throws {
    let campus = try await declared()
    let batch = try await campus.prepare()
    let written = try await campus.office.written(batch, as: campus.staff(.registrar))
    let report = try report("accepted", batch: "1")
    let receipt = try await campus.inTurn { pause in
      try await campus.office.acting(as: campus.staff(.registrar)) { visit in
        _ = try visit.release(written, reason: "r")
        try pause()
      }
    } _: {
      try await acknowledge(report, campus.colleague())
    }
    #expect(receipt.batch == 1 && receipt.changes.changed == 1)
    try await campus.settle()
  }

  @Test func `a word on a batch that is discarded in the same moment is refused`() async throws {
    let campus = try await declared()
    _ = try await campus.prepare()
    let report = try report("accepted", batch: "1")
    let code = try await campus.inTurn { pause in
      try await campus.office.acting(as: campus.staff(.registrar)) { visit in
        _ = try visit.discardBatch(1, of: "banner", reason: "r")
        try pause()
      }
    } _: {
      try await campus.colleague().refusal(as: campus.staff(.registrar)) {
        _ = try $0.acknowledge(report, from: "banner")
      }
    }
    #expect(code == .wrongState)
    #expect(try await words(campus) == [])
    // Nothing was delivered by that: one registrar is enough.
    let award = try await award(campus)
    try await campus.office.acting(as: campus.staff(.registrar)) {
      _ = try $0.revoke(award, Self.revocation)
    }
    try await campus.settle()
    #expect(try await campus.transcript() == [])
  }

  @Test func `the loop that comes after a word waits, and leaves the line to two registrars`()
    async throws
  {
    let campus = try await declared()
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    let report = try report("accepted")
    let batch = try await campus.inTurn { pause in
      try await acknowledge(report, campus, pause)
    } _: {
      try await campus.colleague().office.reconcileBatch()
    }
    #expect(batch?.corrected == 0 && batch?.proposed == 1)
    try await campus.settle()
    #expect(try await campus.feedLines().count == 1)
    try await campus.acceptAndConfirm()
    try await campus.settle()
    #expect(try await campus.transcript() == ["1 nonprofit 2026-09-15 6"])
  }

  @Test(arguments: ["accepted", "rejected"])
  func `a word that comes while its line is voided waits, stands, and asks for nothing more`(
    _ outcome: String
  ) async throws {
    let campus = try await declared()
    let award = try await award(campus)
    let report = try report(outcome)
    let receipt = try await campus.inTurn { pause in
      try await campus.office.acting(as: campus.staff(.registrar)) { visit in
        _ = try visit.revoke(award, Self.revocation)
        try pause()
      }
    } _: {
      try await acknowledge(report, campus.colleague())
    }
    #expect(receipt.changes.changed == 1)
    try await campus.settle()
    #expect(try await campus.feedLines().map { $0.prefix(4) } == ["add ", "void"])
    #expect(try await words(campus) == [outcome])
    let open = try await campus.office.reading(as: campus.staff(.registrar)) {
      try $0.rejectedRows(of: "banner", standing: .open, after: nil, limit: 9)
    }
    #expect(open.isEmpty)
    // The void goes out all the same.
    let batch = try await campus.send()
    #expect(try await campus.rows(of: batch).map { $0[3] } == ["add", "void"])
  }

  @Test func `a registrar who accepts a proposal after a word needs another one to confirm`()
    async throws
  {
    let campus = try await declared()
    try await campus.results("1,course,NPM 302,2026-10-20,F")
    try await campus.settle()
    let proposal = try await campus.pendingProposal()
    let report = try report("accepted")
    let state = try await campus.inTurn { pause in
      try await acknowledge(report, campus, pause)
    } _: {
      try await campus.colleague().office.acting(as: campus.staff(.registrar)) {
        try $0.acceptProposal(proposal, Self.revocation).state
      }
    }
    #expect(state == .toBeConfirmed)
    #expect(try await campus.feedLines().count == 1)
    try await campus.settle()
  }

  @Test
  func `a word that comes while a proposal is accepted finds the line voided by one registrar`()
    async throws
  {
    let campus = try await declared()
    try await campus.results("1,course,NPM 302,2026-10-20,F")
    try await campus.settle()
    let proposal = try await campus.pendingProposal()
    let report = try report("accepted")
    try await campus.inTurn { pause in
      try await campus.office.acting(as: campus.staff(.registrar)) { visit in
        let state = try visit.acceptProposal(proposal, Self.revocation).state
        #expect(state == .accepted)
        try pause()
      }
    } _: {
      try await acknowledge(report, campus.colleague())
    }
    try await campus.settle()
    #expect(try await campus.transcript() == [])
    #expect(try await words(campus) == ["accepted"])
  }

  @Test func `of the same report twice at once one is taken, and the other is known`()
    async throws
  {
    let campus = try await declared()
    try await campus.send()
    let report = try report("accepted", batch: "1")
    let second = try await campus.inTurn { pause in
      try await acknowledge(report, campus, pause)
    } _: {
      try await acknowledge(report, campus.colleague())
    }
    #expect(second.isKnown && second.changes.changed == 0)
    #expect(try await words(campus) == ["accepted"])
  }

  @Test func `of two reports at once that disagree both are kept, and the later one stands`()
    async throws
  {
    let campus = try await declared()
    try await campus.send()
    let (first, other) = (try report("accepted", batch: "1"), try report("rejected"))
    let second = try await campus.inTurn { pause in
      try await acknowledge(first, campus, pause)
    } _: {
      try await acknowledge(other, campus.colleague())
    }
    #expect(second.changes.contradicted == 1)
    #expect(try await words(campus) == ["accepted", "rejected"])
    try await campus.settle()
    let open = try await campus.office.reading(as: campus.staff(.registrar)) {
      try $0.rejectedRows(of: "banner", standing: .open, after: nil, limit: 9)
    }
    #expect(open.map(\.wasAccepted) == [true])
  }

  @Test func `a word that comes while the row is sent again or set aside is the later one`()
    async throws
  {
    let campus = try await declared()
    try await campus.send()
    let (no, yes) = (try report("rejected"), try report("accepted"))
    for settlement in Visit.Settlement.allCases {
      try await acknowledge(no, campus)
      try await campus.inTurn { pause in
        try await campus.office.acting(as: campus.staff(.registrar)) { visit in
          _ = try visit.settle(1, of: "banner", by: settlement, reason: "r")
          try pause()
        }
      } _: {
        try await acknowledge(yes, campus.colleague())
      }
      #expect(
        try await campus.count(
          "select count(*) from acknowledgement_state where outcome = 'accepted'") == 1)
      try await campus.settle()
    }
  }
}
