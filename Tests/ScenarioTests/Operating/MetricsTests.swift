import Foundation
import LocalCluster
import Logging
import Office
import Postgres
import TestSupport
import Testing

@testable import conferral

/// What /metrics says; one test at a time, since they share what it is made from.
@Suite(.serialized) struct MetricsTests {
  private func value(_ series: String, in text: String) -> Double? {
    text.split(separator: "\n").first { $0.hasPrefix(series + " ") }
      .flatMap { $0.split(separator: " ").last.flatMap { Double($0) } }
  }

  @Test(.database(.conferral), .enabled(if: Promtool.isWanted))
  func `the queue, the loop, the pool and the process are told as promtool wants it`() async throws
  {
    Telemetry.begin()
    let campus = try await Campus.open(code: "metrics")
    let other = try await campus.neighbour("idle")
    try await campus.apply(SampleProgram.badge())
    try await campus.crowd(30)
    let scrape = Scrape(campus.office)
    let before = await scrape.text()
    #expect(value(#"conferral_queue_marks{institution="metrics"}"#, in: before) ?? 0 >= 30)
    #expect(
      value(#"conferral_queue_oldest_age_seconds{institution="metrics"}"#, in: before) ?? 0 > 0)
    #expect(
      value(#"conferral_queue_oldest_age_seconds{institution="idle"}"#, in: before) == 0)
    #expect(value("conferral_database_up", in: before) == 1)

    let loop = ReconcilerMetrics(campus.office)
    while let report = try await campus.office.reconcileBatch(), report.marks > 0 {
      await loop.record(report, took: .milliseconds(20))
    }
    do {
      try await campus.database.read { _ = try $0.query("select 1 / 0") }
    } catch {
      loop.recordFailure(.reconciling, error)
    }
    try await Task.sleep(for: .milliseconds(1_100))
    let after = await scrape.text()
    #expect(value(#"conferral_queue_marks{institution="metrics"}"#, in: after) == 0)
    #expect(value(#"conferral_awards_total{institution="metrics"}"#, in: after) == 30)
    #expect(value(#"conferral_decisions_total{institution="metrics"}"#, in: after) == 30)
    #expect(
      value(#"conferral_batch_size_sum{institution="metrics"}"#, in: after) == 30)
    #expect(
      value(#"conferral_failures_total{kind="database",task="reconciling"}"#, in: after) == 1)
    #expect(value(#"conferral_failures_total{kind="database",task="days"}"#, in: after) == 0)
    #expect(value("conferral_database_connections_limit", in: after) == 8)
    #expect(value(#"conferral_database_connections{state="idle"}"#, in: after) ?? 0 >= 1)
    #expect(value("process_resident_memory_bytes", in: after) ?? 0 > 1_000_000)
    #expect(value("process_open_fds", in: after) ?? 0 > 3)
    let start = value("process_start_time_seconds", in: after) ?? 0
    #expect((0..<86_400).contains(Date().timeIntervalSince1970 - start))
    #expect(value("process_cpu_seconds_total", in: after) ?? 0 > 0)
    #expect(try Promtool.check(after) == "")
    _ = other
  }

  @Test func `without its database a daemon still tells, and tells no old depth of the queue`()
    async throws
  {
    let cluster = try LocalCluster.throwaway(prefix: "conferral-metrics")
    try await cluster.start()
    let database = Database(
      DatabaseOptions(conninfo: cluster.conninfo(), connections: 3, logger: .quiet))
    try await TestSupport.Conferral.migrate(database)
    let campus = try await Campus.open(in: database, code: "away")
    let scrape = Scrape(campus.office)
    #expect(await scrape.text().contains(#"conferral_queue_marks{institution="away"} 0"#))
    await cluster.stop()
    try await Task.sleep(for: .milliseconds(1_100))
    let start = ContinuousClock.now
    let text = await scrape.text()
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(value("conferral_database_up", in: text) == 0)
    #expect(!text.contains(#"{institution="away"}"#))
    await database.shutDown()
    await cluster.destroy()
  }
}
