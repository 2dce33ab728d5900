/// A PostgreSQL database behind a pool of connections, each with its own thread.
///
/// A transaction's body is synchronous and runs on its connection's thread, so nothing can be
/// awaited inside a transaction. It is a function of the database alone: it may run several times.
public struct Database: Sendable {
  private let pool: Pool

  /// A database that connects when it is first used.
  public init(_ options: DatabaseOptions) { pool = Pool(options: options) }

  /// A database that has been reached once: PostgreSQL 15 or newer, encoded in UTF-8.
  public static func connect(_ options: DatabaseOptions) async throws -> Database {
    let database = Database(options)
    do {
      try await database.checkServer()
      return database
    } catch {
      await database.shutDown()
      throw error
    }
  }

  /// Throws unless the server is PostgreSQL 15 or newer and the database is encoded in UTF-8.
  public func checkServer() async throws {
    let (version, encoding) = try await read { transaction in
      try transaction.query(
        """
        select current_setting('server_version_num')::int4, current_setting('server_encoding')
        """
      ).only { row in (try row.next(Int.self), try row.next(String.self)) }
    }
    guard version >= 150_000 else {
      throw PostgresError(.misuse, "PostgreSQL 15 or newer is needed; the server is older")
    }
    guard encoding == "UTF8" else {
      throw PostgresError(.misuse, "the database must be encoded in UTF8, not \(encoding)")
    }
  }

  /// Runs a read-only transaction.
  public func read<R: Sendable>(
    as scope: Scope = .none, isolation: Isolation = .readCommitted, limits: Limits? = nil,
    _ body: @escaping @Sendable (Transaction) throws -> R
  ) async throws -> R {
    try await transact(
      Opening(
        isReadOnly: true, isolation: isolation, limits: limits ?? pool.options.limits, scope: scope),
      body)
  }

  /// Runs a transaction that may write. It is tried again after a serialization failure, a
  /// deadlock, a lock timeout, and a connection lost before COMMIT; after that the error is
  /// `commitOutcomeUnknown` and nothing is repeated.
  @discardableResult
  public func write<R: Sendable>(
    as scope: Scope = .none, isolation: Isolation = .readCommitted, limits: Limits? = nil,
    _ body: @escaping @Sendable (Transaction) throws -> R
  ) async throws -> R {
    try await transact(
      Opening(
        isReadOnly: false, isolation: isolation, limits: limits ?? pool.options.limits,
        scope: scope),
      body)
  }

  private func transact<R: Sendable>(
    _ opening: Opening, _ body: @escaping @Sendable (Transaction) throws -> R
  ) async throws -> R {
    let attempts = Attempts(opening: opening, options: pool.options, body: body)
    return try await lease { connection in try attempts.run(on: connection).get() }
  }

  /// Runs one statement outside a transaction (`create database`, `vacuum`), once.
  public func maintain(
    _ sql: SQL, file: StaticString = #fileID, line: UInt = #line
  ) async throws {
    let statement = try Statement(sql, place: .code(file, line))
    try await lease { connection in
      try connection.open()
      defer { if !connection.isIdle { connection.close() } }
      _ = try connection.run([statement])
    }
  }

  /// Runs work on a connection's thread; cancelling the task ends the wait or the statement.
  private func lease<R: Sendable>(
    _ work: @escaping @Sendable (Connection) throws -> R
  ) async throws -> R {
    let promise = Promise<R>()
    let job = Job(
      deadline: .now + pool.options.leaseTimeout,
      run: { connection in
        let result = Result { try work(connection) }
        return { promise.settle(result) }
      },
      fail: { error in promise.settle(.failure(error)) })
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        promise.continuation = continuation
        pool.submit(job)
      }
    } onCancel: {
      pool.cancel(job)
    }
  }

  /// The state of the pool at this moment.
  public var gauge: PoolGauge { pool.gauge }

  /// Refuses new transactions, waits for the running ones, and closes every connection.
  public func shutDown() async { await pool.shutDown() }
}

/// The continuation of a caller; the pool settles it exactly once, and only after it was set.
private final class Promise<R: Sendable>: @unchecked Sendable {
  var continuation: CheckedContinuation<R, any Error>?

  func settle(_ result: Result<R, any Error>) { continuation?.resume(with: result) }
}
