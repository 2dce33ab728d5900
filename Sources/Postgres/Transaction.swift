/// An open transaction on the thread of its connection: statements run one after another and
/// block only that thread. It must not be kept after its body returns.
public final class Transaction {
  let connection: Connection
  private var depth = 0
  private var isOver = false
  /// BEGIN and settings, until they were sent with the first statement.
  private var opening: [Statement]
  /// Why the transaction could not be begun: nothing may run outside of one.
  private var obstacle: PostgresError?
  /// Whether it took locks that a later transaction of the same caller may ask for.
  private(set) var hasLocks = false
  /// The first refusal that no savepoint has undone: it decides about the transaction's end.
  private(set) var failure: PostgresError?

  init(connection: Connection, opening: [Statement]) {
    self.connection = connection
    self.opening = opening
  }

  /// Runs a query and returns all its rows.
  public func query(
    _ sql: SQL, file: StaticString = #fileID, line: UInt = #line
  ) throws -> Rows {
    try run(sql, place: .code(file, line))
  }

  /// Runs a statement and returns the number of rows it touched.
  @discardableResult
  public func execute(
    _ sql: SQL, file: StaticString = #fileID, line: UInt = #line
  ) throws -> Int {
    try run(sql, place: .code(file, line)).affected
  }

  /// Runs a look-up by key, whose best plan does not depend on the values: the session keeps the
  /// plan where it can, so that a look-up costs no more planning than the first one.
  public func lookUp(
    _ sql: SQL, file: StaticString = #fileID, line: UInt = #line
  ) throws -> Rows {
    try run(sql, place: .code(file, line), keepsPlan: true)
  }

  func run(_ sql: SQL, place: Place, keepsPlan: Bool = false) throws -> Rows {
    try perform { () throws(PostgresError) in
      let statement = try Statement(sql, place: place, keepsPlan: keepsPlan)
      let rows = try connection.run(opening + [statement])
      opening = []
      return rows
    }
  }

  @discardableResult
  func script(_ text: String, place: String) throws -> Rows {
    try begin()
    return try perform { () throws(PostgresError) in
      try connection.script(text, place: place)
    }
  }

  /// Begins, where no statement has done so yet.
  private func begin() throws {
    guard !opening.isEmpty else { return }
    _ = try perform { () throws(PostgresError) in
      let rows = try connection.run(opening)
      opening = []
      return rows
    }
  }

  private func perform(_ body: () throws(PostgresError) -> Rows) throws -> Rows {
    precondition(!isOver, "a transaction was used after its body had returned")
    guard !connection.gate.isCancelled else { throw CancellationError() }
    if let obstacle { throw obstacle }
    do {
      return try body()
    } catch {
      guard error.kind != .unbindable else { throw error }
      failure = failure ?? error
      if error.place == Opening.place || error.isConnectionLost { obstacle = error }
      opening = []
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
    hasLocks = true
    _ = try query("select pg_catalog.pg_advisory_xact_lock(\(key))")
  }

  /// Takes a lock that ends with the transaction, if it is free now.
  public func tryAdvisoryLock(_ key: Int64) throws -> Bool {
    hasLocks = true
    return try query("select pg_catalog.pg_try_advisory_xact_lock(\(key))").only()
  }

  /// Reads a large answer through a cursor, so many rows at a time.
  public func forEachChunk(
    of rows: Int, _ sql: SQL, file: StaticString = #fileID, line: UInt = #line,
    _ body: (Rows) throws -> Void
  ) throws {
    let place = Place.code(file, line)
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
    try script("close \(cursor)", place: place.description)
  }

  /// The body has returned; one that ran no statement has begun nothing, and does so now, because
  /// a scope that the server refuses is refused in any case.
  func end() throws {
    try begin()
    isOver = true
  }

  /// The body has thrown.
  func abandon() { isOver = true }
}

@available(*, unavailable)
extension Transaction: Sendable {}
