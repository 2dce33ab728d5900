import Logging

/// A transaction with its retries, run on a connection's thread.
struct Attempts<R: Sendable>: Sendable {
  let opening: Opening
  let options: DatabaseOptions
  let body: @Sendable (Transaction) throws -> R

  func run(on connection: Connection) -> Result<R, any Error> {
    let start = ContinuousClock.now
    var attempt = 1
    while true {
      do {
        return .success(try once(on: connection))
      } catch let failure {
        if connection.gate.isCancelled { return .failure(CancellationError()) }
        guard failure.isWorthRetrying, attempt < options.retries.attempts,
          ContinuousClock.now - start < options.retries.within, !connection.gate.isOver
        else { return .failure(failure.error) }
        options.logger.debug(
          "transaction is tried again",
          metadata: ["attempt": "\(attempt)", "cause": "\(failure.cause?.description ?? "")"])
        connection.gate.pause(options.retries.pause(afterAttempt: attempt))
        if connection.gate.isCancelled { return .failure(CancellationError()) }
        attempt += 1
      }
    }
  }

  private func once(on connection: Connection) throws(Failure) -> R {
    let transaction: Transaction
    do {
      try connection.open()
      transaction = Transaction(
        connection: connection, opening: try connection.statements(of: opening))
    } catch {
      settle(connection)
      throw Failure(error: error, cause: error, isReadOnly: opening.isReadOnly)
    }
    do {
      let value = try body(transaction)
      try transaction.end()
      try finish(transaction)
      return value
    } catch {
      transaction.abandon()
      settle(connection)
      let cause = error as? PostgresError ?? transaction.failure
      throw Failure(error: error, cause: cause, isReadOnly: opening.isReadOnly)
    }
  }

  private func finish(_ transaction: Transaction) throws {
    let connection = transaction.connection
    if let failure = transaction.failure { throw failure }
    guard connection.gate.mayCommit() else { throw CancellationError() }
    if opening.isReadOnly, opening.isolation != .serializable, !transaction.hasLocks {
      return try connection.finishReading()
    }
    guard !connection.hasDied else {
      throw PostgresError(.connectionLost, "the connection to PostgreSQL was lost before COMMIT")
    }
    try connection.commit(isReadOnly: opening.isReadOnly)
  }

  /// Leaves the connection idle, or closed where that cannot be had.
  private func settle(_ connection: Connection) {
    connection.gate.reopen()
    guard !connection.isIdle else { return }
    _ = try? connection.script("rollback", place: "rollback")
    if !connection.isIdle { connection.close() }
  }
}

/// Why an attempt failed: the error to report, and what the database said underneath.
struct Failure: Error {
  let error: any Error
  let cause: PostgresError?
  let isReadOnly: Bool

  /// Only what another transaction, or a restart, caused; a server that turned read-only is a
  /// demoted primary.
  var isWorthRetrying: Bool {
    guard let cause else { return false }
    if cause.isConnectionLost { return true }
    guard cause.kind == .refused, let state = cause.sqlState else { return false }
    switch state {
    case .serializationFailure, .deadlockDetected, .lockNotAvailable: return true
    case .readOnlyTransaction: return !isReadOnly
    default: return false
    }
  }
}
