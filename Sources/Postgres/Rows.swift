import CLibpq

/// The materialised answer to a query; it may leave the transaction.
///
/// It owns a `PGresult` that nothing changes after receipt, hence unchecked `Sendable`.
public final class Rows: @unchecked Sendable {
  let result: OpaquePointer
  private let source: Place
  var place: String { source.description }
  /// The number of rows.
  public let count: Int
  private let types: [UInt32]

  init(result: OpaquePointer, place: Place) {
    self.result = result
    source = place
    count = Int(PQntuples(result))
    types = (0..<PQnfields(result)).map { PQftype(result, $0) }
  }

  deinit { PQclear(result) }

  /// Whether there is no row.
  public var isEmpty: Bool { count == 0 }

  /// The names of the columns, in order.
  public var columns: [String] { types.indices.map(columnName) }

  func columnName(_ column: Int) -> String {
    PQfname(result, Int32(column)).map { String(cString: $0) } ?? "\(column + 1)"
  }

  /// The number of rows that an INSERT, UPDATE, DELETE or SELECT touched.
  var affected: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }

  @usableFromInline
  func cell(row: Int32, column: Int) -> Cell? {
    guard column >= 0, column < types.count else { return nil }
    let oid = types[column]
    let length = PQgetlength(result, row, Int32(column))
    if length == 0, PQgetisnull(result, row, Int32(column)) == 1 {
      return Cell(oid: oid, start: nil, count: 0)
    }
    return Cell(oid: oid, start: PQgetvalue(result, row, Int32(column)), count: Int(length))
  }

  @usableFromInline
  func noSuchColumn(_ column: Int) -> PostgresError {
    PostgresError(
      .unreadable, "column \(column + 1) was read, but the query returns \(types.count)",
      place: place)
  }

  @usableFromInline
  func mismatch(_ column: Int, expected: PostgresType) -> PostgresError {
    PostgresError(
      .unreadable,
      "column \"\(columnName(column))\" was read as \(expected.name), but has the type with OID "
        + "\(types[column]); read it as that type or cast it in the query", place: place)
  }

  @usableFromInline
  func unreadable(_ column: Int, expected: PostgresType, _ fault: Unreadable) -> PostgresError {
    PostgresError(
      .unreadable,
      "column \"\(columnName(column))\" cannot be read as \(expected.name): \(fault.reason)",
      place: place)
  }

  func wrongCount(_ wanted: String) -> PostgresError {
    PostgresError(
      .unexpectedRowCount, "the query returned \(count) rows where \(wanted) belongs", place: place)
  }
}
