import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// A notation waits while a gate is closed, and goes out by itself when it opens.
@Suite(.database(.conferral)) struct HeldNotationTests {
  private let line = ["add 1 nonprofit 2026-10-20 6"]

  /// Everything is there, and the loop has not looked yet.
  private func ripe(_ policy: Policy = .ofCampus) async throws -> Campus {
    let campus = try await Campus.open(policy: policy)
    try await campus.apply(Campus.movable)
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-10-20,B")
    return campus
  }

  private func held(_ campus: Campus, for reason: HeldReason?) async throws {
    try await campus.settle()
    let lines = reason.map { ["Ada Lovelace nonprofit \($0.rawValue)"] } ?? []
    #expect(try await campus.heldLines() == lines)
    #expect(try await campus.awards().map(\.isLive) == [true])
    #expect(try await campus.feedLines() == (reason == nil ? line : []))
  }

  private func award(_ campus: Campus) async throws -> UUID {
    try await campus.database.read { try $0.query("select award_id from award").only() }
  }

  @Test func `without an id in the student system it waits for one`() async throws {
    let campus = try await ripe()
    let learner = try await campus.learnerID("1")
    try await campus.renumber("1", to: nil)
    try await held(campus, for: .noStudentID)
    try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      _ = try visit.addAlias(
        Alias(learner: learner, id: ExternalID(system: "sis", id: "1"), from: try visit.today()),
        reason: "Registered.")
    }
    try await held(campus, for: nil)
  }

  @Test func `without an id of its own it takes that of the record it is merged into`()
    async throws
  {
    let campus = try await ripe()
    try await campus.people("2,A. Lovelace")
    let (old, new) = (try await campus.learnerID("1"), try await campus.learnerID("2"))
    try await campus.renumber("1", to: nil)
    try await held(campus, for: .noStudentID)
    try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      _ = try visit.merge(old, into: new, reason: "Registered twice.").merge.id
    }
    try await campus.settle()
    #expect(try await campus.feedLines() == ["add 2 nonprofit 2026-10-20 6"])
  }

  @Test func `a hold on the record keeps it back, one of the directory never does`() async throws {
    let campus = try await ripe()
    try await campus.hold(.record, on: "1")
    try await held(campus, for: .recordHold)
    try await campus.hold(.record, on: "1", false)
    try await campus.hold(.directory, on: "1")
    try await campus.hold(.financial, on: "1")
    try await held(campus, for: nil)
  }

  @Test func `which holds keep it back is the policy's, also when that changes`() async throws {
    var policy = Policy.ofCampus
    policy.notationHolds = [.record, .financial]
    let campus = try await ripe(policy)
    try await campus.hold(.financial, on: "1")
    try await held(campus, for: .financialHold)
    try await campus.hold(.record, on: "1")
    try await held(campus, for: .recordHold)
    policy.notationHolds = [.financial]
    _ = try await campus.office.apply(
      InstitutionDescription(institution: campus.institution, policy: policy), by: "test")
    try await held(campus, for: .financialHold)
    policy.notationHolds = []
    _ = try await campus.office.apply(
      InstitutionDescription(institution: campus.institution, policy: policy), by: "test")
    try await held(campus, for: nil)
  }

  @Test func `a suspended program keeps it back, a retired one does not`() async throws {
    let campus = try await ripe()
    try await campus.app("update program set state = 'suspended'")
    try await held(campus, for: .programSuspended)
    try await campus.app("update program set state = 'active'")
    try await held(campus, for: nil)
    try await campus.people("2,Grace")
    try await campus.enrollments("2,nonprofit,2026-08-24")
    try await campus.app("update program set state = 'retired'")
    try await campus.results("2,course,NPM 301,2026-09-01,A", "2,course,NPM 302,2026-10-20,B")
    try await campus.settle()
    #expect(try await campus.transcript().count == 2)
  }

  @Test func `an award that is suspended while it waits goes on waiting`() async throws {
    let campus = try await ripe()
    try await campus.hold(.record, on: "1")
    try await held(campus, for: .recordHold)
    let award = try await award(campus)
    try await campus.office.acting(as: campus.staff(.registrar)) {
      _ = try $0.suspend(award, true, reason: "r")
    }
    try await held(campus, for: .awardSuspended)
    try await campus.hold(.record, on: "1", false)
    try await held(campus, for: .awardSuspended)
    try await campus.office.acting(as: campus.staff(.registrar)) {
      _ = try $0.suspend(award, false, reason: "r")
    }
    try await held(campus, for: nil)
  }

  @Test(arguments: ["provisional", "voided"])
  func `a result that is no longer final before it went out keeps it back`(
    _ status: String
  ) async throws {
    let campus = try await ripe()
    try await campus.hold(.record, on: "1")
    try await held(campus, for: .recordHold)
    try await campus.results("1,course,NPM 302,2026-10-20,B,,,\(status)")
    try await held(campus, for: .revocationProposed)
    try await campus.hold(.record, on: "1", false)
    try await held(campus, for: .revocationProposed)
    try await campus.results("1,course,NPM 302,2026-10-20,B,,,final")
    try await held(campus, for: nil)
  }

  @Test(arguments: [true, false])
  func `a revocation that is declined lets it go, one that is accepted ends it without a row`(
    _ isAccepted: Bool
  ) async throws {
    let campus = try await ripe()
    try await campus.hold(.record, on: "1")
    try await campus.settle()
    try await campus.results("1,course,NPM 302,2026-10-20,B,,,voided")
    try await campus.settle()
    try await campus.hold(.record, on: "1", false)
    let id = try await campus.pendingProposal()
    try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      _ =
        try isAccepted
        ? visit.acceptProposal(
          id, Revocation(reason: "r", publicReason: "p", barsAnother: false))
        : visit.declineProposal(id, reason: "She passed another way.")
    }
    try await campus.settle()
    #expect(try await campus.heldLines() == [])
    #expect(try await campus.feedLines() == (isAccepted ? [] : line))
  }

  @Test func `a date that moves while it waits leaves no row behind`() async throws {
    let campus = try await ripe()
    try await campus.hold(.record, on: "1")
    try await held(campus, for: .recordHold)
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    #expect(try await campus.heldLines().count == 1)
    try await campus.hold(.record, on: "1", false)
    try await campus.settle()
    #expect(try await campus.feedLines() == ["add 1 nonprofit 2026-09-15 6"])
  }

  @Test func `what waits is counted, listed and told, with its reason`() async throws {
    let campus = try await ripe()
    try await campus.hold(.record, on: "1")
    try await campus.settle()
    let backlog = try #require(try await campus.office.backlogs().first)
    #expect(backlog.heldNotations[.recordHold] == 1 && backlog.heldNotations[.noStudentID] == 0)
    let entry = try #require(try await campus.office.workList(of: campus.id).first)
    #expect(entry.kind == "notation held" && entry.reason == "record hold")
    let award = try await award(campus)
    #expect(entry.id == award)
    let story = try await campus.office.reading(as: campus.staff(.registrar)) {
      try $0.award(award).held?.reason
    }
    #expect(story == .recordHold)
    let explained = try await campus.office.explanation(
      of: ExternalID(system: "sis", id: "1"), program: "nonprofit", institution: campus.id)
    guard case .held(.recordHold, _)? = explained.line else {
      Issue.record("\(String(describing: explained.line))")
      return
    }
    try await campus.hold(.record, on: "1", false)
    try await campus.settle()
    try await campus.deliverAll()
    let sent = try await campus.office.explanation(
      of: ExternalID(system: "sis", id: "1"), program: "nonprofit", institution: campus.id)
    guard case .added(1, true)? = sent.line else {
      Issue.record("\(String(describing: sent.line))")
      return
    }
  }
}
