import Foundation
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// From a fact that comes late to the rows that leave the house (DOMAIN invariant 12): what was not
/// delivered is corrected at once, what was delivered when two registrars agree.
@Suite(.database(.conferral)) struct LateFactsTests {
  private let moved = [
    "add 1 nonprofit 2026-10-20 6", "void 1 nonprofit 2026-10-20 6", "add 1 nonprofit 2026-09-15 6",
  ]

  @Test func `a date that moves before the delivery is corrected without anybody`() async throws {
    let campus = try await Campus.withLine()
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    #expect(try await campus.feedLines() == moved)
    #expect(try await campus.proposalCount() == 0)
  }

  @Test func `a date that moves after the delivery is proposed, and corrected by two registrars`()
    async throws
  {
    let campus = try await Campus.withLine(isDelivered: true)
    let badge = try #require(try await campus.badges().first)
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    #expect(try await campus.feedLines() == ["add 1 nonprofit 2026-10-20 6"])
    let proposal = try await campus.waitingProposal()
    #expect(proposal.purpose == .correct && proposal.state == .open)
    #expect(proposal.change.before == "Earned on 2026-10-20 in 2026FA, 6 credits, student 1.")
    #expect(proposal.change.after == "Earned on 2026-09-15 in 2026FA, 6 credits, student 1.")
    #expect(proposal.corrections.map(\.name) == ["earnedOn"])
    #expect(proposal.corrections.first?.before == "2026-10-20")
    #expect(proposal.corrections.first?.after == "2026-09-15")
    try await campus.acceptAndConfirm()
    #expect(try await campus.feedLines() == moved)
    try await campus.settle()
    #expect(try await campus.feedLines() == moved)
    #expect(try await campus.transcript() == ["1 nonprofit 2026-09-15 6"])
    #expect(Set(try await campus.badges().map(\.id)) == [badge.id])
    let who = try await campus.count(
      """
      select count(*) from award_revocation
       where kind = 'superseded' and role = 'registrar' and confirmed_by is not null
      """)
    #expect(who == 1)
    let rows = try await campus.feedRows()
    #expect(rows[1]["recordedAt"] == rows[2]["recordedAt"])
    #expect(rows[2]["follows"] == rows[0]["notation"] && rows[1]["voids"] == rows[0]["notation"])
  }

  @Test func `one registrar alone corrects nothing that was delivered`() async throws {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    let (id, registrar) = (try await campus.pendingProposal(), campus.staff(.registrar))
    try await campus.office.acting(as: registrar) { visit in
      let accepted = try visit.acceptProposal(
        id, Revocation(reason: "r", publicReason: "", barsAnother: true))
      #expect(accepted.state == .toBeConfirmed && accepted.decision?.barsAnother == false)
    }
    try await campus.settle()
    #expect(
      try await campus.refusal(as: registrar) { _ = try $0.confirmProposal(id, reason: "r") }
        == .separationOfDuties)
    #expect(try await campus.feedLines().count == 1)
    let work = try await campus.office.workList(of: campus.id)
    #expect(work.map(\.kind) == ["correction to be confirmed"])
  }

  @Test func `a declined correction stays declined, until the facts say something else again`()
    async throws
  {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    let id = try await campus.pendingProposal()
    try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      _ = try visit.declineProposal(id, reason: "The transcript was printed.")
    }
    try await campus.settle()
    #expect(try await campus.proposalCount() == 1)
    try await campus.results("1,course,NPM 303,2026-09-10,B")
    try await campus.settle()
    #expect(try await campus.waitingProposal().corrections.first?.after == "2026-09-10")
    #expect(try await campus.feedLines().count == 1)
  }

  @Test func `what was declined by mistake is opened again, decided anew, and the journal tells`()
    async throws
  {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    let (id, registrar) = (try await campus.pendingProposal(), campus.staff(.registrar))
    let reopen: @Sendable (Visit) throws -> Void = { _ = try $0.reopenProposal(id, reason: "r") }
    #expect(try await campus.refusal(as: registrar, reopen) == .wrongState)
    try await campus.office.acting(as: registrar) {
      _ = try $0.declineProposal(id, reason: "By mistake.")
    }
    #expect(try await campus.refusal(as: campus.staff(.recordsTechnician), reopen) == .forbidden)
    #expect(try await campus.refusal(as: registrar, reopen) == nil)
    try await campus.settle()
    #expect(try await campus.waitingProposal().decision == nil)
    try await campus.acceptAndConfirm()
    try await campus.settle()
    #expect(try await campus.feedLines() == moved)
    #expect(
      try await campus.journal(of: id.text) == [
        "decline proposal", "reopen proposal", "accept proposal", "confirm proposal",
      ])
  }

  @Test func `what is opened again after its facts were taken back is dropped by the loop`()
    async throws
  {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.results("1,course,NPM 302,2026-10-20,F")
    try await campus.settle()
    let (id, registrar) = (try await campus.pendingProposal(), campus.staff(.registrar))
    try await campus.office.acting(as: registrar) {
      _ = try $0.declineProposal(id, reason: "By mistake.")
    }
    try await campus.results("1,course,NPM 302,2026-10-20,B")
    try await campus.office.acting(as: registrar) {
      _ = try $0.reopenProposal(id, reason: "r")
    }
    try await campus.settle()
    #expect(try await campus.proposals() == ["moot"])
    #expect(try await campus.feedLines().count == 1)
  }

  @Test func `a correction whose facts are taken back is moot, and another one takes its place`()
    async throws
  {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    let first = try await campus.pendingProposal()
    try await campus.results("1,course,NPM 303,2026-09-12,B")
    try await campus.settle()
    let second = try await campus.pendingProposal()
    #expect(first != second)
    try await campus.results("1,course,NPM 303,2026-09-12,B,,,voided")
    try await campus.settle()
    let states = try await campus.office.reading(as: campus.staff(.registrar)) { visit in
      [try visit.proposal(first).state, try visit.proposal(second).state]
    }
    #expect(states == [.moot, .moot])
    #expect(try await campus.feedLines().count == 1)
  }

  @Test func `what is confirmed after the facts changed once more is refused`() async throws {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    let id = try await campus.pendingProposal()
    try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      _ = try visit.acceptProposal(
        id, Revocation(reason: "r", publicReason: "", barsAnother: false))
    }
    // The loop has not seen this yet.
    try await campus.results("1,course,NPM 303,2026-09-12,B")
    #expect(
      try await campus.refusal(as: campus.staff(.registrar)) {
        _ = try $0.confirmProposal(id, reason: "r")
      } == .wrongState)
    try await campus.settle()
    #expect(try await campus.waitingProposal().corrections.first?.after == "2026-09-12")
    #expect(try await campus.feedLines().count == 1)
  }

  @Test(arguments: [false, true])
  func `other credits are a correction too`(_ isDelivered: Bool) async throws {
    let campus = try await Campus.open()
    try await campus.apply(
      SampleProgram.credit()
        .replacing("credit: 6", with: "credit: bearing")
        .replacing("NPM 301, credits: 3", with: "NPM 301, credits: 3-4")
        .replacing("NPM 302, credits: 3", with: "NPM 302, credits: 3-4"))
    try await campus.people("1,Ada")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results(
      "1,course,NPM 301,2026-09-01,A,,3", "1,course,NPM 302,2026-10-20,B,,3")
    try await campus.reconcile()
    #expect(try await campus.feedLines() == ["add 1 nonprofit 2026-10-20 6"])
    if isDelivered { try await campus.deliverAll() }
    try await campus.results("1,course,NPM 301,2026-09-01,A,,4")
    try await campus.settle()
    if isDelivered {
      #expect(try await campus.waitingProposal().corrections.map(\.name) == ["credits"])
      try await campus.acceptAndConfirm()
    }
    #expect(try await campus.transcript() == ["1 nonprofit 2026-10-20 7"])
    try await campus.settle()
    #expect(try await campus.feedLines().count == 3)
  }

  @Test func `a grade that changes and still suffices changes no row`() async throws {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.results("1,course,NPM 302,2026-10-20,C")
    try await campus.settle()
    #expect(try await campus.feedLines().count == 1)
    #expect(try await campus.proposalCount() == 0)
  }

  @Test func `a lost grade is proposed, revoked, voided, and earned again with a row that follows`()
    async throws
  {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.results("1,course,NPM 302,2026-10-20,F")
    try await campus.settle()
    #expect(try await campus.waitingProposal().purpose == .revoke)
    try await campus.acceptAndConfirm()
    try await campus.settle()
    #expect(try await campus.transcript() == [])
    try await campus.results("1,course,NPM 302,2026-11-20,B")
    try await campus.settle()
    #expect(
      try await campus.feedLines() == [
        "add 1 nonprofit 2026-10-20 6", "void 1 nonprofit 2026-10-20 6",
        "add 1 nonprofit 2026-11-20 6",
      ])
    let rows = try await campus.feedRows()
    #expect(rows[2]["follows"] == rows[0]["notation"])
    // The line after the void is a new one: until it is delivered one registrar is enough.
    let award: UUID = try await campus.database.read {
      try $0.query("select award_id from award order by awarded_at desc, award_id desc limit 1")
        .only()
    }
    #expect(
      try await campus.office.reading(as: campus.staff(.registrar)) {
        try $0.award(award).isDelivered
      } == false)
  }

  @Test func `a revocation for good that was a mistake is taken back, with a line that follows`()
    async throws
  {
    let campus = try await Campus.withLine()
    let (award, registrar): (UUID, Caller) = (
      try await campus.database.read { try $0.query("select award_id from award").only() },
      campus.staff(.registrar)
    )
    let lift: @Sendable (Visit) throws -> Void = { _ = try $0.liftBar(award, reason: "r") }
    #expect(try await campus.refusal(as: registrar, lift) == .wrongState)
    try await campus.office.acting(as: registrar) {
      _ = try $0.revoke(
        award, Revocation(reason: "r", publicReason: "p", barsAnother: true))
    }
    try await campus.settle()
    #expect(try await campus.transcript() == [])
    #expect(try await campus.refusal(as: campus.staff(.recordsTechnician), lift) == .forbidden)
    let own = try await campus.learner("1", and: .registrar)
    #expect(try await campus.refusal(as: own, lift) == .separationOfDuties)
    #expect(try await campus.refusal(as: registrar, lift) == nil)
    #expect(try await campus.refusal(as: registrar, lift) == .wrongState)
    try await campus.settle()
    #expect(try await campus.feedLines().map { $0.prefix(4) } == ["add ", "void", "add "])
    let rows = try await campus.feedRows()
    #expect(rows[2]["follows"] == rows[0]["notation"])
    #expect(try await campus.journal(of: award.text).suffix(2) == ["revoke", "lift bar"])
  }

  @Test func `a correction of what was corrected needs two registrars again`() async throws {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    try await campus.acceptAndConfirm()
    try await campus.results("1,course,NPM 303,2026-09-10,B")
    try await campus.settle()
    #expect(try await campus.transcript() == ["1 nonprofit 2026-09-15 6"])
    #expect(try await campus.waitingProposal().purpose == .correct)
    try await campus.acceptAndConfirm()
    try await campus.settle()
    #expect(try await campus.transcript() == ["1 nonprofit 2026-09-10 6"])
    #expect(try await campus.feedLines().count == 5)
  }

  @Test func `a new name changes no row, and a withdrawal only before the day it was earned`()
    async throws
  {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.people("1,Ada King,ada@example.edu")
    try await campus.withdrawals("1,nonprofit,2026-11-01")
    try await campus.settle()
    #expect(try await campus.feedLines().count == 1)
    #expect(try await campus.proposalCount() == 0)
    #expect(try await campus.feedRows()[0]["name"]?.string == "Ada Lovelace")
    try await campus.withdrawals("1,nonprofit,2026-10-01")
    try await campus.settle()
    #expect(try await campus.waitingProposal().purpose == .revoke)
    #expect(try await campus.feedLines().count == 1)
  }

  @Test func `a suspension after the line was sent changes no row, and ends with none`()
    async throws
  {
    let campus = try await Campus.withLine(isDelivered: true)
    let award: UUID = try await campus.database.read {
      try $0.query("select award_id from award").only()
    }
    for isSuspended in [true, false] {
      try await campus.office.acting(as: campus.staff(.registrar)) {
        _ = try $0.suspend(award, isSuspended, reason: "r")
      }
      try await campus.settle()
      #expect(try await campus.feedLines().count == 1)
    }
  }

  @Test func `a correction waits for a closed gate, and the transcript keeps its line`()
    async throws
  {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.hold(.record, on: "1")
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    let id = try await campus.pendingProposal()
    try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      _ = try visit.acceptProposal(
        id, Revocation(reason: "r", publicReason: "", barsAnother: false))
    }
    #expect(
      try await campus.refusal(as: campus.staff(.registrar)) {
        _ = try $0.confirmProposal(id, reason: "r")
      } == .wrongState)
    #expect(try await campus.transcript() == ["1 nonprofit 2026-10-20 6"])
    try await campus.hold(.record, on: "1", false)
    try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      _ = try visit.confirmProposal(id, reason: "r")
    }
    try await campus.settle()
    #expect(try await campus.transcript() == ["1 nonprofit 2026-09-15 6"])
  }
}
