import Postgres
import TestSupport
import Testing

@Suite(.database) struct MigratorTests {
  private var database: Database { TestDatabase.current.database }

  private let first = Migration(version: 1, name: "first", sql: "create table a (id int8);")
  private let second = Migration(
    version: 2, name: "second", sql: "create table b (id int8); insert into b values (1), (2);")

  private func migrator(_ migrations: Migration...) -> Migrator {
    Migrator(database: database, migrations: migrations)
  }

  @Test func `what is missing is applied once and in order`() async throws {
    #expect(try await migrator(first, second).status() == .behind([first, second]))
    #expect(try await migrator(first).migrate() == [first])
    #expect(try await migrator(first, second).status() == .behind([second]))
    #expect(try await migrator(second, first).migrate() == [second])
    #expect(try await migrator(first, second).migrate() == [])
    #expect(try await migrator(first, second).status() == .current)
  }

  @Test func `a newer schema is not touched`() async throws {
    try await migrator(first, second).migrate()
    #expect(try await migrator(first).status() == .ahead([2]))
    await #expect(throws: PostgresError.self) { try await migrator(first).migrate() }
  }

  @Test func `an edited migration is noticed`() async throws {
    try await migrator(first).migrate()
    let edited = Migration(version: 1, name: "first", sql: first.sql + " ")
    #expect(try await migrator(edited, second).status() == .altered([edited]))
    await #expect(throws: PostgresError.self) { try await migrator(edited, second).migrate() }
    #expect(try await migrator(first, second).status() == .behind([second]))
  }

  @Test func `a migration that fails leaves nothing behind`() async throws {
    let broken = Migration(
      version: 2, name: "broken", sql: "create table b (id int8); select nonsense;")
    let error = await #expect(throws: PostgresError.self) {
      try await migrator(first, broken).migrate()
    }
    #expect(error?.place == "migration 2 broken")
    #expect(try await migrator(first, second).status() == .behind([second]))
    #expect(try await migrator(first, second).migrate() == [second])
  }

  @Test func `a migration may not end its transaction`() async throws {
    let sly = Migration(version: 2, name: "sly", sql: "create table b (id int8); commit;")
    let error = await #expect(throws: PostgresError.self) {
      try await migrator(first, sly).migrate()
    }
    #expect(error?.kind == .misuse)
    #expect(error?.summary.contains("migration 2 ends its transaction") == true)
  }

  @Test func `migrators at the same time apply every step once`() async throws {
    let conninfo = TestDatabase.current.conninfo
    let steps = (1...12).map {
      Migration(version: $0, name: "step", sql: "create table t\($0) (id int8);")
    }
    let applied = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<3 {
        group.addTask {
          let database = Database(DatabaseOptions(conninfo: conninfo, connections: 1))
          let count = try await Migrator(database: database, migrations: steps).migrate().count
          await database.shutDown()
          return count
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(applied == 12)
    #expect(try await Migrator(database: database, migrations: steps).status() == .current)
  }

  @Test func `settings of a migration do not stay with its connection`() async throws {
    let single = Database(DatabaseOptions(conninfo: TestDatabase.current.conninfo, connections: 1))
    let dump = Migration(
      version: 1, name: "dump", sql: "set search_path = ''; create table public.a (id int8);")
    try await Migrator(database: single, migrations: [dump]).migrate()
    let path: String = try await single.read {
      try $0.query("select current_setting('search_path')").only()
    }
    #expect(path != "\"\"" && path != "")
    await single.shutDown()
  }

  @Test func `every status says what to do`() {
    #expect(
      SchemaStatus.behind([first, second]).sentence(command: "program migrate")
        == "The schema lacks migrations 1, 2: run `program migrate`.")
    #expect(SchemaStatus.ahead([3]).sentence(command: "x").contains("migration 3"))
    #expect(SchemaStatus.altered([first]).sentence(command: "x").contains("migration 1"))
  }
}
