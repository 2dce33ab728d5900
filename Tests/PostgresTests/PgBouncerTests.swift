import Postgres
import TestSupport
import Testing

/// Through a real proxy that hands each transaction to whichever server connection is free.
@Suite(.enabled(if: PgBouncer.isWanted), .database) struct PgBouncerTests {
  /// The last of many that begin at once waits for a connection as long as all the others take.
  private static func database(_ proxy: PgBouncer) async throws -> Database {
    Database(
      DatabaseOptions(
        conninfo: try await proxy.conninfo(), connections: 6, leaseTimeout: .seconds(60)))
  }

  @Test func `transactions, scopes, cursors and cancellation work through a pooling proxy`()
    async throws
  {
    let proxy = try PgBouncer(to: TestDatabase.current.conninfo)
    defer { proxy.stop() }
    let database = try await Self.database(proxy)
    try await database.write { _ = try $0.execute("create table note (tenant text, number int8)") }

    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<120 {
        group.addTask { try await write(number, to: database) }
      }
      try await group.waitForAll()
    }

    let (count, wrong, leaked) = try await database.read { transaction in
      try transaction.query(
        """
        select count(*), count(*) filter (where tenant <> (number % 5)::text),
          coalesce(current_setting('app.tenant', true), '')
        from note
        """
      ).only { row in (try row.next(Int.self), try row.next(Int.self), try row.next(String.self)) }
    }
    #expect(count == 120)
    #expect(wrong == 0)
    #expect(leaked == "")
    try await cancel(in: database)
    await database.shutDown()
  }

  /// Two statements, so that another client's transaction may come between where it must not.
  private func write(_ number: Int, to database: Database) async throws {
    let tenant = "\(number % 5)"
    try await database.write(as: Scope(settings: ["app.tenant": tenant])) { transaction in
      try transaction.advisoryLock(Int64(number % 3))
      try transaction.execute(
        "insert into note select current_setting('app.tenant'), \(number)")
      try transaction.forEachChunk(of: 10, "select number from note") { rows in
        #expect(rows.count > 0)
      }
    }
  }

  @Test func `look-ups keep no plan where another server process may come next`() async throws {
    let proxy = try PgBouncer(to: TestDatabase.current.conninfo)
    defer { proxy.stop() }
    let database = try await Self.database(proxy)
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<200 {
        group.addTask {
          try await database.read(as: Scope(settings: ["app.number": "\(number)"])) { transaction in
            let kept: Int = try transaction.lookUp(
              """
              select (select count(*) from pg_prepared_statements where name <> '') * 1000
                + current_setting('app.number')::int8 - \(number)
              """
            ).only()
            return kept
          }
        }
      }
      for try await wrong in group { #expect(wrong == 0) }
    }
    await database.shutDown()
  }

  private func cancel(in database: Database) async throws {
    let start = ContinuousClock.now
    let sleeping = Task {
      try await database.read { transaction in _ = try transaction.query("select pg_sleep(60)") }
    }
    try await Task.sleep(for: .milliseconds(200))
    sleeping.cancel()
    await #expect(throws: CancellationError.self) { try await sleeping.value }
    #expect(ContinuousClock.now - start < .seconds(30))
    let answers = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<20 {
        group.addTask { try await database.read { try $0.query("select \(number)").only() } }
      }
      return try await group.reduce(0, +)
    }
    #expect(answers == 190)
  }
}
