import Foundation
import LinkedData
import Microcredentials
import Office
import Postgres
import Rosters
import Storage
import TestSupport
import Testing

/// The student id of a line, through merges, their undoing and new ids (DOMAIN invariant 14).
@Suite(.database(.conferral)) struct MergedLinesTests {
  private func campus(isDelivered: Bool) async throws -> Campus {
    let campus = try await Campus.withLine(isDelivered: isDelivered)
    try await campus.people("2,A. Lovelace")
    return campus
  }

  private let first = "add 1 nonprofit 2026-10-20 6"
  private let there = ["void 1 nonprofit 2026-10-20 6", "add 2 nonprofit 2026-10-20 6"]
  private let back = ["void 2 nonprofit 2026-10-20 6", "add 1 nonprofit 2026-10-20 6"]

  @Test func `before the delivery a merge moves the line by itself, and its undoing moves it back`()
    async throws
  {
    let campus = try await campus(isDelivered: false)
    let merge = try await campus.merge("1", into: "2")
    try await campus.settle()
    #expect(try await campus.feedLines() == [first] + there)
    try await campus.people("1,Ada Byron")
    try await campus.settle()
    #expect(try await campus.feedLines().count == 3)
    try await campus.undo(merge)
    try await campus.settle()
    #expect(try await campus.feedLines() == [first] + there + back)
    #expect(try await campus.proposalCount() == 0)
    let rows = try await campus.feedRows()
    #expect(rows[2]["follows"] == rows[0]["notation"] && rows[4]["follows"] == rows[2]["notation"])
    #expect(Set(rows.map { $0["award"]?.string }).count == 1)
  }

  @Test func `after the delivery two registrars move it, and move it back`() async throws {
    let campus = try await campus(isDelivered: true)
    let merge = try await campus.merge("1", into: "2")
    try await campus.settle()
    #expect(try await campus.feedLines() == [first])
    let proposal = try await campus.waitingProposal()
    #expect(proposal.purpose == .correct && proposal.corrections.map(\.name) == ["student"])
    #expect(proposal.corrections.first?.after == "2")
    try await campus.people("1,Ada Byron")
    try await campus.settle()
    try await campus.acceptAndConfirm()
    try await campus.settle()
    #expect(try await campus.feedLines() == [first] + there)
    #expect(try await campus.count("select count(*) from award_revocation") == 0)
    try await campus.deliverAll()
    try await campus.undo(merge)
    try await campus.settle()
    #expect(try await campus.waitingProposal().corrections.first?.after == "1")
    try await campus.acceptAndConfirm()
    try await campus.settle()
    #expect(try await campus.feedLines() == [first] + there + back)
  }

  @Test func `a merge that is undone before anybody decided leaves no trace`() async throws {
    let campus = try await campus(isDelivered: true)
    let merge = try await campus.merge("1", into: "2")
    try await campus.settle()
    try await campus.undo(merge)
    try await campus.settle()
    #expect(try await campus.feedLines() == [first])
    #expect(
      try await campus.count("select count(*) from revocation_proposal where state = 'moot'") == 1)
  }

  @Test func `a merge into a record that the student system does not know moves nothing`()
    async throws
  {
    let campus = try await campus(isDelivered: false)
    try await campus.renumber("2", to: nil)
    let (old, new) = (
      try await campus.learnerID("1"),
      try await campus.database.read {
        try $0.query("select learner_id from learner where name = 'A. Lovelace'").only(UUID.self)
      }
    )
    try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      _ = try visit.merge(old, into: new, reason: "Registered twice.").merge.id
    }
    try await campus.settle()
    #expect(try await campus.feedLines() == [first])
  }

  @Test func `both records in the same batch of facts, merged: the line names who stands`()
    async throws
  {
    let campus = try await campus(isDelivered: false)
    try await campus.enrollments("2,nonprofit,2026-08-24")
    try await campus.merge("1", into: "2")
    try await campus.results("2,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    #expect(try await campus.transcript() == ["2 nonprofit 2026-09-15 6"])
  }

  @Test func `an id that the student system changed itself is corrected before the delivery only`()
    async throws
  {
    let campus = try await campus(isDelivered: false)
    try await campus.renumber("1", to: "11")
    try await campus.settle()
    #expect(
      try await campus.feedLines() == [
        first, "void 1 nonprofit 2026-10-20 6", "add 11 nonprofit 2026-10-20 6",
      ])
    try await campus.deliverAll()
    // The row there moved along with the person.
    try await campus.renumber("11", to: "111")
    try await campus.settle()
    #expect(try await campus.feedLines().count == 3)
    #expect(try await campus.proposalCount() == 0)
    // What is voided names the student that the voided row names; what is added, who they are now.
    try await campus.results("111,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    #expect(
      try await campus.waitingProposal().corrections.map(\.name) == ["earnedOn", "student"])
    try await campus.acceptAndConfirm()
    try await campus.settle()
    #expect(
      try await campus.feedLines().suffix(2) == [
        "void 11 nonprofit 2026-10-20 6", "add 111 nonprofit 2026-09-15 6",
      ])
  }

  @Test func `a mistaken id that a system rejected is corrected`()
    async throws
  {
    let campus = try await campus(isDelivered: true)
    try await campus.renumber("1", to: "11")
    try await campus.settle()
    #expect(try await campus.proposalCount() == 0)
    let row = AcknowledgementRow(position: 1, outcome: .rejected, code: "no such person")
    _ = try await campus.office.acknowledge(
      AcknowledgementReport(totals: .init(rejected: 1), lines: [.init(line: 1, row: row)]),
      from: "sis", to: campus.id, by: "operator:test")
    try await campus.settle()
    #expect(try await campus.waitingProposal().corrections.first?.after == "11")
  }

  @Test func `a second id of the same record changes nothing`() async throws {
    let campus = try await campus(isDelivered: false)
    let learner = try await campus.learnerID("1")
    try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      let id = ExternalID(system: "sis", id: "0")
      _ = try visit.addAlias(
        Alias(learner: learner, id: id, from: try visit.today()), reason: "Another one.")
    }
    try await campus.settle()
    #expect(try await campus.feedLines() == [first])
  }
}
