import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// One enrollment that cannot be decided, and institutions that lack something.
@Suite(.database(.conferral)) struct ParkingTests {
  /// A campus where the award of one learner fails with an error that no retry mends.
  private func poisoned(_ student: String = "7") async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.owner(
      """
      create function fail() returns trigger language plpgsql as $$
      begin raise exception 'Ada Lovelace divides by zero' using errcode = '22012'; end $$
      """)
    try await campus.crowd(40)
    let learner = student
    try await campus.owner("create table poison as select stable_id('crowd' || \(learner)) as id")
    try await campus.owner(
      """
      create function is_poison(id uuid) returns boolean language sql security definer
        as 'select exists (select from poison p where p.id = $1)'
      """)
    try await campus.owner(
      """
      create trigger poison before insert on award for each row
        when (is_poison(new.learner_id)) execute function fail()
      """)
    return campus
  }

  private func parked(_ campus: Campus) async throws -> [(
    attempts: Int, code: String, reason: String
  )] {
    let id = campus.id
    return try await campus.database.read(as: Scopes.institution(id)) {
      try Parked.all(of: id, in: $0).map { ($0.attempts, $0.code, $0.reason) }
    }
  }

  @Test func `a poison enrollment is parked with its reason and the rest is awarded`()
    async throws
  {
    let campus = try await poisoned()
    let progress = try await campus.reconcile()
    #expect(progress.awarded == 39)
    #expect(progress.parked == 1)
    let entries = try await parked(campus)
    #expect(entries.count == 1)
    #expect(entries.first?.code == "22012")
    #expect(entries.first?.reason.contains("Ada") == false, "\(entries)")
    #expect(try await campus.count("select count(*) from dirty_log") == 0)
    let explanation = try await campus.office.explanation(
      of: ExternalID(system: "sis", id: "7"), program: "workshop", institution: campus.id)
    #expect(explanation.parked != nil)
  }

  @Test func `a parked enrollment is awarded with its next fact`() async throws {
    let campus = try await poisoned()
    try await campus.reconcile()
    try await campus.owner("drop trigger poison on award")
    try await campus.reconcile()
    #expect(try await campus.awards().count == 39)
    try await campus.results("7,course,NPM 301,2026-10-01,A")
    try await campus.reconcile()
    #expect(try await campus.awards().count == 40)
    #expect(try await parked(campus).isEmpty)
  }

  @Test func `a parked enrollment is tried again when its time comes, each time later`()
    async throws
  {
    let campus = try await poisoned()
    try await campus.reconcile()
    for attempt in 2...3 {
      try await campus.owner("update parked set next_try = clock_timestamp()")
      try await campus.reconcile()
      #expect(try await parked(campus).map(\.attempts) == [attempt])
    }
    #expect(
      try await campus.count(
        "select count(*) from parked where next_try > clock_timestamp() + interval '3 minutes'")
        == 1)
    try await campus.owner("drop trigger poison on award")
    try await campus.owner("update parked set next_try = clock_timestamp()")
    try await campus.reconcile()
    #expect(try await campus.awards().count == 40)
    #expect(try await parked(campus).isEmpty)
  }

  @Test func `without a signing key nothing is lost, and all is awarded once there is one`()
    async throws
  {
    let campus = try await Campus.open(hasKey: false)
    try await campus.apply(SampleProgram.badge())
    try await campus.crowd(20)
    let error = await #expect(throws: Refusal.self) { try await campus.reconcile() }
    #expect(error?.code == .noSigningKey)
    #expect(try await campus.awards().isEmpty)
    _ = try await campus.office.createKey(for: campus.id, by: "test")
    try await campus.reconcile()
    #expect(try await campus.awards().count == 20)
  }

  @Test func `an institution without a signing key does not stop another one`() async throws {
    let campus = try await Campus.open()
    let keyless = try await campus.neighbour("keyless", hasKey: false)
    try await campus.apply(SampleProgram.badge())
    try await keyless.apply(SampleProgram.badge())
    try await keyless.crowd(40)
    try await campus.crowd(20, from: 1_001)
    let error = await #expect(throws: Refusal.self) { try await campus.reconcile() }
    #expect(error?.code == .noSigningKey)
    #expect(try await campus.awards().count == 20)
    #expect(try await keyless.awards().isEmpty)
    _ = try await campus.office.createKey(for: keyless.id, by: "test")
    try await campus.reconcile()
    #expect(try await keyless.awards().count == 40)
  }
}
