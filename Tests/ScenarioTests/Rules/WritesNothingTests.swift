import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// A decision that is reached again leaves no trace.
@Suite(.database(.conferral)) struct WritesNothingTests {
  /// Awards, a proposal, an item for staff and people who are not there yet.
  private func settled() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.credit())
    try await campus.apply(SampleProgram.badge())
    try await campus.apply(SampleProgram.badge("later", more: "award: {yearly: [12-31]}"))
    try await campus.people("1,Ada", "2,Grace", "3,Mary", "4,Joan")
    try await campus.enrollments(
      "1,nonprofit,2026-08-24", "2,nonprofit,2026-08-24", "3,nonprofit,2026-08-24",
      "4,workshop,2026-08-24", "1,workshop,2026-08-24", "1,later,2026-08-24")
    try await campus.results(
      "1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B",
      "2,course,NPM 301,2026-09-01,A",
      "3,course,NPM 301,2026-09-01,A", "3,course,NPM 302,2026-09-01,unheard of",
      "1,workshop,W 1,2026-09-03")
    try await campus.reconcile()
    try await campus.results("1,course,NPM 302,2026-09-02,F")
    try await campus.reconcile()
    #expect(try await campus.awards().count == 2)
    #expect(try await campus.count("select count(*) from revocation_proposal") == 1)
    #expect(try await campus.count("select count(*) from staff_item") == 1)
    return campus
  }

  @Test func `a second reconciliation touches no row`() async throws {
    let campus = try await settled()
    let before = try await campus.imprint()
    let progress = try await campus.reconcile()
    #expect(progress.decided == 0)
    #expect(try await campus.imprint() == before)
  }

  @Test func `a sweep of a population that agrees touches no row`() async throws {
    let campus = try await settled()
    let before = try await campus.imprint()
    let swept = try await campus.office.sweep()
    #expect(swept.decided == 6)
    #expect(swept.marked == 0)
    #expect(try await campus.imprint() == before)
  }

  @Test func `deciding everything again writes nothing but takes the marks away`() async throws {
    let campus = try await settled()
    let before = try await campus.imprint()
    try await campus.app(
      """
      insert into dirty_log (institution_id, shard, enrollment_id)
      select institution_id, shard_of(enrollment_id), enrollment_id from enrollment
      """)
    let progress = try await campus.reconcile()
    #expect(progress.decided == 6)
    let after = try await campus.imprint()
    // Locks that are gone leave their mark on the rows that were locked.
    let locked: Set = ["enrollment", "reconcile_shard"]
    for (table, rows) in before where !locked.contains(table) {
      #expect(after[table] == rows, "\(table)")
    }
  }

  @Test func `a lost mark is found by the sweep`() async throws {
    let campus = try await settled()
    try await campus.results("2,course,NPM 302,2026-10-01,A")
    #expect(try await campus.owner("delete from dirty_log") == 1)
    try await campus.reconcile()
    #expect(try await campus.awards().count == 2)
    #expect(try await campus.office.sweep().marked == 1)
    try await campus.reconcile()
    #expect(
      try await campus.awards().contains(
        AwardLine(student: "2", program: "nonprofit", earnedOn: "2026-10-01")))
  }
}
