import CLibpq
import Foundation
import Logging

/// One libpq connection, used by one thread only; it opens itself when needed.
final class Connection {
  private(set) var pg: OpaquePointer?
  private let options: DatabaseOptions
  private let notices: Notices
  private let reachability: Reachability
  let gate: CancelGate
  private var isRetired = false
  /// What the session keeps; nil where sessions change between transactions.
  var plans: KeptPlans?
  /// How the last transaction began; mostly the next one begins the same way.
  private var lastOpening: (opening: Opening, statements: [Statement])?
  /// The COMMIT of a read was sent; its answer is taken before the next work.
  private var isFinishing = false

  init(options: DatabaseOptions, reachability: Reachability, gate: CancelGate) {
    self.options = options
    self.reachability = reachability
    self.gate = gate
    notices = Notices(logger: options.logger)
  }

  deinit { close() }

  func close() {
    gate.replaceHandle(nil)
    if let pg { PQfinish(pg) }
    pg = nil
    isRetired = false
    isFinishing = false
    plans = nil
  }

  /// The next transaction gets a new session, because this one may leave settings behind.
  func retire() { isRetired = true }

  /// Opens the connection unless it is open and still alive.
  func open() throws(PostgresError) {
    if pg != nil, !isRetired, !hasDied, hasFinished() { return }
    close()
    let opened = options.parameters.withPointers { PQconnectdbParams($0, $1, 1) }
    guard let opened, PQstatus(opened) == CONNECTION_OK else {
      defer { PQfinish(opened) }
      throw unreachable(opened)
    }
    pg = opened
    reachability.found()
    notices.attach(to: opened)
    gate.replaceHandle(PQgetCancel(opened).map(CancelGate.Handle.init(pointer:)))
    if isOwnSession { plans = KeptPlans() }
  }

  /// Whether the server process is the one that we were told of when we connected: a proxy invents
  /// what it tells, as it lends another process to each transaction.
  private var isOwnSession: Bool {
    guard let answer = PQexec(pg, "select pg_catalog.pg_backend_pid()") else { return false }
    defer { PQclear(answer) }
    guard PQresultStatus(answer) == PGRES_TUPLES_OK, let pid = PQgetvalue(answer, 0, 0) else {
      return false
    }
    return String(cString: pid) == "\(PQbackendPID(pg))"
  }

  private func unreachable(_ failed: OpaquePointer?) -> PostgresError {
    var error = PostgresError(.unreachable, "PostgreSQL cannot be reached")
    error.unsafeDetail = failed.flatMap { PQerrorMessage($0) }.map { String(cString: $0) }
    reachability.lost(reason: error.unsafeDetail ?? "")
    return error
  }

  /// Whether the server has closed the connection; looks at the socket without waiting. The last
  /// words of a server come before the end of the stream, hence the loop.
  var hasDied: Bool {
    while let pg, PQstatus(pg) == CONNECTION_OK {
      var socket = pollfd(fd: PQsocket(pg), events: Int16(POLLIN), revents: 0)
      guard poll(&socket, 1, 0) > 0 else { return false }
      if PQconsumeInput(pg) != 1 { return true }
    }
    return true
  }

  var isInTransaction: Bool { pg.map { PQtransactionStatus($0) } == PQTRANS_INTRANS }
  var isIdle: Bool { pg.map { PQtransactionStatus($0) } == PQTRANS_IDLE }

  var serverVersion: Int { pg.map { Int(PQserverVersion($0)) } ?? 0 }

  /// Runs a text of several statements without parameters; the answer is that of the last one.
  @discardableResult
  func script(_ text: String, place: String) throws(PostgresError) -> Rows {
    guard !text.utf8.contains(0) else {
      throw PostgresError(.unbindable, "the script holds a NUL character", place: place)
    }
    return try check(PQexec(pg, text), place: .step(place))
  }

  func check(
    _ result: OpaquePointer?, place: Place
  ) throws(PostgresError) -> Rows {
    guard let result else { throw lost(at: place) }
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
      return Rows(result: result, place: place)
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      PQclear(result)
      close()
      throw PostgresError(
        .misuse, "COPY is not supported; use unnest or a cursor", place: place.description)
    default:
      let error = ServerAnswer(result: result).error(place: place.description)
      PQclear(result)
      if error.kind == .connectionLost { close() }
      throw error
    }
  }

  /// Sends COMMIT and does not wait for the answer, on which nothing depends after a read.
  func finishReading() throws(PostgresError) {
    guard PQsendQuery(pg, "commit") == 1 else { throw lost(at: .step("commit")) }
    isFinishing = true
  }

  /// Takes the answer of the COMMIT of a read; false when the connection is of no use any more.
  private func hasFinished() -> Bool {
    guard isFinishing else { return true }
    isFinishing = false
    while let answer = PQgetResult(pg) { PQclear(answer) }
    return isIdle
  }

  /// BEGIN and settings.
  func statements(of opening: Opening) throws(PostgresError) -> [Statement] {
    if let lastOpening, lastOpening.opening == opening { return lastOpening.statements }
    let statements = try opening.statements()
    lastOpening = (opening, statements)
    return statements
  }

  /// Closes the connection, and says so.
  func lost(at place: Place) -> PostgresError {
    close()
    return PostgresError(
      .connectionLost, "the connection to PostgreSQL was lost", place: place.description)
  }

  /// Sends COMMIT; from here on a lost connection leaves the outcome open. A warning of class 01
  /// or 57 is the end of the wait for a standby: committed here, perhaps nowhere else.
  func commit(isReadOnly: Bool) throws(PostgresError) {
    notices.clear()
    let tag: String
    do {
      let rows = try script("commit", place: "commit")
      tag = PQcmdStatus(rows.result).map { String(cString: $0) } ?? ""
    } catch {
      guard error.kind == .connectionLost, !isReadOnly else { throw error }
      throw unknown("the connection was lost while COMMIT ran", cause: error)
    }
    guard tag == "COMMIT" else {
      throw PostgresError(.misuse, "the transaction had failed and was rolled back")
    }
    if !isReadOnly, notices.warnings.contains(where: { $0 == .warning || $0 == .adminShutdown }) {
      throw unknown("COMMIT was not confirmed by a standby", cause: nil)
    }
  }

  private func unknown(_ summary: String, cause: PostgresError?) -> PostgresError {
    var error = PostgresError(
      .commitOutcomeUnknown, summary + ": whether the work was saved is not known")
    error.sqlState = cause?.sqlState
    error.severity = cause?.severity
    error.unsafeDetail = cause?.unsafeDetail
    return error
  }
}
