import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Lines that the ledger has taken back: in a batch that waits, and among rows that are sent again.
@Suite(.database(.conferral)) struct TakenBackTests {
  @Test func `the registrar is warned of a line that was corrected after the batch was prepared`()
    async throws
  {
    let campus = try await Campus.withLine()
    try await campus.declare()
    _ = try await campus.prepare()
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    let preview = try await campus.office.previewBatch(
      nil, of: "banner", institution: campus.id)
    #expect(preview.warnings.map(\.kind) == [.takenBack])
    #expect(preview.warnings.first?.positions == [1])
    _ = try await campus.office.discardBatch(
      nil, of: "banner", reason: "A line changed.", institution: campus.id, by: "operator:test")
    let whole = try await campus.prepare()
    let again = try await campus.office.previewBatch(
      nil, of: "banner", institution: campus.id)
    #expect(again.warnings.isEmpty)
    try await campus.release(whole)
    #expect(try await campus.rows(of: whole).map { $0[3] } == ["add", "void", "add"])
  }

  @Test func `a line that was taken back does not return because it is sent again`() async throws {
    let campus = try await Campus.withLine()
    try await campus.declare()
    try await campus.send()
    let award: UUID = try await campus.database.read {
      try $0.query("select award_id from award").only()
    }
    try await campus.office.acting(as: campus.staff(.registrar)) {
      _ = try $0.revoke(
        award, Revocation(reason: "r", publicReason: "p", barsAnother: true))
    }
    let asked = try await campus.pendingProposal()
    try await campus.office.acting(as: campus.staff(.registrar)) {
      _ = try $0.confirmProposal(asked, reason: "r")
    }
    func resend(_ positions: [Int]) async throws -> Int {
      try await campus.office.resend(
        positions, to: "banner", reason: "r", of: campus.id, by: "operator:test")
    }
    // As long as the void has not left, both come in the right order.
    #expect(try await resend([1]) == 1)
    let both = try await campus.send()
    #expect(try await campus.rows(of: both).map { $0[3] } == ["add", "void"])
    let refusal = await #expect(throws: Refusal.self) { _ = try await resend([1]) }
    #expect(refusal?.code == .wrongState && refusal?.reason.contains("(1)") == true)
    #expect(try await resend([1, 2]) == 2)
    let whole = try await campus.send()
    #expect(try await campus.rows(of: whole).map { $0[3] } == ["add", "void"])
    try await campus.settle()
  }

  @Test func `nor while the batch that takes it back is prepared`() async throws {
    let campus = try await Campus.withLine()
    try await campus.declare()
    try await campus.send()
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    try await campus.acceptAndConfirm()
    _ = try await campus.prepare()
    let refusal = await #expect(throws: Refusal.self) {
      _ = try await campus.office.resend(
        [1], to: "banner", reason: "r", of: campus.id, by: "operator:test")
    }
    #expect(refusal?.code == .wrongState)
  }
}
