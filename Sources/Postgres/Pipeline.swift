import CLibpq

/// Statements are sent together and answered together: one round trip, however many they are.
extension Connection {
  /// Runs statements one after another, each only if those before it went well; the answer is that
  /// of the last one, and binary.
  func run(_ statements: [Statement]) throws(PostgresError) -> Rows {
    let place = statements.last?.place ?? .step("nothing")
    guard PQenterPipelineMode(pg) == 1 else { throw lost(at: place) }
    var sent: [Sent] = []
    for statement in statements {
      guard let message = send(statement) else { throw lost(at: statement.place) }
      sent.append(message)
    }
    guard PQpipelineSync(pg) == 1 else { throw lost(at: place) }
    let answer = try answers(to: sent)
    guard let end = PQgetResult(pg), PQresultStatus(end) == PGRES_PIPELINE_SYNC else {
      throw lost(at: place)
    }
    PQclear(end)
    guard PQexitPipelineMode(pg) == 1 else { throw lost(at: place) }
    return try answer.get()
  }

  private struct Sent {
    let statement: Statement
    /// The name under which the session is asked to keep it from now on.
    var newName: String?
  }

  /// Puts a statement into the pipeline; nil when libpq refuses.
  private func send(_ statement: Statement) -> Sent? {
    let text = statement.text
    let plan = statement.keepsPlan ? plans?.name(of: statement) : nil
    return statement.parameters.withPointers { count, types, values, lengths, formats in
      guard let plan else {
        let isSent = PQsendQueryParams(pg, text, count, types, values, lengths, formats, 1) == 1
        return isSent ? Sent(statement: statement) : nil
      }
      if !plan.isKept, PQsendPrepare(pg, plan.name, text, count, types) != 1 { return nil }
      guard PQsendQueryPrepared(pg, plan.name, count, values, lengths, formats, 1) == 1 else {
        return nil
      }
      return Sent(statement: statement, newName: plan.isKept ? nil : plan.name)
    }
  }

  /// Takes all answers, up to the first error or the last rows; throws when the connection is gone.
  private func answers(to sent: [Sent]) throws(PostgresError) -> Result<Rows, PostgresError> {
    var result = Result<Rows, PostgresError>.failure(
      PostgresError(.misuse, "there is no statement"))
    var hasFailed = false
    for message in sent {
      for isPreparing in message.newName == nil ? [false] : [true, false] {
        guard let answer = PQgetResult(pg) else { throw lost(at: message.statement.place) }
        if hasFailed {
          PQclear(answer)
        } else {
          do {
            result = .success(try check(answer, place: message.statement.place))
            if isPreparing, let name = message.newName {
              plans?.add(message.statement, as: name)
            }
          } catch {
            if pg == nil { throw error }
            result = .failure(outdated(error, message.statement))
            hasFailed = true
          }
        }
        while let more = PQgetResult(pg) { PQclear(more) }
      }
    }
    return result
  }

  /// A plan that the session lost, or that a changed table made useless, is no fault of the work:
  /// it is tried again with a new session.
  private func outdated(_ error: PostgresError, _ statement: Statement) -> PostgresError {
    guard statement.keepsPlan, plans != nil,
      error.sqlState == .invalidStatementName || error.sqlState == .featureNotSupported
    else { return error }
    retire()
    var outdated = PostgresError(
      .connectionLost, "the session's plan is out of date", place: statement.place.description)
    outdated.sqlState = error.sqlState
    return outdated
  }
}
