import Foundation
import Postgres
import TestSupport
import Testing

@Suite(.database) struct UnreadableTests {
  private func failure<V: Readable & Sendable>(_ type: V.Type, _ sql: SQL) async -> PostgresError? {
    await #expect(throws: PostgresError.self) {
      _ = try await TestDatabase.current.database.read { transaction in
        try transaction.query(sql, file: "Some/File.swift", line: 7).only(V.self)
      }
    }
  }

  @Test func `a decimal with a fifth fractional digit is refused`() async {
    let error = await failure(PostgresNumeric.self, "select 1.00001 as weight")
    #expect(error?.kind == .unreadable)
    #expect(
      error?.description
        == "column \"weight\" cannot be read as numeric: it has more than four fractional digits"
        + " at Some/File.swift:7")
  }

  @Test(
    arguments: [
      "select 922337203685477.5808", "select -922337203685477.5809", "select 1e30::numeric",
      "select 'NaN'::numeric", "select 'infinity'::numeric", "select 1e-20::numeric",
    ] as [SQL])
  func `a decimal that does not fit is refused`(_ sql: SQL) async {
    #expect(await failure(PostgresNumeric.self, sql)?.kind == .unreadable)
  }

  @Test func `infinite days and moments are refused`() async {
    #expect(await failure(PostgresDay.self, "select 'infinity'::date")?.kind == .unreadable)
    #expect(
      await failure(PostgresInstant.self, "select '-infinity'::timestamptz")?.kind == .unreadable)
  }

  @Test func `null is refused where a value is asked for`() async {
    let error = await failure(Int.self, "select null::int8 as age")
    #expect(error?.summary == "column \"age\" cannot be read as bigint: it is null")
  }

  @Test func `another type is refused before its bytes are looked at`() async {
    let error = await failure(UUID.self, "select 'secret' as id")
    #expect(error?.summary.hasPrefix("column \"id\" was read as uuid, but has the type") == true)
    #expect(error?.description.contains("secret") == false)
    #expect(await failure([Int].self, "select array['a']")?.kind == .unreadable)
    #expect(await failure(Int32.self, "select 1::int8")?.kind == .unreadable)
  }

  @Test func `arrays of arrays are refused`() async {
    #expect(await failure([Int].self, "select array[[1, 2], [3, 4]]")?.kind == .unreadable)
  }

  @Test func `a column that is not there is an error`() async {
    let error = await #expect(throws: PostgresError.self) {
      try await TestDatabase.current.database.read { transaction in
        try transaction.query("select 1").only { row in
          _ = try row.next(Int.self)
          return try row.next(Int.self)
        }
      }
    }
    #expect(error?.summary == "column 2 was read, but the query returns 1")
  }

  @Test func `another number of rows than one is an error`() async {
    #expect(await failure(Int.self, "select 1 where false")?.kind == .unexpectedRowCount)
    #expect(await failure(Int.self, "values (1), (2)")?.kind == .unexpectedRowCount)
  }
}
