import AsyncHTTPClient
import Foundation
import LinkedData
import LocalCluster
import Microcredentials
import NIOCore
import NIOHTTP1
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// The promise of the feed, tried for a minute on a PostgreSQL and daemons of its own: whoever
/// follows sees every committed row once, in order, whatever dies in the meantime.
@Suite(.enabled(if: Daemon.isPresent)) struct FollowedFeedTests {
  @Test func `five readers see what twenty writers committed, once and in order, whatever dies`()
    async throws
  {
    let cluster = try LocalCluster.throwaway(
      prefix: "conferral-feed",
      settings: .throwaway(
        more: ["fsync": "on", "synchronous_commit": "on", "max_connections": "100"]))
    try await cluster.start()
    let database = Database(
      DatabaseOptions(conninfo: cluster.conninfo(), connections: 3, logger: .quiet))
    try await Conferral.migrate(database)
    let campus = try await Campus.open(in: database)
    try await campus.apply(
      SampleProgram.badge("workshop")
        .replacingOccurrences(of: "credit: none", with: "credit: 3")
        .replacingOccurrences(of: "{workshop: W 1}", with: "{workshop: W 1, credits: 3}"))
    let token = try await campus.office.createToken(
      named: "reader", role: .machineClient, unit: nil, days: 1, of: campus.id, by: "test"
    ).secret.text
    let minute = Duration.seconds(60)
    let over = Steady()
    let writersAreDone = Steady()
    let daemons = try (0..<2).map { _ in try RisenDaemon(campus, cluster.conninfo()) }
    for daemon in daemons { try await daemon.isUp() }

    let readers = (0..<5).map { number in
      let follower = FeedFollower(
        port: daemons[number % 2].port, token: token, kind: .allCases[number])
      return Task { try await follower.follow(until: over) }
    }
    let writers = (0..<20).map { number in
      let writer = FeedWriter(campus, cluster.conninfo(), number: number)
      return Task { await writer.write(until: writersAreDone) }
    }
    try await Task.sleep(for: minute / 4)
    try await daemons[0].rise()
    try await Task.sleep(for: minute / 4)
    try await cluster.restart(immediate: true)
    try await Task.sleep(for: minute / 4)
    try await daemons[1].rise()
    try await Task.sleep(for: minute / 4)
    writersAreDone.set()
    var committed: Set<Int> = []
    for writer in writers { committed.formUnion(await writer.value) }
    try await eventually(within: .seconds(60)) {
      try await campus.count(
        "select (select count(*) from dirty_log) + (select count(*) from parked)") == 0
    }
    over.set()

    let stored: [FeedFollower.Seen] = try await database.read(
      as: Scopes.institution(campus.id)
    ) { transaction in
      try transaction.query("select position, notation_id::text from notation order by position")
        .map { row in .init(position: try row.next(), notation: try row.next()) }
    }
    for (number, reader) in readers.enumerated() {
      let seen = try await reader.value
      #expect(seen == stored, "reader \(number): \(seen.count) of \(stored.count) rows")
    }
    #expect(stored.map(\.position) == Array(1...stored.count))
    #expect(stored.count > 500)
    let awarded = try await campus.count("select count(*) from award")
    let voids = try await campus.count("select count(*) from notation where kind = 'void'")
    #expect(voids > 0 && stored.count == awarded + voids)
    // What was acknowledged is there; what was not may be.
    let kept: Set<Int> = try await database.read(as: Scopes.institution(campus.id)) {
      try Set(
        $0.query(
          """
          select a.external_id::int8 from award w
            join learner_alias a using (institution_id, learner_id)
          """
        ).column(Int.self))
    }
    #expect(committed.isSubset(of: kept))
    try await Conferral.check(database)
    for daemon in daemons { #expect(await daemon.end() == 0) }
    await database.shutDown()
    await cluster.destroy()
  }
}

/// A daemon that is killed and started again on the same port.
private final class RisenDaemon: @unchecked Sendable {
  let port: Int
  private let start: () throws -> Daemon
  private var daemon: Daemon

  init(_ campus: Campus, _ conninfo: String) throws {
    let port = try FreePort.next()
    self.port = port
    start = {
      try Daemon(
        ["serve"], database: conninfo, keys: campus.office.keys.directory, in: campus.folder,
        port: port,
        settings: ["CONFERRAL_RATE_PER_MINUTE": "1000000", "CONFERRAL_LOG_LEVEL": "error"])
    }
    daemon = try start()
  }

  func isUp() async throws {
    let port = port
    try await eventually { await DaemonCaller(port: port, token: "").isUp() }
  }

  func rise() async throws {
    await daemon.end()
    daemon = try start()
  }

  func end() async -> Int32 { await daemon.end(with: SIGTERM) }
}

/// Commits, rolls back and crashes at random.
private struct FeedWriter {
  let campus: Campus
  let conninfo: String
  let number: Int

  init(_ campus: Campus, _ conninfo: String, number: Int) {
    self.campus = campus
    self.conninfo = conninfo
    self.number = number
  }

  /// The people whose facts were committed.
  func write(until isDone: Steady) async -> Set<Int> {
    let database = Database(
      DatabaseOptions(conninfo: conninfo, connections: 1, logger: .quiet))
    let mine = campus.over(database)
    var committed: Set<Int> = []
    var next = number * 1_000_000 + 1
    while !isDone.isSet {
      switch Int.random(in: 0..<100) {
      case 0..<55:
        if (try? await mine.crowd(1, from: next)) != nil { committed.insert(next) }
      case 55..<65: try? await mine.spoiled(next, by: "select 1 / 0")
      case 65..<75:
        try? await mine.spoiled(next, by: "select pg_terminate_backend(pg_backend_pid())")
      case 75..<90:
        // The loop itself, as one more daemon has it, shot at now and then.
        let shot = Task {
          try await Task.sleep(for: .milliseconds(Int.random(in: 0...40)))
          try await mine.shootAnybody(of: campus.database)
        }
        _ = try? await mine.office.reconcileBatch()
        if Int.random(in: 0..<3) > 0 { shot.cancel() }
      default:
        if let person = committed.randomElement() {
          try? await mine.revoke("\(person)", "workshop", barring: true)
        }
      }
      next += 1
      try? await Task.sleep(for: .milliseconds(Int.random(in: 20...60)))
    }
    await database.shutDown()
    return committed
  }
}

extension Campus {
  /// Adds a person's facts and spoils the transaction, or its whole connection, before its end.
  fileprivate func spoiled(_ number: Int, by statement: SQL) async throws {
    try await database.write(as: Scopes.institution(id)) { [id] transaction in
      try transaction.execute(
        """
        insert into learner (institution_id, learner_id, name, recorded_by)
        values (\(id)::int, stable_id('crowd' || \(number)::int8), 'Nobody', 'test')
        """)
      // Whoever holds the counter of the feed dies with it in hand.
      try transaction.execute(
        "select position from feed_head where institution_id = \(id)::int for update")
      try transaction.execute(statement)
    }
  }

  /// Ends the session of somebody who is amid a transaction that writes.
  fileprivate func shootAnybody(of database: Database) async throws {
    try await database.write { transaction in
      _ = try transaction.execute(
        """
        select pg_terminate_backend(pid) from (
          select pid from pg_stat_activity
           where pid <> pg_backend_pid() and backend_xid is not null
           order by random() limit 1) victim
        """)
    }
  }
}

/// Follows the feed over HTTP at its own speed, and remembers what it saw.
private struct FeedFollower {
  struct Seen: Hashable, Sendable {
    var position: Int
    var notation: String
  }

  enum Kind: CaseIterable, Sendable { case single, quick, steady, lazy, forgetful }

  let port: Int
  let token: String
  let kind: Kind

  func follow(until over: Steady) async throws -> [Seen] {
    var seen: [Seen] = []
    while true {
      let wasOver = over.isSet
      guard let page = try? await page(after: seen.last?.position ?? 0) else {
        // The daemon is dead, or its database: the position is all that has to be kept.
        try await Task.sleep(for: .milliseconds(50))
        continue
      }
      let rows = page["items"]?.elements ?? []
      // A reader that dies before it noted the page reads it again.
      if kind == .forgetful, Int.random(in: 0..<4) == 0, !wasOver { continue }
      for row in rows {
        let position = (seen.last?.position ?? 0) + 1
        guard row["position"] == .number(position), let notation = row["notation"]?.string else {
          throw GapInTheFeed(after: position - 1)
        }
        seen.append(Seen(position: position, notation: notation))
      }
      if rows.isEmpty {
        if wasOver { return seen }
        try await Task.sleep(for: .milliseconds(20))
      }
      if kind == .lazy, !wasOver { try await Task.sleep(for: .seconds(2)) }
    }
  }

  private func page(after position: Int) async throws -> JSONValue {
    let limit =
      switch kind {
      case .single: 1
      case .quick: 7
      case .steady: 100
      case .lazy: 10_000
      case .forgetful: 50
      }
    var request = HTTPClientRequest(
      url: "http://127.0.0.1:\(port)\(API.root)/feed/notations?after=\(position)&limit=\(limit)")
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
    guard response.status == .ok else { throw NeverHappened() }
    return try JSONValue(
      parsing: Array(await response.body.collect(upTo: 64 << 20).readableBytesView))
  }
}

/// A reader saw a gap, a repetition or a row without its parts.
private struct GapInTheFeed: Error {
  let after: Int
}
