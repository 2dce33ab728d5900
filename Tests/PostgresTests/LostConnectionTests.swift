import Postgres
import TestSupport
import Testing

@Suite(.database(.accounts)) struct LostConnectionTests {
  private var database: Database { TestDatabase.current.database }

  private func balance() async throws -> Int {
    try await database.read { transaction in
      try transaction.query("select balance from account where id = 1").only()
    }
  }

  @Test func `a connection ended in the middle is replaced and the work done once`() async throws {
    let attempts = Counter()
    try await database.write { transaction in
      try transaction.execute("update account set balance = balance + 1 where id = 1")
      if attempts.increment() == 1 {
        try transaction.execute("select pg_terminate_backend(pg_backend_pid())")
      }
    }
    #expect(attempts.value == 2)
    #expect(try await balance() == 101)
  }

  @Test func `a connection ended just before COMMIT is noticed and the work done once`()
    async throws
  {
    let (steps, attempts, database) = (Steps(), Counter(), database)
    async let writing: Void = database.write { transaction in
      try transaction.execute("update account set balance = balance + 1 where id = 1")
      guard attempts.increment() == 1 else { return }
      try transaction.execute("set local application_name = 'victim'")
      steps.reach("written")
      try steps.wait(for: "ended")
    }
    try await steps.arrival(of: "written")
    try await database.read { transaction in
      _ = try transaction.query(
        """
        select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and application_name = 'victim'
        """)
    }
    steps.reach("ended")
    try await writing
    #expect(attempts.value == 2)
    #expect(try await balance() == 101)
  }

  @Test func `a connection ended during COMMIT leaves the outcome unknown and repeats nothing`()
    async throws
  {
    try await atCommit("perform pg_terminate_backend(pg_backend_pid())")
    try await expectUnknown()
    #expect(try await balance() == 100)
  }

  @Test func `a warning during COMMIT counts as not acknowledged`() async throws {
    try await atCommit("raise warning 'canceling wait for synchronous replication'")
    try await expectUnknown()
    #expect(try await balance() == 101)
  }

  @Test func `a refusal by COMMIT itself is an ordinary refusal`() async throws {
    try await atCommit("raise exception 'no' using errcode = '23514', constraint = 'deferred'")
    let error = await #expect(throws: PostgresError.self) {
      try await database.write { transaction in
        _ = try transaction.execute("update account set balance = balance + 1 where id = 1")
      }
    }
    #expect(error?.kind == .refused)
    #expect(error?.constraint == "deferred")
    #expect(try await balance() == 100)
  }

  private func expectUnknown() async throws {
    let attempts = Counter()
    let error = await #expect(throws: PostgresError.self) {
      try await database.write { transaction in
        attempts.increment()
        try transaction.execute("update account set balance = balance + 1 where id = 1")
      }
    }
    #expect(attempts.value == 1)
    #expect(error?.kind == .commitOutcomeUnknown)
    #expect(error?.isCommitOutcomeUnknown == true)
    #expect(error?.isRetryable == false)
  }

  /// A deferred trigger runs while COMMIT does.
  private func atCommit(_ statement: String) async throws {
    let trigger = Migration(
      version: 2, name: "trigger",
      sql: """
        create function at_commit() returns trigger language plpgsql as $$
        begin \(statement); return null; end $$;
        create constraint trigger at_commit after update on account
          deferrable initially deferred for each row execute function at_commit();
        """)
    try await Migrator(database: database, migrations: [.accounts, trigger]).migrate()
  }
}
