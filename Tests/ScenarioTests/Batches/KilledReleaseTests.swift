import Foundation
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// The daemon dies while a batch is released: it is released once, whole, or not at all.
@Suite(.enabled(if: Daemon.isPresent), .database(.conferral)) struct KilledReleaseTests {
  private func released(_ fate: DatabaseWire.Fate) async throws -> Campus {
    let campus = try await Campus.withLedger(50)
    try await campus.declare(more: "deliver: {directory: /nowhere/at/all}")
    let batch = try await campus.prepare()
    let wire = try DatabaseWire(to: TestDatabase.current.conninfo)
    defer { wire.close() }
    let token = try await campus.office.createToken(
      named: "test", role: .registrar, unit: nil, days: 1, of: campus.id, by: "test")
    let caller = DaemonCaller(port: try FreePort.next(), token: token.secret.text)
    func serve(over conninfo: String) async throws -> Daemon {
      let daemon = try Daemon(
        ["serve"], database: conninfo, keys: campus.office.keys.directory, in: campus.folder,
        port: caller.port)
      try await eventually { await caller.isUp() || !daemon.isRunning }
      return daemon
    }
    let path = "/feed/consumers/banner/batches/\(batch.number)/release"
    let body: JSONValue = ["reason": "As looked at."]
    let killed = try await serve(over: wire.conninfo)
    wire.next(fate)
    async let lost = try? caller.post(path, body, key: "release-1", within: 3)
    try await eventually { wire.hits == 1 }
    await killed.end()
    _ = await lost
    let state = try await campus.count(
      "select count(*) from feed_batch where state = 'released'")
    let queued = try await campus.count(
      "select count(*) from outbox where kind = 'feed: delivery'")
    #expect(state == queued, "the delivery is queued with the release, or not at all")
    let daemon = try await serve(over: TestDatabase.current.conninfo)
    let answer = try await caller.insist(path, body, key: "release-1")
    #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    await daemon.end(with: SIGTERM)
    return campus
  }

  private func check(_ campus: Campus) async throws {
    #expect(
      try await campus.count("select count(*) from feed_batch where state = 'released'") == 1)
    #expect(
      try await campus.count("select count(*) from outbox where kind = 'feed: delivery'") == 1)
    #expect(
      try await campus.count("select count(*) from journal where action = 'release batch'") == 1)
    let batch = try await campus.office.batch(1, of: "banner", institution: campus.id)
    #expect(try await campus.file(of: batch).count == batch.release?.bytes)
  }

  @Test func `killed after it was written and before the commit`() async throws {
    try await check(try await released(.isLost))
  }

  @Test func `killed after the commit and before anything left the house`() async throws {
    try await check(try await released(.isNotAnswered))
  }
}
