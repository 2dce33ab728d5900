import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Two records of one person, merged as the application does: `merged_into` names the one that
/// stands.
@Suite(.database(.conferral)) struct MergedLearnersTests {
  private func campus(
    enrolling students: [String] = ["1", "2"],
    criteria: String = "{all: [{workshop: W 1}, {workshop: W 2}]}"
  ) async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge(criteria: criteria))
    try await campus.people("1,Ada Lovelace", "2,A. Lovelace", "3,Ada King")
    try await campus.load(.enrollments, students.map { "\($0),workshop,2026-08-24" })
    return campus
  }

  private func merge(_ old: String, into new: String?, _ campus: Campus) async throws {
    let target = new ?? ""
    try await campus.app(
      """
      update learner l
         set merged_into = (select learner_id from learner_alias where external_id = \(target))
        from learner_alias a
       where a.institution_id = l.institution_id and a.learner_id = l.learner_id
         and a.external_id = \(old)
      """)
  }

  @Test func `facts of both records count together`() async throws {
    let campus = try await campus(enrolling: ["1"])
    try await campus.results("1,workshop,W 1,2026-09-01", "2,workshop,W 2,2026-09-10")
    try await campus.reconcile()
    #expect(try await campus.awards().isEmpty)
    try await merge("2", into: "1", campus)
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.earnedOn) == ["2026-09-10"])
  }

  @Test(arguments: [("1", "2"), ("2", "1"), ("2", "3"), ("1", "1"), ("2", "2")])
  func `a later fact under any of the ids is noticed, whoever is enrolled`(
    _ enrolled: String, _ later: String
  ) async throws {
    let campus = try await campus(enrolling: [enrolled])
    try await merge("2", into: "1", campus)
    try await merge("3", into: "1", campus)
    try await campus.results("1,workshop,W 1,2026-09-01")
    try await campus.reconcile()
    try await campus.results("\(later),workshop,W 2,2026-09-10")
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.earnedOn) == ["2026-09-10"])
  }

  @Test func `both records enrolled in the same program get one award`() async throws {
    let campus = try await campus(enrolling: ["1", "2", "3"])
    try await merge("2", into: "1", campus)
    try await merge("3", into: "1", campus)
    try await campus.results("1,workshop,W 1,2026-09-01", "2,workshop,W 2,2026-09-10")
    try await campus.reconcile()
    #expect(try await campus.awards().filter(\.isLive).count == 1)
    #expect(try await campus.office.sweep().marked == 0)
  }

  @Test func `two reconcilers do not award both records at once`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.crowd(120)
    try await campus.owner("delete from dirty_log")
    try await campus.app(
      """
      update learner set merged_into = stable_id('crowd' || (substr(name, 8)::int - 1))
       where substr(name, 8)::int % 2 = 0
      """)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for other in [campus, campus.colleague(), campus.colleague()] {
        group.addTask { try await other.reconcile() }
      }
      try await group.waitForAll()
    }
    #expect(try await campus.awards().count == 60)
  }

  @Test func `an award of the old record keeps the new one from another`() async throws {
    let campus = try await campus()
    try await campus.results("2,workshop,W 1,2026-09-01", "2,workshop,W 2,2026-09-10")
    try await campus.reconcile()
    try await merge("2", into: "1", campus)
    try await campus.results("1,workshop,W 1,2026-09-01", "1,workshop,W 2,2026-09-02")
    try await campus.reconcile()
    #expect(
      try await campus.awards().filter(\.isLive)
        == [AwardLine(student: "2", program: "workshop", earnedOn: "2026-09-02")])
  }

  @Test func `after the old record's award is revoked the new one can earn it again`()
    async throws
  {
    let campus = try await campus()
    try await campus.results("2,workshop,W 1,2026-09-01", "2,workshop,W 2,2026-09-10")
    try await campus.reconcile()
    try await merge("2", into: "1", campus)
    try await campus.results("2,workshop,W 2,2026-09-10,,,,voided")
    try await campus.reconcile()
    try await campus.revoke("2", "workshop")
    try await campus.withdrawals("2,workshop,2026-09-11")
    try await campus.reconcile()
    try await campus.results("1,workshop,W 2,2026-10-01")
    try await campus.reconcile()
    #expect(
      try await campus.awards() == [
        AwardLine(student: "1", program: "workshop", earnedOn: "2026-10-01"),
        AwardLine(student: "2", program: "workshop", earnedOn: "2026-09-10", isLive: false),
      ])
  }

  @Test func `an undone merge takes the facts apart again`() async throws {
    let campus = try await campus(enrolling: ["1"])
    try await campus.results("1,workshop,W 1,2026-09-01", "2,workshop,W 2,2026-09-10")
    try await merge("2", into: "1", campus)
    try await campus.reconcile()
    #expect(try await campus.awards().count == 1)
    try await merge("2", into: nil, campus)
    try await campus.reconcile()
    #expect(
      try await campus.count("select count(*) from revocation_proposal where state = 'open'") == 1)
  }

  @Test func `an import under the old id does not undo the merge`() async throws {
    let campus = try await campus()
    try await merge("2", into: "1", campus)
    try await campus.people("2,Ada Byron")
    #expect(
      try await campus.count("select count(*) from learner where merged_into is not null") == 1)
    #expect(try await campus.count("select count(*) from learner") == 3)
  }

  @Test func `an award under one record is the held credential of the other`() async throws {
    let campus = try await campus(enrolling: ["2"], criteria: "{workshop: W 1}")
    try await campus.apply(SampleProgram.badge("larger", criteria: "{credential: workshop}"))
    try await campus.enrollments("1,larger,2026-08-24")
    try await merge("2", into: "1", campus)
    try await campus.reconcile()
    try await campus.results("2,workshop,W 1,2026-09-01")
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.program) == ["larger", "workshop"])
  }
}
