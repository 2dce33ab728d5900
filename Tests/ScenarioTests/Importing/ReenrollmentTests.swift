import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Who left a program and comes back.
@Suite(.database(.conferral)) struct ReenrollmentTests {
  private func returned() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.people("1,Ada")
    try await campus.enrollments("1,workshop,2026-08-24")
    try await campus.withdrawals("1,workshop,2026-09-10")
    #expect(try await campus.enrollments("1,workshop,2026-10-01").counts.created == 1)
    return campus
  }

  private func standings(_ campus: Campus) async throws -> [String] {
    try await campus.database.read {
      try $0.query("select concat_ws(' ', state, began, ended) from enrollment order by began")
        .column()
    }
  }

  @Test func `who enrolls again after a withdrawal is enrolled again`() async throws {
    let campus = try await returned()
    #expect(
      try await standings(campus)
        == ["withdrawn 2026-08-24 2026-09-10", "enrolled 2026-10-01"])
    try await campus.results("1,workshop,W 1,2026-10-05")
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.earnedOn) == ["2026-10-05"])
  }

  @Test func `the old files once more change nothing`() async throws {
    let campus = try await returned()
    let before = try await campus.count("select count(*) from journal")
    for _ in 0..<2 {
      let reports = [
        try await campus.enrollments("1,workshop,2026-08-24"),
        try await campus.withdrawals("1,workshop,2026-09-10"),
        try await campus.enrollments("1,workshop,2026-10-01"),
      ]
      for report in reports { #expect(report.counts.unchanged == 1) }
    }
    #expect(try await standings(campus).count == 2)
    #expect(try await campus.count("select count(*) from journal") == before)
  }

  @Test func `a second withdrawal ends the second enrollment`() async throws {
    let campus = try await returned()
    try await campus.withdrawals("1,workshop,2026-10-20")
    #expect(
      try await standings(campus)
        == ["withdrawn 2026-08-24 2026-09-10", "withdrawn 2026-10-01 2026-10-20"])
  }

  @Test func `an award of the first time is not made again the second time`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.people("1,Ada")
    try await campus.enrollments("1,workshop,2026-08-24")
    try await campus.results("1,workshop,W 1,2026-09-05")
    try await campus.withdrawals("1,workshop,2026-09-10")
    try await campus.enrollments("1,workshop,2026-10-01")
    try await campus.reconcile()
    #expect(try await campus.awards().filter(\.isLive).count == 1)
    #expect(try await campus.office.sweep().marked == 0)
  }

  @Test func `one file with all that happened gives the same`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.people("1,Ada")
    let mapping = """
      mapping: history
      records:
        - enrollment: {when: {left: absent}, learner: "{id}", program: workshop, on: "{on}"}
        - withdrawal: {when: {left: present}, learner: "{id}", program: workshop, on: "{left}"}
      """
    let rows = "id,on,left\n1,2026-08-24,\n1,,2026-09-10\n1,2026-10-01,\n"
    for _ in 0..<2 { try await campus.load(mapping, Data(rows.utf8)) }
    try await campus.load(mapping, Data((rows + "\n").utf8))
    #expect(
      try await standings(campus)
        == ["withdrawn 2026-08-24 2026-09-10", "enrolled 2026-10-01"])
  }
}
