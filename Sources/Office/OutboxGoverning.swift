public import Foundation
public import Postgres
public import Storage

/// Looking after messages that were not sent.
extension Visit {
  /// Messages, those queued last first, one more than `limit` where there are more.
  public func messages(
    in state: Outbox.State?, after place: (instant: PostgresInstant, id: UUID)?, limit: Int
  ) throws -> [Outbox.Message] {
    try may(.governOutbox)
    return try Outbox.page(
      in: state, after: place, limit: limit + 1, of: institution, in: transaction)
  }

  /// Lets a message that was not sent have its next try now.
  public func resend(_ id: UUID, reason: String) throws -> Outbox.Message {
    let role = try may(.governOutbox)
    let message = try message(id)
    guard try Outbox.retry(id, of: institution, in: transaction) else {
      throw Refusal(
        .wrongState,
        "It is \(message.state.rawValue) already: send another link for the award instead.")
    }
    try journal(
      "resend", "message", id.text, from: message.state.rawValue,
      to: Outbox.State.waiting.rawValue, reason: reason, as: role)
    return try self.message(id)
  }

  private func message(_ id: UUID) throws -> Outbox.Message {
    guard let message = try Outbox.one(id, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "There is no message of this id.")
    }
    return message
  }
}

/// The same for an operator at a terminal.
extension Office {
  /// Messages, those queued last first, after a place.
  public func messages(
    in state: Outbox.State?, after place: (instant: PostgresInstant, id: UUID)?, limit: Int,
    of institution: Int
  ) async throws -> [Outbox.Message] {
    try await database.read(as: Scopes.institution(institution)) {
      try Outbox.page(in: state, after: place, limit: limit, of: institution, in: $0)
    }
  }

  /// Lets a message have its next try now; a refusal when it was sent or dropped.
  public func resend(_ id: UUID, of institution: Int, by actor: String) async throws {
    try await change(id, "resend", .waiting, of: institution, by: actor) {
      try Outbox.retry(id, of: institution, in: $0)
    }
  }

  /// Drops a message that nobody needs any more; a refusal when it was sent or dropped.
  public func drop(_ id: UUID, of institution: Int, by actor: String) async throws {
    try await change(id, "drop message", .dropped, of: institution, by: actor) {
      try Outbox.drop(id, because: "An operator dropped it.", of: institution, in: $0)
    }
  }

  private func change(
    _ id: UUID, _ action: String, _ state: Outbox.State, of institution: Int, by actor: String,
    _ body: @escaping @Sendable (Transaction) throws -> Bool
  ) async throws {
    try await database.write(as: Scopes.institution(institution)) { transaction in
      guard let message = try Outbox.one(id, of: institution, in: transaction) else {
        throw Refusal(.nothingThere, "There is no message of this id.")
      }
      guard try body(transaction) else {
        throw Refusal(.wrongState, "It is \(message.state.rawValue) already.")
      }
      let entry = Journal.Entry(
        action: action, subjectKind: "message", subject: id.text, from: message.state.rawValue,
        to: state.rawValue, reason: "An operator asked for it.")
      try Journal.add(
        [entry], by: Journal.Actor(id: actor, role: Role.operator.rawValue), of: institution,
        in: transaction)
    }
  }
}
