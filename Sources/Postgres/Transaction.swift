/// An open transaction on the thread of its connection: statements run one after another and
/// block only that thread. It must not be kept after its body returns.
public final class Transaction {
  let connection: Connection
  private var depth = 0
  private var isOpen = true
  /// The first refusal that no savepoint has undone: it decides about the transaction's end.
  private(set) var failure: PostgresError?

  init(connection: Connection) { self.connection = connection }

  /// Runs a query and returns all its rows.
  public func query(
    _ sql: SQL, file: StaticString = #fileID, line: UInt = #line
  ) throws -> Rows {
    try run(sql, place: "\(file):\(line)")
  }

  /// Runs a statement and returns the number of rows it touched.
  @discardableResult
  public func execute(
    _ sql: SQL, file: StaticString = #fileID, line: UInt = #line
  ) throws -> Int {
    try run(sql, place: "\(file):\(line)").affected
  }

  func run(_ sql: SQL, place: String) throws -> Rows {
    try perform { () throws(PostgresError) in try connection.run(sql, place: place) }
  }

  @discardableResult
  func script(_ text: String, place: String) throws -> Rows {
    try perform { () throws(PostgresError) in try connection.script(text, place: place) }
  }

  private func perform(_ body: () throws(PostgresError) -> Rows) throws -> Rows {
    precondition(isOpen, "a transaction was used after its body had returned")
    guard !connection.gate.isCancelled else { throw CancellationError() }
    do {
      return try body()
    } catch {
      if error.kind != .unbindable { failure = failure ?? error }
      throw error
    }
  }

  /// Runs a body whose changes are undone when it throws, while the transaction goes on.
  public func savepoint<R>(_ body: (Transaction) throws -> R) throws -> R {
    let name = "s\(depth)"
    try script("savepoint \(name)", place: "savepoint")
    depth += 1
    defer { depth -= 1 }
    do {
      let value = try body(self)
      try script("release savepoint \(name)", place: "savepoint")
      return value
    } catch {
      guard failure?.isConnectionLost != true, !connection.gate.isCancelled else { throw error }
      try connection.script("rollback to savepoint \(name); release \(name)", place: "savepoint")
      failure = nil
      throw error
    }
  }

  /// Waits for a lock that ends with the transaction.
  public func advisoryLock(_ key: Int64) throws {
    _ = try query("select pg_catalog.pg_advisory_xact_lock(\(key))")
  }

  /// Takes a lock that ends with the transaction, if it is free now.
  public func tryAdvisoryLock(_ key: Int64) throws -> Bool {
    try query("select pg_catalog.pg_try_advisory_xact_lock(\(key))").only()
  }

  /// Reads a large answer through a cursor, so many rows at a time.
  public func forEachChunk(
    of rows: Int, _ sql: SQL, file: StaticString = #fileID, line: UInt = #line,
    _ body: (Rows) throws -> Void
  ) throws {
    let place = "\(file):\(line)"
    depth += 1
    defer { depth -= 1 }
    let cursor = "c\(depth)"
    _ = try run("declare \(identifier: cursor) no scroll cursor for \(sql: sql)", place: place)
    let fetch = SQL.trusted("fetch \(max(1, rows)) from \(cursor)")
    while true {
      let chunk = try run(fetch, place: place)
      if chunk.isEmpty { break }
      try body(chunk)
      if chunk.count < rows { break }
    }
    try script("close \(cursor)", place: place)
  }

  func end() { isOpen = false }
}

@available(*, unavailable)
extension Transaction: Sendable {}
