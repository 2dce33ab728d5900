/// One row while it is being read; it cannot be copied, so it stays inside the reading closure.
public struct Row: ~Copyable {
  @usableFromInline let rows: Rows
  @usableFromInline let index: Int32
  @usableFromInline var column = 0

  @inlinable init(rows: Rows, index: Int) {
    self.rows = rows
    self.index = Int32(truncatingIfNeeded: index)
  }

  /// Reads the next column, from the first on.
  @inlinable public mutating func next<V: Readable>(
    _ type: V.Type = V.self
  ) throws(PostgresError) -> V {
    let column = column
    self.column += 1
    return try value(at: column)
  }

  /// Passes over the next columns.
  @inlinable public mutating func skip(_ columns: Int = 1) { column += columns }

  /// Reads a column by its position, from 0 on.
  @inlinable public func value<V: Readable>(
    at column: Int, as type: V.Type = V.self
  ) throws(PostgresError) -> V {
    guard let cell = rows.cell(row: index, column: column) else {
      throw rows.noSuchColumn(column)
    }
    guard cell.oid == V.postgresType.oid || V.accepts(cell.oid) else {
      throw rows.mismatch(column, expected: V.postgresType)
    }
    do {
      return try V(cell: cell)
    } catch {
      throw rows.unreadable(column, expected: V.postgresType, error)
    }
  }
}

extension Rows {
  /// Reads every row in order.
  @inlinable public func map<T>(_ body: (inout Row) throws -> T) throws -> [T] {
    var values: [T] = []
    values.reserveCapacity(count)
    for index in 0..<count {
      var row = Row(rows: self, index: index)
      values.append(try body(&row))
    }
    return values
  }

  /// Visits every row in order.
  @inlinable public func forEach(_ body: (inout Row) throws -> Void) throws {
    for index in 0..<count {
      var row = Row(rows: self, index: index)
      try body(&row)
    }
  }

  /// Reads the first row, or nothing where there is none.
  @inlinable public func first<T>(_ body: (inout Row) throws -> T) throws -> T? {
    guard count > 0 else { return nil }
    var row = Row(rows: self, index: 0)
    return try body(&row)
  }

  /// Reads the only row; another number of rows is an error.
  public func only<T>(_ body: (inout Row) throws -> T) throws -> T {
    guard count == 1, let value = try first(body) else { throw wrongCount("exactly one") }
    return value
  }

  /// The first column of the only row.
  public func only<V: Readable>(_ type: V.Type = V.self) throws -> V {
    try only { row in try row.next(V.self) }
  }

  /// The first column of every row.
  public func column<V: Readable>(_ type: V.Type = V.self) throws -> [V] {
    try map { row in try row.next(V.self) }
  }
}
