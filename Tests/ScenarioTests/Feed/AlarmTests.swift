import Foundation
import HTTPTypes
import LinkedData
import Logging
import Microcredentials
import Office
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Web

/// Silence in the feed: each alarm begins when it should, and ends when its cause is gone.
@Suite(.database(.conferral)) struct AlarmTests {
  /// A campus with two rows and a consumer that was declared at noon in UTC of 13 March 2027, the
  /// day before clocks go forward.
  private func campus(
    _ more: String, isTest: Bool = false, programs: [String]? = nil, clients: [String] = []
  ) async throws -> Campus {
    let campus = try await Campus.withLedger(2, at: "2027-03-13T12:00:00Z")
    try await campus.declare(isTest: isTest, programs: programs, clients: clients, more: more)
    try await campus.owner("update feed_consumer set changed_at = '2027-03-13 12:00Z'")
    return campus
  }

  /// The alarms at a moment: kind and count.
  private func alarms(_ campus: Campus, at moment: String? = nil) async throws -> [String] {
    if let moment { campus.clock?.set(moment) }
    return try await campus.office.feedAlarms(of: campus.id).map {
      "\($0.kind.rawValue) \($0.count)"
    }
  }

  @Test func `a batch is late by the institution's clock, until one is released or none is needed`()
    async throws
  {
    let campus = try await campus(
      "schedule: {days: [sun, mon, tue], at: \"02:30\"}\nalarms: {late after hours: 6}")
    // Half past two on 14 March does not exist: it is 07:30 in UTC.
    #expect(try await alarms(campus, at: "2027-03-14T13:29:59Z") == [])
    #expect(try await alarms(campus, at: "2027-03-14T13:30:00Z") == ["late batch 1"])
    // On Monday it is 06:30 in UTC.
    #expect(try await alarms(campus, at: "2027-03-15T12:29:59Z") == ["late batch 1"])
    #expect(try await alarms(campus, at: "2027-03-15T12:30:00Z") == ["late batch 2"])
    let late = try await campus.office.feedAlarms(of: campus.id)
    #expect(late.map(\.since) == [FakeClock.instant("2027-03-14T07:30:00Z")])
    #expect(late.map(\.isTest) == [false] && late.map(\.consumer) == ["banner"])
    #expect(try await campus.office.releaseScheduled().map(\.outcome) == [.released])
    #expect(try await alarms(campus) == [])
    campus.clock?.set("2027-03-16T06:31:00Z")
    #expect(try await campus.office.releaseScheduled().map(\.outcome) == [.nothing])
    #expect(try await alarms(campus, at: "2027-03-20T12:00:00Z") == [])
    #expect(try await alarms(campus, at: "2027-03-21T12:30:00Z") == ["late batch 1"])
    try await campus.owner("update feed_consumer set ended_at = clock_timestamp()")
    #expect(try await alarms(campus) == [])
  }

  @Test func `a prepared batch that waits is told, also of a test, until it is released`()
    async throws
  {
    let campus = try await campus("alarms: {late after hours: 6}", isTest: true)
    let batch = try await campus.prepare()
    try await campus.owner("update feed_batch set prepared_at = '2027-03-14 00:00Z'")
    #expect(try await alarms(campus, at: "2027-03-14T05:59:59Z") == [])
    #expect(try await alarms(campus, at: "2027-03-14T06:00:00Z") == ["waiting batch 1"])
    #expect(try await campus.office.feedAlarms(of: campus.id).map(\.isTest) == [true])
    try await campus.release(batch)
    #expect(try await alarms(campus) == [])
  }

  @Test func `a batch that is not brought is told, and one that was given up at once`() async throws
  {
    let campus = try await campus(
      "deliver: {directory: /nowhere}\nalarms: {late after hours: 6}")
    try await campus.send()
    #expect(try await alarms(campus, at: "2027-03-13T17:59:59Z") == [])
    #expect(try await alarms(campus, at: "2027-03-13T18:00:00Z") == ["undelivered batch 1"])
    try await campus.owner("update outbox set dead_at = clock_timestamp() where kind like 'feed:%'")
    #expect(try await alarms(campus, at: "2027-03-13T12:00:00Z") == ["dead delivery 1"])
    try await campus.owner(
      "update outbox set dead_at = null, sent_at = clock_timestamp() where kind like 'feed:%'")
    #expect(try await alarms(campus, at: "2027-03-20T12:00:00Z") == [])
  }

  @Test func `rows without a word are told, then those that were rejected, until both are settled`()
    async throws
  {
    let campus = try await campus(
      "expects acknowledgements: true\nalarms: {unacknowledged after days: 3}")
    try await campus.send()
    #expect(try await alarms(campus, at: "2027-03-16T11:59:59Z") == [])
    #expect(try await alarms(campus, at: "2027-03-16T12:00:00Z") == ["unacknowledged rows 2"])
    try await acknowledge(#"{"position": 1, "outcome": "accepted"}"#, 1, 0, campus)
    #expect(try await alarms(campus) == ["unacknowledged rows 1"])
    try await acknowledge(#"{"position": 2, "outcome": "rejected"}"#, 0, 1, campus)
    try await campus.owner("update acknowledgement_state set since = '2027-03-16 12:00Z'")
    #expect(try await alarms(campus, at: "2027-03-19T11:59:59Z") == [])
    #expect(try await alarms(campus, at: "2027-03-19T12:00:00Z") == ["rejected rows 1"])
    _ = try await campus.office.acting(as: campus.staff(.registrar)) {
      try $0.settle(2, of: "banner", by: .setAside, reason: "It is right as it is.")
    }
    #expect(try await alarms(campus) == [])
    try await Conferral.check(campus.database)
  }

  private func acknowledge(
    _ row: String, _ accepted: Int, _ rejected: Int, _ campus: Campus
  ) async throws {
    let text = """
      {"report": {"accepted": \(accepted), "rejected": \(rejected), "duplicate": 0, "unknown": 0}}
      \(row)
      """
    let file = try campus.folder.write(text, to: "acknowledged-\(accepted)")
    let report = try AcknowledgementFile.read(
      file, mapping: nil, batch: nil, totals: .init(), acceptsOthers: false)
    _ = try await campus.office.acknowledge(report, from: "banner", to: campus.id, by: "test")
  }

  @Test(arguments: [nil, ["workshop"]])
  func `a cursor behind rows of its scope is told until it moves`(_ scope: [String]?) async throws {
    let campus = try await campus(
      "alarms: {cursor behind after hours: 24}", programs: scope, clients: ["sis"])
    #expect(try await alarms(campus, at: "2027-03-14T11:59:59Z") == [])
    #expect(try await alarms(campus, at: "2027-03-14T12:00:00Z") == ["cursor behind 2"])
    try await campus.owner("update feed_consumer set cursor_position = 1")
    #expect(try await alarms(campus) == ["cursor behind 1"])
    try await campus.owner("update feed_consumer set cursor_position = 2")
    #expect(try await alarms(campus) == [])
    try await campus.owner("update feed_consumer set cursor_position = 0, programs = '{other}'")
    #expect(try await alarms(campus) == [])
    try await campus.owner("update feed_consumer set programs = null")
  }

  @Test func `notations that are held for a month concern the institution`() async throws {
    let campus = try await campus("")
    let id = campus.id
    try await campus.app(
      """
      insert into held_notation (institution_id, award_id, learner_id, program_id, reason, since)
      select institution_id, award_id, learner_id, program_id, 'record hold', '2027-03-13 12:00Z'
        from award where institution_id = \(id)::int limit 1
      """)
    #expect(try await alarms(campus, at: "2027-04-12T11:59:59Z") == [])
    #expect(try await alarms(campus, at: "2027-04-12T12:00:00Z") == ["held notations 1"])
    try await campus.app("update held_notation set released_at = clock_timestamp()")
    #expect(try await alarms(campus) == [])
  }

  @Test func `a system sees its own alarms, and the program ends with 1 while there are some`()
    async throws
  {
    let campus = try await campus("alarms: {late after hours: 1}", clients: ["sis"])
    try await campus.declare(consumer: "other", clients: ["other"])
    _ = try await campus.prepare()
    try await campus.owner("update feed_batch set prepared_at = '2026-01-01Z'")
    func token(_ name: String) async throws -> String {
      try await campus.office.createToken(
        named: name, role: .machineClient, unit: nil, days: 1, of: campus.id, by: "test"
      ).secret.text
    }
    let (own, other) = (try await token("sis"), try await token("other"))
    try await APIClient.serve(campus) { api in
      for (bearer, kinds) in [(own, ["waiting batch"]), (other, [])] {
        let answer = try await api.get("/feed/alarms", as: bearer)
        let items = answer.json["items"]?.elements ?? []
        #expect(answer.status == 200 && items.compactMap { $0["kind"]?.string } == kinds)
      }
    }
    guard Daemon.isPresent else { return }
    let command = try campus.daemon("feed", "alarms")
    #expect(await command.finish() == 1)
    #expect(command.said.contains("banner\twaiting batch\t1\tproduction\tA prepared batch waits"))
  }

  @Test func `an alarm is told in the log when it begins and when it ends, and not in between`() {
    let lines = ToldLines()
    let logger = Logger(label: "alarms") { _ in lines }
    var log = FeedAlarmLog()
    let alarm = FeedAlarm(
      kind: .dead, consumer: "banner", isTest: false,
      since: PostgresInstant(microsecondsSince1970: 0), count: 1)
    log.tell([("here", [])], to: logger)
    log.tell([("here", [alarm])], to: logger)
    log.tell([("here", [alarm])], to: logger)
    log.tell([("here", [])], to: logger)
    log.tell([("here", [alarm])], to: logger)
    #expect(lines.levels == [.warning, .info, .warning])
  }
}

/// A log of which only the levels are kept.
private struct ToldLines: LogHandler {
  private final class Levels: Sendable { let told = Mutex<[Logger.Level]>([]) }

  private let kept = Levels()
  var logLevel = Logger.Level.trace
  var metadata: Logger.Metadata = [:]

  var levels: [Logger.Level] { kept.told.withLock { $0 } }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { kept.told.withLock { $0.append(event.level) } }
}
