import Postgres
import TestSupport
import Testing

@Suite(.database(.accounts)) struct RetryTests {
  private var database: Database { TestDatabase.current.database }

  private func balances() async throws -> [Int] {
    try await database.read { transaction in
      try transaction.query("select balance from account order by id").column()
    }
  }

  @Test func `a serialization failure is tried again and then succeeds`() async throws {
    let (steps, attempts, database) = (Steps(), Counter(), database)
    async let slow: Void = database.write(isolation: .repeatableRead) { transaction in
      attempts.increment()
      let balance: Int = try transaction.query("select balance from account where id = 1").only()
      steps.reach("slow has read")
      try steps.wait(for: "fast has written")
      try transaction.execute("update account set balance = \(balance + 10) where id = 1")
    }
    try await steps.arrival(of: "slow has read")
    try await database.write { transaction in
      _ = try transaction.execute("update account set balance = balance + 1 where id = 1")
    }
    steps.reach("fast has written")
    try await slow
    #expect(attempts.value == 2)
    #expect(try await balances() == [111, 100])
  }

  @Test func `of two transactions in a deadlock both succeed in the end`() async throws {
    let (steps, attempts, database) = (Steps(), Counter(), database)
    let quick = Scope(settings: ["deadlock_timeout": "20ms"])
    @Sendable func move(from source: Int, to target: Int) async throws {
      try await database.write(as: quick) { transaction in
        attempts.increment()
        try transaction.execute("update account set balance = balance - 5 where id = \(source)")
        steps.reach("\(source) is locked")
        try steps.wait(for: "\(target) is locked")
        try transaction.execute("update account set balance = balance + 5 where id = \(target)")
      }
    }
    async let there: Void = move(from: 1, to: 2)
    async let back: Void = move(from: 2, to: 1)
    _ = try await (there, back)
    #expect(attempts.value >= 3)
    #expect(try await balances() == [100, 100])
  }

  @Test func `a lock timeout is tried again until the lock is free`() async throws {
    let (steps, attempts, database) = (Steps(), Counter(), database)
    async let holder: Void = database.write { transaction in
      _ = try transaction.query("select from account where id = 1 for update")
      steps.reach("locked")
      try steps.wait(for: "timed out once")
    }
    try await steps.arrival(of: "locked")
    try await database.write(limits: Limits(lock: .milliseconds(20))) { transaction in
      if attempts.increment() == 2 { steps.reach("timed out once") }
      try transaction.execute("update account set balance = 0 where id = 1")
    }
    try await holder
    #expect(attempts.value >= 2)
    #expect(try await balances() == [0, 100])
  }

  @Test func `a refusal that an application error wraps is still tried again`() async throws {
    struct Wrapped: Error {}
    let attempts = Counter()
    try await database.write { transaction in
      do {
        let state = attempts.increment() == 1 ? "40001" : "00000"
        try transaction.execute("select provoke(\(state))")
      } catch {
        throw Wrapped()
      }
    }
    #expect(attempts.value == 2)
  }

  @Test func `attempts are bounded and the last refusal is reported`() async throws {
    let attempts = Counter()
    let options = DatabaseOptions(
      conninfo: TestDatabase.current.conninfo, connections: 1, retries: Retries(attempts: 3))
    let impatient = Database(options)
    let error = await #expect(throws: PostgresError.self) {
      try await impatient.write { transaction in
        attempts.increment()
        try transaction.execute("select provoke('40001')")
      }
    }
    #expect(attempts.value == 3)
    #expect(error?.sqlState == .serializationFailure)
    #expect(error?.isRetryable == true)
    await impatient.shutDown()
  }

  @Test func `other refusals are not tried again`() async throws {
    let attempts = Counter()
    let error = await #expect(throws: PostgresError.self) {
      try await database.write { transaction in
        attempts.increment()
        try transaction.execute("insert into account values (1, 5)")
      }
    }
    #expect(attempts.value == 1)
    #expect(error?.constraint == "an account is opened once")
    #expect(error?.isRetryable == false)
  }
}
