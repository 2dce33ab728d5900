import Foundation
import Postgres
import TestSupport
import Testing

@Suite(.database) struct RoundTripTests {
  private var database: Database { TestDatabase.current.database }

  private func echo<V: Bindable & Readable & Sendable>(_ value: V) async throws -> V {
    try await database.read { transaction in
      try transaction.query("select \(value)").only()
    }
  }

  /// Alone, in an array, in an array with nulls, as null, and as an empty array.
  private func check<V: Bindable & Readable & Equatable>(_ values: [V]) async throws {
    for value in values { #expect(try await echo(value) == value) }
    #expect(try await echo(values) == values)
    let optionals: [V?] = [nil] + values.map { $0 } + [nil]
    #expect(try await echo(optionals) == optionals)
    #expect(try await echo(V?.none) == nil)
    #expect(try await echo([V]()) == [])
  }

  @Test func `booleans and integers keep their value to the edges of their range`() async throws {
    try await check([true, false])
    try await check([Int16.min, -1, 0, 1, .max])
    try await check([Int32.min, -1, 0, 1, .max])
    try await check([Int64.min, -1, 0, 1, .max])
    try await check([Int.min, -1, 0, 1, .max])
  }

  @Test func `texts keep every character`() async throws {
    try await check(["", "a", "'; drop table x; --", "Ünïcødé 🎓 e\u{301}", "{\"a\",NULL}", "NULL"])
    let long = String(repeating: "långt ", count: 100_000)
    #expect(try await echo(long) == long)
  }

  @Test func `bytes keep every byte, also in arrays`() async throws {
    try await check([[UInt8](), [0], [UInt8](0...255)])
  }

  @Test func `identifiers, days and moments keep their value`() async throws {
    try await check([UUID(), UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))])
    try await check([-700_000, -1, 0, 1, 20_000, 2_000_000].map(PostgresDay.init(daysSince1970:)))
    try await check(
      [-62_000_000_000_000_000, -1, 0, 1, 1_700_000_000_123_456]
        .map(PostgresInstant.init(microsecondsSince1970:)))
  }

  @Test func `decimals keep every digit`() async throws {
    let edges: [Int64] = [
      .min, -10_000_0000, -99_999_999, -10_000, -9_999, -1, 0, 1, 10, 100, 1_000, 9_999, 10_000,
      10_001, 795_000, 1_000_000, 99_999_999, 100_000_000, 123_456_789_012_345, .max,
    ]
    try await check(edges.map(PostgresNumeric.init(tenThousandths:)))
  }

  @Test func `jsonb is parsed by the server and comes back as text`() async throws {
    #expect(
      try await echo(PostgresJSON("{\"b\": [1, null], \"a\": \"ü\"}")).text
        == "{\"a\": \"ü\", \"b\": [1, null]}")
    #expect(
      try await echo([PostgresJSON("1"), nil, PostgresJSON("[]")]).map { $0?.text }
        == ["1", nil, "[]"])
  }

  @Test func `the values are what PostgreSQL itself prints`() async throws {
    let printed: [String] = try await database.read { transaction in
      try transaction.query(
        """
        select unnest(array[
          \(PostgresDay(daysSince1970: 20_000))::text,
          \(PostgresInstant(microsecondsSince1970: 1_700_000_000_123_456))::text,
          \(PostgresNumeric(tenThousandths: 795_000))::text,
          \(PostgresNumeric(tenThousandths: -1))::text,
          \(PostgresNumeric(tenThousandths: 0))::text,
          \(UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)))::text,
          \([UInt8]([0xca, 0xfe]))::text,
          \(["a", nil, "b c"])::text])
        """
      ).column()
    }
    #expect(
      printed == [
        "2024-10-04", "2023-11-14 22:13:20.123456+00", "79.5", "-0.0001", "0",
        "01020304-0506-0708-090a-0b0c0d0e0f10", "\\xcafe", "{a,NULL,\"b c\"}",
      ])
  }

  @Test func `smaller integers can be read as larger ones, and other texts as text`() async throws {
    let texts: [String] = try await database.read { transaction in
      try transaction.query(
        "select 1::int2, 2::int4, 3::int8, 'v'::varchar(5), 'n'::name, 'b'::char(2), 'x'"
      ).only { row in
        let numbers = try [row.next(Int.self), row.next(Int.self), row.next(Int.self)]
        #expect(numbers == [1, 2, 3])
        return try [row.next(), row.next(), row.next(), row.next()]
      }
    }
    #expect(texts == ["v", "n", "b ", "x"])
  }

  @Test func `an enumeration travels as its raw value`() async throws {
    #expect(try await echo(Colour.green) == .green)
    #expect(try await echo([Colour.green, .red]) == [.green, .red])
    let error = await #expect(throws: PostgresError.self) {
      try await database.read { transaction in
        try transaction.query("select 'mauve' as colour").only(Colour.self)
      }
    }
    #expect(
      error?.summary == "column \"colour\" cannot be read as text: it is none of the known cases")
  }

  private enum Colour: String, Bindable, Readable { case red, green }
}
