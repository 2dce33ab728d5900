/// What went wrong between here and PostgreSQL; its description never holds a value of the data.
public struct PostgresError: Error, Sendable, CustomStringConvertible {
  /// Where the fault lies.
  public enum Kind: Sendable, Hashable {
    /// The server refused a statement; `sqlState` says why.
    case refused
    /// No connection could be made.
    case unreachable
    /// The connection broke before COMMIT was sent: nothing was written.
    case connectionLost
    /// The connection broke, or the wait for a standby ended, after COMMIT was sent: ask the
    /// database before doing it again.
    case commitOutcomeUnknown
    /// No connection of the pool became free in time.
    case poolExhausted
    /// The pool has been shut down.
    case shutDown
    /// A parameter cannot be sent.
    case unbindable
    /// A cell cannot be read as the type asked for.
    case unreadable
    /// A query returned another number of rows than its caller requires.
    case unexpectedRowCount
    /// The program used the database in a way that cannot work.
    case misuse
  }

  /// Where the fault lies.
  public let kind: Kind
  /// What happened, in plain words and without data.
  public let summary: String
  /// The file and line of the statement, such as `Storage/Awards.swift:42`.
  public internal(set) var place: String?
  /// The server's code.
  public internal(set) var sqlState: SQLState?
  /// ERROR, FATAL or PANIC.
  public internal(set) var severity: String?
  /// The constraint that was violated.
  public internal(set) var constraint: String?
  /// The schema of the table.
  public internal(set) var schema: String?
  /// The table concerned.
  public internal(set) var table: String?
  /// The column concerned.
  public internal(set) var column: String?
  /// Everything that the server said, values included: for a developer's eyes, never for a log.
  public internal(set) var unsafeDetail: String?

  init(_ kind: Kind, _ summary: String, place: String? = nil) {
    self.kind = kind
    self.summary = summary
    self.place = place
  }

  /// The summary, with the code and the place.
  public var description: String {
    var text = summary
    if let sqlState { text += " (SQLSTATE \(sqlState))" }
    if let place { text += " at \(place)" }
    return text
  }

  /// Whether the connection is gone and was not needed for the answer to be certain.
  public var isConnectionLost: Bool { kind == .connectionLost || kind == .unreachable }

  /// Whether the same work may succeed later without any change; never true for an unknown commit.
  public var isRetryable: Bool {
    switch kind {
    case .unreachable, .connectionLost, .poolExhausted: true
    case .refused: sqlState?.isTransient ?? false
    case .commitOutcomeUnknown, .shutDown, .unbindable, .unreadable, .unexpectedRowCount, .misuse:
      false
    }
  }

  /// Whether the work may or may not have been committed.
  public var isCommitOutcomeUnknown: Bool { kind == .commitOutcomeUnknown }
}
