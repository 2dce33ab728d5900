import Postgres
import TestSupport
import Testing

@Suite(.database(.accounts)) struct TransactionTests {
  private var database: Database { TestDatabase.current.database }

  private struct Stop: Error {}

  private func accounts() async throws -> [Int] {
    try await database.read { transaction in
      try transaction.query("select id from account order by id").column()
    }
  }

  @Test func `an error undoes everything`() async throws {
    await #expect(throws: Stop.self) {
      try await database.write { transaction in
        try transaction.execute("delete from account")
        throw Stop()
      }
    }
    #expect(try await accounts() == [1, 2])
  }

  @Test func `a read cannot write`() async throws {
    let error = await #expect(throws: PostgresError.self) {
      try await database.read { transaction in
        _ = try transaction.execute("delete from account")
      }
    }
    #expect(error?.sqlState == .readOnlyTransaction)
    #expect(try await accounts() == [1, 2])
  }

  @Test func `a savepoint undoes only itself and hands its error on`() async throws {
    try await database.write { transaction in
      try transaction.execute("insert into account values (3, 0)")
      #expect(throws: PostgresError.self) {
        try transaction.savepoint { transaction in
          try transaction.execute("insert into account values (4, 0)")
          try transaction.savepoint { transaction in
            _ = try transaction.execute("insert into account values (5, 0)")
          }
          try transaction.execute("insert into account values (1, 0)")
        }
      }
      let kept = try transaction.savepoint { transaction in
        try transaction.execute("insert into account values (6, 0)")
      }
      #expect(kept == 1)
    }
    #expect(try await accounts() == [1, 2, 3, 6])
  }

  @Test func `an error that the body swallows still undoes the transaction and is reported`()
    async throws
  {
    let error = await #expect(throws: PostgresError.self) {
      try await database.write { transaction in
        try transaction.execute("insert into account values (3, 0)")
        _ = try? transaction.execute("insert into account values (1, 0)")
      }
    }
    #expect(error?.sqlState == .uniqueViolation)
    #expect(try await accounts() == [1, 2])
  }

  @Test func `a large answer comes in chunks`() async throws {
    let (sizes, sum) = try await database.read { transaction in
      var (sizes, sum) = ([Int](), 0)
      let last = 2_500
      try transaction.forEachChunk(of: 1_000, "select generate_series(1, \(last))") { rows in
        sizes.append(rows.count)
        try rows.forEach { row in sum += try row.next(Int.self) }
      }
      try transaction.forEachChunk(of: 10, "select 1 where false") { rows in
        sizes.append(rows.count)
      }
      return (sizes, sum)
    }
    #expect(sizes == [1_000, 1_000, 500])
    #expect(sum == 2_500 * 2_501 / 2)
  }

  @Test func `an advisory lock ends with its transaction`() async throws {
    let database = database
    try await database.write { transaction in
      try transaction.advisoryLock(42)
      #expect(try transaction.tryAdvisoryLock(42))
    }
    let steps = Steps()
    async let holder: Void = database.write { transaction in
      try transaction.advisoryLock(42)
      steps.reach("held")
      try steps.wait(for: "tried")
    }
    try await steps.arrival(of: "held")
    let free = try await database.write { transaction in try transaction.tryAdvisoryLock(42) }
    steps.reach("tried")
    try await holder
    #expect(!free)
    #expect(try await database.write { transaction in try transaction.tryAdvisoryLock(42) })
  }

  @Test func `a statement that takes too long is ended`() async throws {
    let error = await #expect(throws: PostgresError.self) {
      try await database.read(limits: Limits(statement: .milliseconds(30))) { transaction in
        _ = try transaction.query("select pg_sleep(10)")
      }
    }
    #expect(error?.sqlState == .queryCanceled)
    #expect(error?.isRetryable == true)
  }

  @Test func `COPY is refused with a hint`() async throws {
    let error = await #expect(throws: PostgresError.self) {
      try await database.read { transaction in
        _ = try transaction.query("copy account to stdout")
      }
    }
    #expect(error?.kind == .misuse)
    #expect(try await accounts() == [1, 2])
  }
}
