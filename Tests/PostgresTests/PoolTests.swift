import Postgres
import TestSupport
import Testing

@Suite(.database) struct PoolTests {
  private func pool(
    connections: Int, leaseTimeout: Duration = .seconds(60)
  ) -> Database {
    Database(
      DatabaseOptions(
        conninfo: TestDatabase.current.conninfo, connections: connections,
        leaseTimeout: leaseTimeout))
  }

  /// In use, idle, waiting.
  private func state(_ database: Database) -> [Int] {
    let gauge = database.gauge
    return [gauge.inUse, gauge.idle, gauge.waiting]
  }

  @Test func `who waits too long for a connection is told so`() async throws {
    let database = pool(connections: 1, leaseTimeout: .milliseconds(50))
    let steps = Steps()
    async let holder: Void = database.read { _ in
      steps.reach("held")
      try steps.wait(for: "others were told")
    }
    try await steps.arrival(of: "held")
    await withTaskGroup { group in
      for _ in 0..<3 {
        group.addTask {
          let error = await #expect(throws: PostgresError.self) { try await database.read { _ in } }
          #expect(error?.kind == .poolExhausted)
          #expect(error?.description.contains("1 of 1 in use") == true)
        }
      }
    }
    #expect(state(database) == [1, 0, 0])
    steps.reach("others were told")
    try await holder
    try await database.read { _ in }
    #expect(state(database) == [0, 1, 0])
    await database.shutDown()
  }

  @Test func `many transactions share few connections`() async throws {
    let database = pool(connections: 3)
    let total = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 1...300 {
        group.addTask {
          try await database.read { try $0.query("select \(number)").only() }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(total == 300 * 301 / 2)
    #expect(database.gauge.limit == 3)
    #expect(database.gauge.idle <= 3)
    await database.shutDown()
  }

  @Test func `waits for a connection are added up`() async throws {
    let database = pool(connections: 1)
    let steps = Steps()
    async let holder: Void = database.read { _ in
      steps.reach("held")
      try steps.wait(for: "the other waits")
    }
    try await steps.arrival(of: "held")
    #expect(database.gauge.waits == PoolGauge.Waits())
    async let waiting: Void = database.read { _ in }
    while database.gauge.waiting == 0 { await Task.yield() }
    try await Task.sleep(for: .milliseconds(60))
    steps.reach("the other waits")
    _ = try await (holder, waiting)
    let waits = database.gauge.waits
    #expect(waits.count == 1)
    #expect(waits.timeouts == 0)
    #expect(waits.time >= .milliseconds(60) && waits.time < .seconds(20))
    await database.shutDown()
  }

  @Test func `cancelling a task that waits ends the wait`() async throws {
    let database = pool(connections: 1)
    let steps = Steps()
    async let holder: Void = database.read { _ in
      steps.reach("held")
      try steps.wait(for: "the other was cancelled")
    }
    try await steps.arrival(of: "held")
    let waiting = Task { try await database.read { _ in } }
    while database.gauge.waiting == 0 { await Task.yield() }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    #expect(database.gauge.waiting == 0)
    steps.reach("the other was cancelled")
    try await holder
    await database.shutDown()
  }

  @Test func `cancelling a task ends its statement and keeps the connection`() async throws {
    let database = pool(connections: 1)
    let backend: Int = try await database.read { try $0.query("select pg_backend_pid()").only() }
    let start = ContinuousClock.now
    let steps = Steps()
    let sleeping = Task {
      try await database.read { transaction in
        steps.reach("running")
        _ = try transaction.query("select pg_sleep(60)")
      }
    }
    try await steps.arrival(of: "running")
    try await Task.sleep(for: .milliseconds(20))
    sleeping.cancel()
    await #expect(throws: CancellationError.self) { try await sleeping.value }
    #expect(ContinuousClock.now - start < .seconds(30))
    #expect(try await database.read { try $0.query("select pg_backend_pid()").only() } == backend)
    await database.shutDown()
  }

  @Test func `a task cancelled before it begins does nothing`() async throws {
    let database = pool(connections: 1)
    let task = Task {
      try? await Task.sleep(for: .seconds(10))
      try await database.read { _ in }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(database.gauge.inUse == 0)
    await database.shutDown()
  }

  @Test func `COMMIT is never cancelled`() async throws {
    let database = pool(connections: 1)
    try await Migrator(
      database: database,
      migrations: [
        Migration(
          version: 1, name: "slow commit",
          sql: """
            create table mark (id int8);
            create function slow() returns trigger language plpgsql as $$
            begin perform pg_sleep(0.3); return null; end $$;
            create constraint trigger slow after insert on mark deferrable initially deferred
              for each row execute function slow();
            """)
      ]
    ).migrate()
    let steps = Steps()
    let writing = Task {
      try await database.write { transaction in
        try transaction.execute("insert into mark values (1)")
        steps.reach("about to commit")
      }
    }
    try await steps.arrival(of: "about to commit")
    try await Task.sleep(for: .milliseconds(100))
    writing.cancel()
    try await writing.value
    #expect(
      try await database.read { try $0.query("select count(*) from mark").only(Int.self) } == 1)
    await database.shutDown()
  }

  @Test func `a cancelled transaction is not committed`() async throws {
    let database = pool(connections: 1)
    try await database.write { _ = try $0.execute("create table mark (id int8)") }
    let steps = Steps()
    let writing = Task {
      try await database.write { transaction in
        try transaction.execute("insert into mark values (1)")
        steps.reach("written")
        try steps.wait(for: "cancelled")
      }
    }
    try await steps.arrival(of: "written")
    writing.cancel()
    steps.reach("cancelled")
    await #expect(throws: CancellationError.self) { try await writing.value }
    #expect(
      try await database.read { try $0.query("select count(*) from mark").only(Int.self) } == 0)
    await database.shutDown()
  }

  @Test func `shutting down lets the running finish and refuses the rest`() async throws {
    let database = pool(connections: 1)
    let steps = Steps()
    async let running: Int = database.read { transaction in
      steps.reach("running")
      try steps.wait(for: "closing")
      return try transaction.query("select 1").only()
    }
    try await steps.arrival(of: "running")
    let waiting = Task { try await database.read { _ in } }
    while database.gauge.waiting == 0 { await Task.yield() }
    async let closed: Void = database.shutDown()
    let refused = await #expect(throws: PostgresError.self) { try await waiting.value }
    #expect(refused?.kind == .shutDown)
    let late = await #expect(throws: PostgresError.self) { try await database.read { _ in } }
    #expect(late?.kind == .shutDown)
    steps.reach("closing")
    #expect(try await running == 1)
    await closed
    #expect(database.gauge.inUse == 0)
  }
}
