import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Dates are those of the institution's zone, whatever the hour in UTC.
@Suite(.database(.conferral)) struct TimeTests {
  private func campus(
    in zone: String, at moment: String, factOn day: String, more: String = ""
  ) async throws -> Campus {
    let campus = try await Campus.open(zone: zone, at: moment)
    try await campus.apply(SampleProgram.badge(more: more))
    try await campus.people("1,Ada")
    try await campus.enrollments("1,workshop,2026-08-24")
    try await campus.results("1,workshop,W 1,\(day)")
    try await campus.reconcile()
    return campus
  }

  private func expect(
    _ campus: Campus, _ earnedOn: [String], at moment: String? = nil,
    from location: SourceLocation = #_sourceLocation
  ) async throws {
    if let moment { campus.clock?.set(moment) }
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.earnedOn) == earnedOn, sourceLocation: location)
  }

  @Test func `what was earned in the evening is earned on that day, not on the next one of UTC`()
    async throws
  {
    let campus = try await campus(
      in: "America/New_York", at: "2027-03-13T01:30:00Z", factOn: "2027-03-12")
    try await expect(campus, ["2027-03-12"])
  }

  @Test func `a day in New York begins at its own midnight, before and after the clocks change`()
    async throws
  {
    let winter = try await campus(
      in: "America/New_York", at: "2027-03-14T04:59:59Z", factOn: "2027-03-14")
    try await expect(winter, [])
    try await expect(winter, ["2027-03-14"], at: "2027-03-14T05:00:00Z")
  }

  @Test func `the day after the clocks went forward begins an hour earlier in UTC`() async throws {
    let summer = try await campus(
      in: "America/New_York", at: "2027-03-15T03:59:59Z", factOn: "2027-03-15")
    try await expect(summer, [])
    try await expect(summer, ["2027-03-15"], at: "2027-03-15T04:00:00Z")
  }

  @Test func `a day in Auckland begins while it is the day before in UTC`() async throws {
    let campus = try await campus(
      in: "Pacific/Auckland", at: "2027-04-03T10:59:59Z", factOn: "2027-04-04")
    try await expect(campus, [])
    try await expect(campus, ["2027-04-04"], at: "2027-04-03T11:00:00Z")
  }

  @Test func `the day after the clocks went back begins an hour later in Auckland`() async throws {
    let campus = try await campus(
      in: "Pacific/Auckland", at: "2027-04-04T11:59:59Z", factOn: "2027-04-05")
    try await expect(campus, [])
    try await expect(campus, ["2027-04-05"], at: "2027-04-04T12:00:00Z")
  }

  @Test func `a result dated in the future counts from its day on, also when nobody looked then`()
    async throws
  {
    let campus = try await campus(
      in: "America/New_York", at: "2027-01-10T12:00:00Z", factOn: "2027-02-01")
    try await expect(campus, [], at: "2027-01-31T12:00:00Z")
    try await expect(campus, ["2027-02-01"], at: "2027-06-01T12:00:00Z")
  }

  @Test func `a program with fixed dates is awarded on the date and not before`() async throws {
    let campus = try await campus(
      in: "America/New_York", at: "2027-03-10T12:00:00Z", factOn: "2027-03-01",
      more: "award: {on: [2027-05-31]}")
    try await expect(campus, [])
    try await expect(campus, [], at: "2027-05-31T03:59:59Z")
    try await expect(campus, ["2027-03-01"], at: "2027-05-31T04:00:00Z")
    #expect(
      try await campus.count(
        "select count(*) from award where judged_on = '2027-05-31' and awarded_at = '2027-05-31T04:00Z'"
      )
        == 1)
  }

  @Test func `a fixed date that nobody looked at is not forgotten`() async throws {
    let campus = try await campus(
      in: "America/New_York", at: "2027-03-10T12:00:00Z", factOn: "2027-03-01",
      more: "award: {on: [2027-05-31]}")
    try await expect(campus, ["2027-03-01"], at: "2027-09-01T12:00:00Z")
  }

  @Test func `a result after the only fixed date is too late, and one before the next in time`()
    async throws
  {
    let only = try await campus(
      in: "America/New_York", at: "2027-03-10T12:00:00Z", factOn: "2027-06-01",
      more: "award: {on: [2027-05-31]}")
    try await expect(only, [], at: "2028-06-02T12:00:00Z")
  }

  @Test func `a yearly date comes again`() async throws {
    let yearly = try await campus(
      in: "America/New_York", at: "2027-03-10T12:00:00Z", factOn: "2027-06-01",
      more: "award: {yearly: [05-31]}")
    try await expect(yearly, [], at: "2028-05-30T12:00:00Z")
    try await expect(yearly, ["2027-06-01"], at: "2028-05-31T12:00:00Z")
  }

  @Test func `after a revocation the next fixed date is not forgotten either`() async throws {
    let campus = try await campus(
      in: "America/New_York", at: "2027-03-10T12:00:00Z", factOn: "2027-03-01",
      more: "award: {yearly: [05-31]}")
    try await expect(campus, ["2027-03-01"], at: "2027-05-31T12:00:00Z")
    try await campus.results("1,workshop,W 1,2027-03-01,,,,voided")
    try await campus.reconcile()
    try await campus.revoke("1", "workshop")
    try await campus.reconcile()
    try await campus.results("1,workshop,W 1,2027-07-01")
    try await expect(campus, ["2027-03-01"], at: "2027-08-01T12:00:00Z")
    try await expect(campus, ["2027-03-01", "2027-07-01"], at: "2028-06-01T12:00:00Z")
  }

  @Test func `who withdrew before the fixed date is not awarded on it`() async throws {
    let campus = try await campus(
      in: "America/New_York", at: "2027-03-10T12:00:00Z", factOn: "2027-03-01",
      more: "award: {on: [2027-05-31]}")
    try await campus.withdrawals("1,workshop,2027-05-30")
    try await expect(campus, [], at: "2027-06-15T12:00:00Z")
  }

  @Test func `a withdrawal dated ahead takes effect on its day`() async throws {
    let campus = try await campus(
      in: "America/New_York", at: "2027-03-10T12:00:00Z", factOn: "2027-04-10")
    try await campus.withdrawals("1,workshop,2027-04-10")
    try await expect(campus, [], at: "2027-05-01T12:00:00Z")
    let other = try await campus.neighbour("other", zone: "America/New_York")
    try await other.apply(SampleProgram.badge())
    try await other.people("2,Grace")
    try await other.enrollments("2,workshop,2026-08-24")
    try await other.withdrawals("2,workshop,2027-06-10")
    try await other.results("2,workshop,W 1,2027-06-09")
    try await other.reconcile()
    try await expect(other, ["2027-06-09"], at: "2027-07-01T12:00:00Z")
  }

  @Test func `a certificate that runs out before the rest is done does not count`() async throws {
    let campus = try await Campus.open(at: "2027-03-10T12:00:00Z")
    try await campus.apply(
      SampleProgram.badge(criteria: "{all: [{workshop: W 1}, {certification: safety}]}"))
    try await campus.people("1,Ada", "2,Grace")
    try await campus.enrollments("1,workshop,2026-08-24", "2,workshop,2026-08-24")
    let mapping = """
      mapping: licences
      records:
        - credential: {learner: "{id}", kind: certification, code: safety, issuer: board, \
      on: "{on}", expires: "{expires}"}
      """
    try await campus.load(
      mapping, Data("id,on,expires\n1,2027-01-01,2027-04-01\n2,2027-01-01,2027-04-01\n".utf8))
    try await campus.results("1,workshop,W 1,2027-03-31", "2,workshop,W 1,2027-04-01")
    try await expect(campus, ["2027-03-31"], at: "2027-03-31T12:00:00Z")
    try await expect(campus, ["2027-03-31"], at: "2027-05-01T12:00:00Z")
  }

  @Test func `what runs out after the award leaves the award in peace`() async throws {
    let campus = try await Campus.open(at: "2027-03-10T12:00:00Z")
    try await campus.apply(SampleProgram.badge(criteria: "{certification: safety}"))
    try await campus.people("1,Ada")
    try await campus.enrollments("1,workshop,2026-08-24")
    try await campus.load(
      """
      mapping: licences
      records:
        - credential: {learner: "{id}", kind: certification, code: safety, issuer: board, \
      on: "{on}", expires: "{expires}"}
      """, Data("id,on,expires\n1,2027-01-01,2027-04-01\n".utf8))
    try await expect(campus, ["2027-01-01"])
    try await expect(campus, ["2027-01-01"], at: "2027-05-01T12:00:00Z")
    #expect(try await campus.count("select count(*) from revocation_proposal") == 0)
    #expect(try await campus.office.sweep().marked == 0)
  }
}
