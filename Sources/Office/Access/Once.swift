public import Postgres
public import Storage

/// Under which key a call happens once (the Idempotency-Key header), and what it asks for.
public struct Once: Sendable {
  /// The key that the caller chose.
  public var key: String
  /// SHA-256 of what is asked.
  public var request: [UInt8]

  /// Makes a key.
  public init(key: String, request: [UInt8]) {
    self.key = key
    self.request = request
  }
}

extension Office {
  /// Lets a caller act once: the answer is kept in the transaction of the effect, and the same call
  /// gets it again, whether it comes later, at the same time or after a crash.
  ///
  /// `refused` makes an answer of an error that is kept as well, its effects undone; nil for one
  /// that another try may not meet.
  public func acting(
    as caller: Caller, once: Once,
    refused: @escaping @Sendable (any Error) -> AnsweredCalls.Answer?,
    _ body: @escaping @Sendable (Visit) throws -> AnsweredCalls.Answer
  ) async throws -> (answer: AnsweredCalls.Answer, isReplay: Bool) {
    defer { wakeUp.ring() }
    return try await database.write(as: Scopes.institution(caller.institution.id)) { transaction in
      let institution = caller.institution.id
      let known = try AnsweredCalls.find(
        caller: caller.id, key: once.key, of: institution, in: transaction)
      if let known {
        guard known.request == once.request else {
          throw Refusal(
            .keyReused,
            "This Idempotency-Key was used for another request: take a new key for each request.")
        }
        return (known, true)
      }
      let answer = try transaction.savepoint { transaction in
        try body(Visit(caller: caller, transaction: transaction, office: self))
      } orElse: { error in
        refused(error)
      }
      try AnsweredCalls.add(
        answer, caller: caller.id, key: once.key, of: institution, in: transaction)
      return (answer, false)
    }
  }
}

extension Transaction {
  fileprivate func savepoint<Result>(
    _ body: (Transaction) throws -> Result, orElse rescue: (any Error) -> Result?
  ) throws -> Result {
    do {
      return try savepoint(body)
    } catch {
      guard let result = rescue(error) else { throw error }
      return result
    }
  }
}

extension Refusal {
  /// What a constraint of the schema forbids, in its own words; nil for another error.
  public init?(_ error: PostgresError) {
    guard error.kind == .refused, let state = error.sqlState, state.category == "23" else {
      return nil
    }
    guard let constraint = error.constraint, constraint.contains(" ") else {
      if state == .foreignKeyViolation {
        self.init(.invalid, "It refers to something that is not there.")
        return
      }
      guard state == .uniqueViolation else { return nil }
      self.init(.alreadyThere, "It is there already.")
      return
    }
    let sentence = constraint.prefix(1).uppercased() + constraint.dropFirst() + "."
    switch state {
    case .uniqueViolation: self.init(.alreadyThere, sentence)
    case .checkViolation, .foreignKeyViolation: self.init(.invalid, sentence)
    default: self.init(.wrongState, sentence)
    }
  }
}
