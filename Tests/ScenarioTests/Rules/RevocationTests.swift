import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Facts that change after an award.
@Suite(.database(.conferral)) struct RevocationTests {
  private func awarded() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.credit())
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.isLive) == [true])
    return campus
  }

  private func proposals(_ campus: Campus) async throws -> [String] {
    try await campus.database.read {
      try $0.query("select state from revocation_proposal order by opened_at").column()
    }
  }

  @Test func `an amended grade proposes a revocation and revokes nothing`() async throws {
    let campus = try await awarded()
    try await campus.results("1,course,NPM 302,2026-09-02,F")
    let progress = try await campus.reconcile()
    #expect(progress.proposed == 1)
    #expect(try await proposals(campus) == ["open"])
    #expect(try await campus.awards().map(\.isLive) == [true])
    #expect(try await campus.ledger().map(\.kind.rawValue) == ["add"])
  }

  @Test func `a mended grade drops the proposal, and a worse one opens another`() async throws {
    let campus = try await awarded()
    try await campus.results("1,course,NPM 302,2026-09-02,F")
    try await campus.reconcile()
    try await campus.results("1,course,NPM 302,2026-09-02,C")
    try await campus.reconcile()
    #expect(try await proposals(campus) == ["moot"])
    try await campus.results("1,course,NPM 302,2026-09-02,D")
    try await campus.reconcile()
    #expect(try await proposals(campus) == ["moot", "open"])
    #expect(try await campus.awards().count == 1)
  }

  @Test func `a grade nobody can read neither revokes nor proposes`() async throws {
    let campus = try await awarded()
    try await campus.results("1,course,NPM 302,2026-09-02,unheard of")
    try await campus.reconcile()
    #expect(try await proposals(campus).isEmpty)
    #expect(
      try await campus.count("select count(*) from staff_item where closed_at is null") == 1)
    try await campus.results("1,course,NPM 302,2026-09-02,B+")
    try await campus.reconcile()
    #expect(
      try await campus.count("select count(*) from staff_item where closed_at is null") == 0)
  }

  @Test func `a voided result proposes a revocation too`() async throws {
    let campus = try await awarded()
    try await campus.results("1,course,NPM 302,2026-09-02,B,,,voided")
    try await campus.reconcile()
    #expect(try await proposals(campus) == ["open"])
  }

  @Test func `an alternative that still satisfies the criteria keeps the award, on its own date`()
    async throws
  {
    let campus = try await Campus.open()
    try await campus.apply(
      SampleProgram.badge(criteria: "{any: [{workshop: W 1}, {workshop: W 2}]}"))
    try await campus.people("1,Ada")
    try await campus.enrollments("1,workshop,2026-08-24")
    try await campus.results("1,workshop,W 1,2026-09-01", "1,workshop,W 2,2026-09-05")
    try await campus.reconcile()
    try await campus.results("1,workshop,W 1,2026-09-01,,,,voided")
    try await campus.reconcile()
    #expect(try await proposals(campus).isEmpty)
    #expect(try await campus.awards().filter(\.isLive).map(\.earnedOn) == ["2026-09-05"])
  }

  @Test func `after a revocation another award follows only when it is earned again`()
    async throws
  {
    let campus = try await awarded()
    try await campus.results("1,course,NPM 302,2026-09-02,F")
    try await campus.reconcile()
    try await campus.revoke("1", "nonprofit")
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.isLive) == [false])
    #expect(try await campus.ledger().map(\.kind.rawValue) == ["add", "void"])
    try await campus.results("1,course,NPM 302,2026-11-01,B")
    try await campus.reconcile()
    #expect(
      try await campus.awards() == [
        AwardLine(student: "1", program: "nonprofit", earnedOn: "2026-09-02", isLive: false),
        AwardLine(student: "1", program: "nonprofit", earnedOn: "2026-11-01"),
      ])
    #expect(try await campus.ledger().map(\.kind.rawValue) == ["add", "void", "add"])
    #expect(try await campus.ledger().map(\.position) == [1, 2, 3])
    #expect(
      try await campus.count("select count(*) from award where follows is not null") == 1)
    try await campus.reconcile()
    #expect(try await campus.awards().count == 2)
  }

  @Test func `a revocation that bars another award is the last word`() async throws {
    let campus = try await awarded()
    try await campus.revoke("1", "nonprofit", barring: true)
    try await campus.results("1,course,NPM 302,2026-11-01,A")
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.isLive) == [false])
    #expect(try await campus.office.sweep().marked == 0)
  }

  @Test func `a second revocation is followed by a third award at most`() async throws {
    let campus = try await awarded()
    for _ in 0..<2 {
      try await campus.revoke("1", "nonprofit")
      try await campus.reconcile()
    }
    #expect(try await campus.awards().filter(\.isLive).count == 1)
    #expect(try await campus.awards().count == 3)
    #expect(
      try await campus.ledger().map(\.kind.rawValue) == ["add", "void", "add", "void", "add"])
  }

  @Test func `a withdrawal after the day it was earned does not undo the award`() async throws {
    let campus = try await awarded()
    try await campus.withdrawals("1,nonprofit,2026-10-01")
    try await campus.reconcile()
    #expect(try await proposals(campus).isEmpty)
    #expect(try await campus.awards().map(\.isLive) == [true])
  }

  @Test func `a withdrawal recorded later with an earlier date proposes a revocation`()
    async throws
  {
    let campus = try await awarded()
    try await campus.withdrawals("1,nonprofit,2026-09-02")
    try await campus.reconcile()
    #expect(try await proposals(campus) == ["open"])
  }
}
