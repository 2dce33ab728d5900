import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// The term of a line is looked up in the table of terms (DOMAIN invariant 8): in the end it makes no
/// difference whether the table or the result was known first.
@Suite(.database(.conferral)) struct TermTableTests {
  @Test func `a day that comes to lie in another term moves the line that was not delivered`()
    async throws
  {
    let campus = try await Campus.withLine()
    let badge = try #require(try await campus.badges().first)
    try await campus.insertTerm()
    try await campus.settle()
    #expect(try await campus.feedLines().count == 3)
    #expect(try await campus.termsInFeed() == ["2026FA", "2026FA", "2026F2"])
    #expect(try await campus.proposalCount() == 0)
    #expect(Set(try await campus.badges().map(\.id)) == [badge.id])
    let late = try await campus.neighbour("late", zone: "America/New_York")
    try await late.insertTerm()
    try await late.apply(Campus.movable)
    try await late.people("1,Ada Lovelace,ada@example.edu")
    try await late.enrollments("1,nonprofit,2026-08-24")
    try await late.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-10-20,B")
    try await late.settle()
    #expect(try await late.termsInFeed() == ["2026F2"])
    #expect(try await late.transcript() == campus.transcript())
  }

  @Test func `after the delivery two registrars move it to the other term, and once`()
    async throws
  {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.insertTerm()
    try await campus.settle()
    let proposal = try await campus.waitingProposal()
    #expect(proposal.purpose == .correct)
    #expect(proposal.corrections.map(\.name) == ["term"])
    #expect(proposal.corrections.first?.before == "2026FA")
    #expect(proposal.corrections.first?.after == "2026F2")
    #expect(try await campus.termsInFeed() == ["2026FA"])
    try await campus.acceptAndConfirm()
    try await campus.settle()
    #expect(try await campus.termsInFeed() == ["2026FA", "2026FA", "2026F2"])
  }

  @Test func `a table that is put right before anybody decided leaves no trace`() async throws {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.insertTerm()
    try await campus.settle()
    try await campus.insertTerm(from: "2026-10-21")
    try await campus.settle()
    #expect(try await campus.termsInFeed() == ["2026FA"])
    #expect(try await campus.proposals() == ["moot"])
  }

  @Test func `another name of the same term, and days that hold no award, change nothing`()
    async throws
  {
    let campus = try await Campus.withLine()
    try await campus.know([
      Term(code: "2026FA", name: "Autumn", starts: .on("2026-08-01"), ends: .on("2026-12-24"))
    ])
    try await campus.settle()
    #expect(try await campus.termsInFeed() == ["2026FA"])
    #expect(try await campus.count("select count(*) from award") == 1)
  }

  @Test func `a term that is known late is added to what was written without one`() async throws {
    let campus = try await Campus.open(policy: Policy())
    try await campus.apply(Campus.movable)
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-10-20,B")
    try await campus.settle()
    #expect(try await campus.termsInFeed() == [nil])
    try await campus.know(Policy.ofCampus.terms)
    try await campus.settle()
    #expect(try await campus.termsInFeed() == [nil, nil, "2026FA"])
  }

  @Test func `a badge without credit is issued again at its address, and no row is written`()
    async throws
  {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.people("1,Ada")
    try await campus.enrollments("1,workshop,2026-08-24")
    try await campus.results("1,workshop,W 1,2026-10-20")
    try await campus.settle()
    try await campus.insertTerm()
    try await campus.settle()
    #expect(try await campus.feedLines() == [])
    #expect(Set(try await campus.badges().map(\.id)).count == 1)
    let term: String? = try await campus.database.read {
      try $0.query("select term from award order by awarded_at desc, award_id desc limit 1").only()
    }
    #expect(term == "2026F2")
  }
}

extension Campus {
  /// Adds terms to the table, or changes them.
  func know(_ terms: [Term]) async throws {
    let id = id
    _ = try await database.write(as: Scopes.institution(id)) {
      try Institutions.put(terms, of: id, in: $0)
    }
  }

  /// A second half of the autumn gets a code of its own.
  func insertTerm(from first: String = "2026-10-15") async throws {
    try await know([
      Term(code: "2026F2", name: "Late fall", starts: .on(first), ends: .on("2026-12-18"))
    ])
  }

  /// The terms of the lines that stand, in order.
  func standingTerms() async throws -> [String] {
    let rows = try await ledger()
    let voided = Set(rows.compactMap(\.voids))
    return rows.filter { $0.kind == .add && !voided.contains($0.id) }.compactMap(\.term).sorted()
  }

  /// The terms that the rows of the feed name, in order.
  func termsInFeed() async throws -> [String?] {
    try await ledger().map(\.term)
  }
}
