import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Good rows go in, bad ones are kept with their reason, and early ones wait.
@Suite(.database(.conferral)) struct ImportTests {
  private func campus() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    return campus
  }

  /// What the operator reads of rows that were kept.
  private func reasons(_ campus: Campus) async throws -> [String] {
    try await campus.database.read {
      try $0.query(
        """
        select concat_ws(' ', code, column_name, reason) from import_row
         where outcome in ('waiting', 'quarantined') order by line, place
        """
      ).column()
    }
  }

  @Test func `a bad row keeps its reason without personal data and stops nobody else`()
    async throws
  {
    let campus = try await campus()
    try await campus.people("1,Ada Lovelace,ada@example.edu", "2,Grace Hopper,not an address")
    let report = try await campus.results(
      "1,workshop,W 1,2026-13-45,Lovelace", "1,party,W 1,2026-09-01", "1,workshop,W 1,2026-09-01",
      "1,workshop,W 2,2026-09-01,,Hopper")
    #expect(report.counts.created == 1)
    #expect(report.counts.quarantined == 3)
    let reasons = try await reasons(campus)
    #expect(reasons.count == 4)
    for reason in reasons {
      for secret in ["Ada", "Grace", "Lovelace", "Hopper", "not an address", "ada@"] {
        #expect(!reason.contains(secret), "\(reason)")
      }
    }
    #expect(report.kept.map(\.line) == [2, 3, 5])
  }

  @Test func `results wait for the learner, and enrollments for the program`() async throws {
    let campus = try await Campus.open()
    let early = try await campus.results("1,workshop,W 1,2026-09-01")
    #expect(early.counts.waiting == 1)
    let enrollment = try await campus.enrollments("1,workshop,2026-08-24")
    #expect(enrollment.counts.waiting == 1)
    try await campus.people("1,Ada")
    #expect(try await campus.count("select count(*) from completion") == 1)
    #expect(try await campus.count("select count(*) from enrollment") == 0)
    try await campus.apply(SampleProgram.badge())
    #expect(try await campus.count("select count(*) from enrollment") == 1)
    #expect(try await reasons(campus).isEmpty)
    try await campus.reconcile()
    #expect(try await campus.awards().count == 1)
  }

  @Test func `a withdrawal and evidence wait for the enrollment`() async throws {
    let campus = try await campus()
    try await campus.people("1,Ada")
    #expect(try await campus.withdrawals("1,workshop,2026-09-01").counts.waiting == 1)
    #expect(
      try await campus.evidence("1,workshop,2026-08-30,portfolio,https://example.edu/p")
        .counts.waiting == 1)
    try await campus.enrollments("1,workshop,2026-08-24")
    #expect(
      try await campus.count("select count(*) from enrollment where state = 'withdrawn'") == 1)
    #expect(try await campus.count("select count(*) from evidence_review") == 1)
    #expect(try await reasons(campus).isEmpty)
  }

  @Test func `thousands of results wait for the same people and all go in with them`()
    async throws
  {
    let campus = try await campus()
    let rows = (0..<4_500).map { "\($0 % 9),workshop,W \($0 / 9),2026-09-01" }
    #expect(try await campus.load(.results, rows).counts.waiting == 4_500)
    try await campus.load(.people, (0..<9).map { "\($0),Person \($0)" })
    #expect(try await campus.count("select count(*) from completion") == 4_500)
    #expect(try await reasons(campus).isEmpty)
  }

  @Test func `a dry run tells what would happen and writes nothing`() async throws {
    let campus = try await campus()
    try await campus.people("1,Ada")
    let before = try await campus.contents()
    let file = SmallFile.results.text([
      "1,workshop,W 1,2026-09-01", "2,workshop,W 1,2026-09-01", "1,party,W 1,2026-09-01",
    ])
    let report = try await campus.load(SmallFile.results.mapping, Data(file.utf8), isDryRun: true)
    #expect(report.counts.created == 1)
    #expect(report.counts.waiting == 1)
    #expect(report.counts.quarantined == 1)
    #expect(report.kept.count == 2)
    #expect(try await campus.contents() == before)
  }

  @Test func `all or nothing is nothing when one row cannot go in, and else all`() async throws {
    let campus = try await campus()
    try await campus.people("1,Ada")
    let before = try await campus.contents()
    let bad = SmallFile.results.text(["1,workshop,W 1,2026-09-01", "2,workshop,W 1,2026-09-01"])
    let refusal = await #expect(throws: Refusal.self) {
      try await campus.load(SmallFile.results.mapping, Data(bad.utf8), isAllOrNothing: true)
    }
    #expect(refusal?.code == .importRefused)
    #expect(try await campus.contents() == before)
    let good = SmallFile.results.text(["1,workshop,W 1,2026-09-01"])
    let report = try await campus.load(
      SmallFile.results.mapping, Data(good.utf8), isAllOrNothing: true)
    #expect(report.counts.created == 1)
    #expect(try await campus.count("select count(*) from completion") == 1)
  }

  @Test func `the same id with another name is the same person`() async throws {
    let campus = try await campus()
    try await campus.people("1,Ada Byron,ada@example.edu")
    try await campus.enrollments("1,workshop,2026-08-24")
    try await campus.results("1,workshop,W 1,2026-09-01")
    try await campus.reconcile()
    let report = try await campus.people("1,Ada Lovelace,lovelace@example.edu")
    #expect(report.counts.amended == 1)
    #expect(try await campus.reconcile().decided == 0)
    try await campus.results("1,workshop,W 1,2026-09-01")
    #expect(try await campus.count("select count(*) from learner") == 1)
    #expect(try await campus.count("select count(*) from completion") == 1)
    let names: [String] = try await campus.database.read {
      try $0.query("select name from learner union all select name_at_award from award").column()
    }
    #expect(names == ["Ada Lovelace", "Ada Byron"])
  }

  @Test func `a withdrawal twice is one, and with another date a correction`() async throws {
    let campus = try await campus()
    try await campus.people("1,Ada")
    try await campus.enrollments("1,workshop,2026-08-24")
    #expect(try await campus.withdrawals("1,workshop,2026-09-10").counts.amended == 1)
    #expect(try await campus.withdrawals("1,workshop,2026-09-10").counts.unchanged == 1)
    #expect(try await campus.enrollments("1,workshop,2026-08-24").counts.unchanged == 1)
    #expect(try await campus.withdrawals("1,workshop,2026-09-20").counts.amended == 1)
    #expect(
      try await campus.count("select count(*) from enrollment where ended = '2026-09-20'") == 1)
    #expect(try await campus.count("select count(*) from journal where action = 'withdraw'") == 2)
  }

  @Test func `an amendment is the next revision, and the same again is none`() async throws {
    let campus = try await campus()
    try await campus.people("1,Ada")
    try await campus.results("1,course,NPM 301,2026-09-01,B", "1,course,NPM 301,2026-09-01,A")
    try await campus.results("1,course,npm301,2026-09-01,A")
    #expect(try await campus.count("select count(*) from completion") == 2)
    #expect(
      try await campus.count("select count(*) from completion where revision = 2 and grade = 'A'")
        == 1)
  }

  @Test func `a file that is known is left alone, unless it is to be read again`() async throws {
    let campus = try await campus()
    let first = Data(SmallFile.people.text(["1,Ada Byron"]).utf8)
    let second = Data(SmallFile.people.text(["1,Ada Lovelace"]).utf8)
    for file in [first, second, first] {
      try await campus.load(SmallFile.people.mapping, file, isRepeated: false)
    }
    #expect(try await campus.count("select count(*) from learner where name = 'Ada Lovelace'") == 1)
    try await campus.load(SmallFile.people.mapping, first)
    #expect(try await campus.count("select count(*) from learner where name = 'Ada Byron'") == 1)
  }

  @Test func `two imports at once of the same people make each person once`() async throws {
    let campus = try await campus()
    let people = (1...400).map { "\($0),Person \($0)" }
    let results = (1...400).map { "\($0),workshop,W 1,2026-09-01" }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for part in 0..<4 {
        group.addTask {
          let rows = people.shuffled()
          let enrollments = rows.map { "\($0.prefix { $0 != "," }),workshop,2026-08-24" }
          try await campus.load(.people, part % 2 == 0 ? rows : rows.reversed())
          try await campus.load(.enrollments, enrollments)
          try await campus.load(.results, results.shuffled())
        }
      }
      group.addTask { for _ in 0..<20 { _ = try await campus.colleague().office.reconcileBatch() } }
      try await group.waitForAll()
    }
    #expect(try await campus.count("select count(*) from learner") == 400)
    #expect(try await campus.count("select count(*) from enrollment") == 400)
    #expect(try await campus.count("select count(*) from completion") == 400)
    try await campus.reconcile()
    #expect(try await campus.awards().count == 400)
  }
}
