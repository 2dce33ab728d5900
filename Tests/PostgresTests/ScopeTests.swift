import Postgres
import TestSupport
import Testing

@Suite(.database) struct ScopeTests {
  /// One connection, so that whatever leaks is seen by the next transaction.
  private func withSingleConnection<R>(_ body: (Database) async throws -> R) async throws -> R {
    let database = Database(
      DatabaseOptions(conninfo: TestDatabase.current.conninfo, connections: 1))
    do {
      let result = try await body(database)
      await database.shutDown()
      return result
    } catch {
      await database.shutDown()
      throw error
    }
  }

  private func settings(_ transaction: Transaction) throws -> [String?] {
    try transaction.query(
      """
      select current_user::text, current_setting('app.tenant', true),
        current_setting('search_path'), current_setting('statement_timeout')
      """
    ).only { row in try [row.next(), row.next(), row.next(), row.next()] }
  }

  @Test func `a scope holds for its transaction and for no other`() async throws {
    try await withSingleConnection { database in
      let before = try await database.read { try settings($0) }
      try await database.write { transaction in _ = try transaction.execute("create role clerk") }
      let scope = Scope(
        role: "clerk", settings: ["app.tenant": "7", "search_path": "pg_catalog, public"])
      let during = try await database.write(
        as: scope, limits: Limits(statement: .seconds(2)), { try settings($0) })
      #expect(during == ["clerk", "7", "pg_catalog, public", "2s"])
      let after = try await database.read { try settings($0) }
      #expect(after[0] == before[0])
      #expect(after[1] == nil || after[1] == "")
      #expect(after[2] == before[2])
      #expect(after[3] == "15s")
      struct Stop: Error {}
      await #expect(throws: Stop.self) {
        try await database.write(as: scope) { _ in throw Stop() }
      }
      #expect(try await database.read { try settings($0) } == after)
      try await database.write { transaction in _ = try transaction.execute("drop role clerk") }
    }
  }

  @Test(arguments: ["it's", "a\\b", "\\'; drop table x; --", "", "ü 🎓", "$1 %s \n"])
  func `a setting keeps any value`(_ value: String) async throws {
    let read: String = try await TestDatabase.current.database.read(
      as: Scope(settings: ["app.value": value])
    ) { transaction in
      try transaction.query("select current_setting('app.value')").only()
    }
    #expect(read == value)
  }

  @Test(arguments: ["app.x', 'y', true); drop table t; --", "", "a b", "ä"])
  func `a setting with an unusual name is refused`(_ name: String) async throws {
    let error = await #expect(throws: PostgresError.self) {
      try await TestDatabase.current.database.read(as: Scope(settings: [name: "1"])) { _ in }
    }
    #expect(error?.kind == .misuse)
  }

  @Test func `an unknown role is refused`() async throws {
    let error = await #expect(throws: PostgresError.self) {
      try await TestDatabase.current.database.read(as: Scope(role: "no'body")) { _ in }
    }
    #expect(error?.kind == .refused)
  }
}
