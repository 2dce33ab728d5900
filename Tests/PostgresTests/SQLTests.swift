import Postgres
import TestSupport
import Testing

struct SQLTests {
  @Test func `interpolations become numbered parameters`() {
    let sql: SQL = "select \(1), \("two") where \([3]) is not null"
    #expect(sql.text == "select $1, $2 where $3 is not null")
    #expect(sql.parameterCount == 3)
  }

  @Test func `joined statements are renumbered`() {
    let condition: SQL = "a = \(1) and b = \(2)"
    let sql: SQL = "select \(0) where \(sql: condition) or \(sql: condition) limit \(9)"
    #expect(sql.text == "select $1 where a = $2 and b = $3 or a = $4 and b = $5 limit $6")
    #expect(sql.parameterCount == 6)
    let list = SQL.joined([condition, "true", "c = \(3)"], separator: " or ")
    #expect(list.text == "a = $1 and b = $2 or true or c = $3")
  }

  @Test func `names are quoted and raw text is left alone`() {
    let sql: SQL = "select \(identifier: "a\"b; --") \(raw: "from x")"
    #expect(sql.text == "select \"a\"\"b; --\" from x")
  }

  @Test(.database) func `joined parameters keep their values`() async throws {
    let (left, right): (SQL, SQL) = ("\("a") || \("b")", "\("c") || \(String?.none) is null")
    let text: String = try await TestDatabase.current.database.read { transaction in
      try transaction.query("select (\(sql: left)) || \("-") || (\(sql: right))::text").only()
    }
    #expect(text == "ab-true")
  }

  @Test(.database) func `a NUL character is refused before anything is sent`() async throws {
    let database = TestDatabase.current.database
    let name = "a\0b"
    for sql in ["select \(name)", "select \([name])", "select \(PostgresJSON("\"\0\""))"] as [SQL] {
      let error = await #expect(throws: PostgresError.self) {
        try await database.read { transaction in _ = try transaction.query(sql) }
      }
      #expect(error?.kind == .unbindable)
      #expect(error?.summary.contains("parameter $1 cannot be sent") == true)
    }
    let error = await #expect(throws: PostgresError.self) {
      try await database.read { transaction in
        _ = try transaction.query("select 1 as \(identifier: name)")
      }
    }
    #expect(error?.kind == .unbindable)
  }

  @Test(.database) func `arrays of arrays are refused`() async {
    let error = await #expect(throws: PostgresError.self) {
      try await TestDatabase.current.database.read { transaction in
        _ = try transaction.query("select \([[1], [2]])")
      }
    }
    #expect(error?.kind == .unbindable)
  }

  @Test(.database) func `many rows are written by unnest`() async throws {
    let numbers = Array(0..<10_000)
    let names = numbers.map { $0 % 7 == 0 ? nil : "name \($0)" }
    let (written, total, nameless) = try await TestDatabase.current.database.write { transaction in
      try transaction.execute("create table bulk (id int8 primary key, name text)")
      let written = try transaction.execute(
        "insert into bulk (id, name) select * from unnest(\(numbers), \(names))")
      return try transaction.query("select sum(id)::int8, count(*) - count(name) from bulk").only {
        row in (written, try row.next(Int.self), try row.next(Int.self))
      }
    }
    #expect(written == 10_000)
    #expect(total == numbers.reduce(0, +))
    #expect(nameless == names.count { $0 == nil })
  }
}
