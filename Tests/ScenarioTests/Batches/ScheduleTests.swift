import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Batches that are released by schedule: once for each occasion, however many daemons there are.
@Suite(.database(.conferral)) struct BatchScheduleTests {
  private func campus(
    _ people: Int = 2, days: String = "[mon, tue, wed, thu, fri, sat, sun]", at time: String,
    profile: String = "csv"
  ) async throws -> Campus {
    let campus = try await Campus.withLedger(people, at: "2027-03-01T12:00:00Z")
    try await campus.declare(
      profile: profile, more: "schedule: {days: \(days), at: \"\(time)\"}")
    try await campus.owner("update feed_consumer set changed_at = '2027-03-01 12:00Z'")
    return campus
  }

  private func outcomes(_ campus: Campus) async throws -> [String] {
    try await campus.database.read {
      try $0.query("select due_on || ' ' || outcome from feed_occasion order by due_on").column()
    }
  }

  @Test func `three daemons release a scheduled batch once, when its hour has come`() async throws {
    let campus = try await campus(at: "02:00")
    campus.clock?.set("2027-03-02T06:59:59Z")
    #expect(try await campus.office.releaseScheduled().isEmpty)
    campus.clock?.set("2027-03-02T07:00:00Z")
    let released = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<3 {
        let colleague = campus.colleague()
        group.addTask {
          var released = 0
          for _ in 0..<4 { released += try await colleague.office.releaseScheduled().count }
          return released
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(released == 1)
    #expect(try await outcomes(campus) == ["2027-03-02 released"])
    #expect(try await campus.count("select count(*) from feed_batch") == 1)
    let batch = try await campus.office.batch(1, of: "banner", institution: campus.id)
    #expect(batch.release?.by == "daemon:test" || batch.release?.by == "daemon:colleague")
    #expect(batch.release.map { "\($0.on)" } == "2027-03-02")
  }

  @Test func `an hour that does not exist, and one that comes twice, are one occasion`()
    async throws
  {
    let campus = try await campus(at: "02:30")
    func released(at moment: String) async throws -> Int {
      campus.clock?.set(moment)
      return try await campus.office.releaseScheduled().filter { $0.outcome == .released }.count
    }
    // Clocks go forward on 14 March 2027: half past two is half past three, 07:30 in UTC.
    #expect(try await released(at: "2027-03-14T07:29:59Z") == 1, "the day before, made up for")
    try await campus.more(1, from: 200)
    #expect(try await released(at: "2027-03-14T07:30:00Z") == 1)
    #expect(try await released(at: "2027-03-14T08:30:00Z") == 0)
    // Clocks go back on 7 November: half past one comes twice.
    try await campus.declare(
      more: "schedule: {days: [sun], at: \"01:30\"}")
    try await campus.owner("update feed_consumer set changed_at = '2027-03-01 12:00Z'")
    campus.clock?.set("2027-11-07T05:00:00Z")
    _ = try await campus.office.releaseScheduled()
    try await campus.more(1, from: 300)
    var count = 0
    for moment in ["2027-11-07T05:30:00Z", "2027-11-07T06:00:00Z", "2027-11-07T06:30:00Z"] {
      count += try await released(at: moment)
    }
    #expect(count == 1)
    #expect(try await outcomes(campus).last == "2027-11-07 released")
  }

  @Test func `what a stopped daemon missed is made up for once, and nothing leaves a trace`()
    async throws
  {
    let campus = try await campus(days: "[mon, tue, wed, thu, fri]", at: "02:00")
    campus.clock?.set("2027-03-13T12:00:00Z")
    #expect(try await campus.office.releaseScheduled().map(\.outcome) == [.released])
    #expect(try await outcomes(campus) == ["2027-03-12 released"])
    campus.clock?.set("2027-03-15T12:00:00Z")
    #expect(try await campus.office.releaseScheduled().map(\.outcome) == [.nothing])
    #expect(try await campus.office.releaseScheduled().isEmpty)
    #expect(try await outcomes(campus).last == "2027-03-15 nothing")
  }

  @Test func `what came before the consumer was declared is not made up for`() async throws {
    let campus = try await campus(at: "02:00")
    campus.clock?.set("2027-03-01T12:00:00Z")
    #expect(try await campus.office.releaseScheduled().isEmpty)
    #expect(try await outcomes(campus) == [])
  }

  @Test func `a batch with warnings waits for the registrar, and so does the next occasion`()
    async throws
  {
    let campus = try await campus(at: "02:00", profile: "banner-event")
    try await campus.people("1234567890123,Ada Lovelace")
    try await campus.enrollments("1234567890123,workshop,2026-08-24")
    try await campus.results("1234567890123,workshop,W 1,2026-09-01,,,3")
    try await campus.reconcile()
    campus.clock?.set("2027-03-02T12:00:00Z")
    #expect(try await campus.office.releaseScheduled().map(\.outcome) == [.waits])
    campus.clock?.set("2027-03-03T12:00:00Z")
    #expect(try await campus.office.releaseScheduled().map(\.outcome) == [.waits])
    #expect(try await campus.office.releaseScheduled().isEmpty)
    let waiting = try await campus.office.batch(nil, of: "banner", institution: campus.id)
    try await campus.release(waiting)
    try await campus.more(1, from: 200)
    campus.clock?.set("2027-03-04T12:00:00Z")
    #expect(try await campus.office.releaseScheduled().map(\.outcome) == [.released])
  }

  @Test func `a daemon that died after it prepared is succeeded by another one`() async throws {
    let campus = try await campus(at: "02:00")
    let id = campus.id
    let batch = try await campus.prepare()
    try await campus.owner("update feed_batch set due_on = '2027-03-02'")
    campus.clock?.set("2027-03-02T12:00:00Z")
    #expect(try await campus.office.releaseScheduled().map(\.outcome) == [.released])
    let released = try await campus.office.batch(1, of: "banner", institution: id)
    #expect(released.id == batch.id && released.state == .released)
  }
}
