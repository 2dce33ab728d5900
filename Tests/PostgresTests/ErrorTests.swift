import Postgres
import TestSupport
import Testing

@Suite(.database) struct ErrorTests {
  private func failure(_ sql: SQL) async -> PostgresError? {
    await #expect(throws: PostgresError.self) {
      try await TestDatabase.current.database.write { transaction in
        try transaction.execute(
          """
          create table person (
            email text constraint "an address belongs to one person" primary key,
            age int8 not null constraint "nobody is unborn" check (age >= 0))
          """)
        try transaction.execute("insert into person values ('ada@example.org', 36)")
        try transaction.execute(sql, file: "Some/File.swift", line: 7)
      }
    }
  }

  @Test func `a violated constraint is named, and its values are kept out of the description`()
    async throws
  {
    let error = await failure("insert into person values (\("ada@example.org"), 1)")
    #expect(error?.sqlState == .uniqueViolation)
    #expect(error?.constraint == "an address belongs to one person")
    #expect(error?.table == "person")
    #expect(error?.severity == "ERROR")
    #expect(error?.place == "Some/File.swift:7")
    #expect(error?.description.contains("ada") == false)
    #expect(error?.unsafeDetail?.contains("ada@example.org") == true)
  }

  @Test(
    arguments: [
      "insert into person values ('eve', -5)",
      "insert into person values ('eve@example.org', null)",
      "select 'eve@example.org'::int8", "select 'eve@example.org'::date",
      "do $$ begin raise exception 'eve@example.org is unknown'; end $$",
      "select jsonb_path_query('{}', 'strict $.eve')",
    ] as [SQL])
  func `no description quotes data`(_ sql: SQL) async throws {
    let error = await failure(sql)
    #expect(error?.description.contains("eve") == false)
    #expect(error?.description.contains("SQLSTATE") == true)
  }

  @Test func `a wrong statement says what is wrong`() async throws {
    let error = await failure("select nonsense from person")
    #expect(
      error?.description
        == "PostgreSQL: column \"nonsense\" does not exist (SQLSTATE 42703) at Some/File.swift:7")
  }

  @Test(arguments: [
    ("08006", true), ("40001", true), ("40P01", true), ("40002", false), ("53100", true),
    ("53300", true), ("55P03", true), ("55000", false), ("57014", true), ("57P01", true),
    ("57P04", false), ("23505", false), ("22P02", false), ("42601", false), ("P0001", false),
    ("XX000", false),
  ])
  func `only what lies in the moment is worth another try`(_ code: String, _ expected: Bool) {
    #expect(SQLState(rawValue: code).isTransient == expected)
  }

  @Test func `a server that is not there is reported without waiting long`() async throws {
    let nowhere = Database(
      DatabaseOptions(conninfo: "host=/nonexistent dbname=x", connections: 1, retries: .none))
    let error = await #expect(throws: PostgresError.self) {
      try await nowhere.read { _ in }
    }
    #expect(error?.kind == .unreachable)
    #expect(error?.isRetryable == true)
    await nowhere.shutDown()
  }
}
