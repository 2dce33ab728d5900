import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// The daemon is told to stop while it is busy: it ends within ten seconds, and nothing is half
/// done.
@Suite(.enabled(if: Daemon.isPresent), .database(.conferral)) struct StopTests {
  private func stop(_ daemon: Daemon) async -> (status: Int32, time: Duration) {
    let start = ContinuousClock.now
    let status = await daemon.end(with: SIGTERM)
    return (status, .now - start)
  }

  @Test func `a stop amid a backlog and an import leaves whole batches and no halves`() async throws
  {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.crowd(5_000)
    let people = (1...20_000).map { "new\($0),New \($0),new\($0)@example.edu" }
    let mapping = try campus.folder.write(SmallFile.people.mapping, to: "people.yaml")
    let file = try campus.folder.write(SmallFile.people.text(people), to: "people.csv")

    let daemon = try campus.daemon("serve", port: FreePort.next())
    let importing = try campus.daemon("import", mapping.path, file.path)
    // Once some of it is there no more of it comes, so that neither is done before the stop.
    let awarding = campus.hold(
      "lock table award in share row exclusive mode", once: "select count(*) from award")
    let bringing = campus.hold(
      "lock table learner_alias in share row exclusive mode",
      once: "select coalesce(sum(done_lines), 0)::int8 from import_run")
    try await eventually(within: .seconds(120)) {
      let held =
        try await campus.locks(on: "award", in: "ShareRowExclusiveLock")
        + campus.locks(on: "learner_alias", in: "ShareRowExclusiveLock")
      return held == 2 || !daemon.isRunning || !importing.isRunning
    }
    async let importEnd = importing.end(with: SIGTERM)
    let end = await stop(daemon)
    for hold in [awarding, bringing] {
      hold.cancel()
      _ = await hold.result
    }
    _ = await importEnd

    #expect(end.status == 0, "\(daemon.said)")
    #expect(end.time < .seconds(10))
    try await Conferral.check(campus.database)
    let left = try await campus.count(Self.undecided)
    #expect(left > 0)
    let awards = try await campus.count("select count(*) from award")
    #expect(awards + left == 5_000)
    let created = try await campus.count("select created_count from import_run")
    #expect((1..<20_000).contains(created))
    #expect(created % 1_000 == 0)
    #expect(try await campus.count(Self.imported) == created)

    let resumed = try campus.daemon("import", mapping.path, file.path)
    #expect(await resumed.finish() == 0, "\(resumed.said)")
    #expect(resumed.said.contains("resumed"), "\(resumed.said)")
    #expect(try await campus.count(Self.imported) == 20_000)
    try await campus.reconcile()
    #expect(try await campus.awards().count == 5_000)
  }

  private static let undecided: SQL = "select count(distinct enrollment_id) from dirty_log"
  private static let imported: SQL =
    "select count(*) from learner_alias where external_id like 'new%'"

  @Test func `a caller that says nothing more does not hold the stop up`() async throws {
    let campus = try await Campus.open()
    let port = try FreePort.next()
    let daemon = try campus.daemon("serve", port: port)
    let caller = try await SlowCaller(port: port)
    try caller.say("GET /healthz HTTP/1.1\r\nHost: x\r\n")
    let end = await stop(daemon)
    #expect(end.status == 0, "\(daemon.said)")
    #expect(end.time < .seconds(10))
    caller.hangUp()
  }

  @Test func `a batch that is blocked by somebody else is undone in time`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.crowd(100)
    let database = campus.database
    let limits = Limits(statement: .seconds(60), idleInTransaction: .seconds(60))
    let blocking = Task {
      try await database.write(limits: limits) { transaction in
        try transaction.execute("lock table award in share row exclusive mode")
        try transaction.execute("select pg_sleep(30)")
      }
    }
    try await eventually { try await campus.locks(on: "award") > 0 }
    let daemon = try campus.daemon("serve", port: FreePort.next())
    try await eventually { try await campus.locks(on: "award", granted: false) > 0 }
    let end = await stop(daemon)
    blocking.cancel()
    _ = await blocking.result
    #expect(end.status == 0, "\(daemon.said)")
    #expect(end.time < .seconds(10))
    #expect(try await campus.count("select count(*) from award") == 0)
    #expect(try await campus.count(Self.undecided) == 100)
    try await campus.reconcile()
    #expect(try await campus.awards().count == 100)
  }
}

extension Campus {
  /// Takes a lock as soon as a count is more than nothing, and holds it until it is cancelled.
  fileprivate func hold(_ lock: SQL, once count: SQL) -> Task<Void, any Error> {
    Task {
      try await eventually(within: .seconds(120)) { try await self.count(count) > 0 }
      let limits = Limits(statement: .seconds(120), idleInTransaction: .seconds(120))
      try await database.write(limits: limits) { transaction in
        _ = try transaction.query(lock)
        _ = try transaction.query("select pg_sleep(100)")
      }
    }
  }
}

/// The same with the private PostgreSQL, which stops together with the daemon.
@Suite(.enabled(if: Daemon.isPresent)) struct PrivateStopTests {
  @Test func `a daemon with a private database stops both in time and in good order`() async throws
  {
    let folder = try TemporaryFolder()
    let port = try FreePort.next()
    let keys = folder.url.appendingPathComponent("keys")
    let daemon = try Daemon(["serve"], database: "", keys: keys, in: folder, port: port)
    let caller = try await SlowCaller(port: port)
    let start = ContinuousClock.now
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
    #expect(ContinuousClock.now - start < .seconds(10))
    caller.hangUp()
    let check = try Daemon(["fsck"], database: "", keys: keys, in: folder)
    #expect(await check.finish() == 0, "\(check.said)")
    let log = try String(
      contentsOf: folder.url.appendingPathComponent("postgres/postgres.log"), encoding: .utf8)
    #expect(log.contains("database system is shut down"))
    #expect(!log.contains("not properly shut down"))
  }
}

/// A connection to the daemon on which something is begun and never ended.
private final class SlowCaller {
  private let descriptor: Int32

  /// Connects as soon as the daemon listens.
  init(port: Int) async throws {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    descriptor = try await {
      for _ in 0..<1_000 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let isConnected = withUnsafePointer(to: &address) { pointer in
          pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
          }
        }
        if isConnected { return descriptor }
        close(descriptor)
        try await Task.sleep(for: .milliseconds(20))
      }
      throw NeverHappened()
    }()
  }

  func say(_ text: String) throws {
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else { throw NeverHappened() }
  }

  func hangUp() { close(descriptor) }
}
