import Postgres
import TestSupport
import Testing

/// Statements whose plans a session keeps, and transactions that begin with their first statement.
@Suite(.database(.accounts)) struct LookUpTests {
  private func with<R>(
    connections: Int, _ body: (Database) async throws -> R
  ) async throws -> R {
    let database = Database(
      DatabaseOptions(conninfo: TestDatabase.current.conninfo, connections: connections))
    do {
      let result = try await body(database)
      await database.shutDown()
      return result
    } catch {
      await database.shutDown()
      throw error
    }
  }

  private func balance(of id: Int, in database: Database) async throws -> Int {
    try await database.read { transaction in
      try transaction.lookUp("select balance from account where id = \(id)").only()
    }
  }

  @Test func `a session of one's own keeps the plan of a look-up`() async throws {
    try await with(connections: 1) { (database) async throws in
      for _ in 0..<20 { #expect(try await balance(of: 1, in: database) == 100) }
      let kept: Int = try await database.read { transaction in
        try transaction.query(
          """
          select count(*) from pg_prepared_statements
           where statement like '%from account%' and generic_plans + custom_plans >= 20
          """
        ).only()
      }
      #expect(kept == 1)
    }
  }

  @Test func `a look-up goes on after its table has changed`() async throws {
    try await with(connections: 1) { (database) async throws in
      #expect(try await balance(of: 1, in: database) == 100)
      try await TestDatabase.current.database.write { transaction in
        _ = try transaction.execute(
          "alter table account alter column balance type int4, add column note text")
      }
      let balance: Int32 = try await database.read { transaction in
        try transaction.lookUp("select balance from account where id = \(1)").only()
      }
      #expect(balance == 100)
    }
  }

  @Test func `a look-up goes on when the session has lost its statements`() async throws {
    try await with(connections: 1) { (database) async throws in
      #expect(try await balance(of: 1, in: database) == 100)
      try await database.write { transaction in _ = try transaction.execute("deallocate all") }
      #expect(try await balance(of: 2, in: database) == 100)
    }
  }

  @Test func `nothing runs where the transaction could not be begun`() async throws {
    try await with(connections: 1) { (database) async throws in
      let error = await #expect(throws: PostgresError.self) {
        try await database.write(as: Scope(role: "nobody of that name")) { transaction in
          _ = try? transaction.execute("delete from account")
          _ = try? transaction.execute("delete from account")
        }
      }
      #expect(error?.kind == .refused)
      #expect(error?.place == "begin")
      #expect(try await balance(of: 1, in: database) == 100)
    }
  }

  @Test func `a statement that cannot be sent leaves the transaction to be begun by the next`()
    async throws
  {
    try await with(connections: 1) { (database) async throws in
      let sum: Int = try await database.write { transaction in
        #expect(throws: PostgresError.self) {
          try transaction.query("select \("a\u{0}b")")
        }
        try transaction.execute("update account set balance = balance + 1")
        return try transaction.query("select sum(balance)::int8 from account").only()
      }
      #expect(sum == 202)
      #expect(try await balance(of: 1, in: database) == 101)
    }
  }

  @Test func `an advisory lock of a read is free when the read returns`() async throws {
    try await with(connections: 2) { (database) async throws in
      for _ in 0..<200 {
        async let other: Int = balance(of: 1, in: database)
        let isFree = try await database.read { transaction in
          try transaction.tryAdvisoryLock(7)
        }
        #expect(isFree)
        _ = try await other
      }
    }
  }

  @Test func `a cancelled read right after another read cancels nothing else`() async throws {
    try await with(connections: 1) { (database) async throws in
      for _ in 0..<100 {
        #expect(try await balance(of: 1, in: database) == 100)
        let next = Task { try await balance(of: 2, in: database) }
        next.cancel()
        _ = try? await next.value
      }
      #expect(try await balance(of: 1, in: database) == 100)
    }
  }
}
