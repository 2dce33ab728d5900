import Foundation
import Microcredentials
import Postgres
public import Storage

/// Batches for whoever sits at a terminal, under the name that the program gives them.
extension Office {
  func atBatches<Result: Sendable>(
    of institution: Int, by actor: Journal.Actor,
    _ body: @escaping @Sendable (BatchBook) throws -> Result
  ) async throws -> Result {
    try await database.write(as: Scopes.institution(institution)) { transaction in
      try body(BatchBook(transaction: transaction, institution: institution, actor: actor))
    }
  }

  private func atBatches<Result: Sendable>(
    of institution: Int, by actor: String,
    _ body: @escaping @Sendable (BatchBook) throws -> Result
  ) async throws -> Result {
    try await atBatches(
      of: institution, by: Journal.Actor(id: actor, role: Role.operator.rawValue), body)
  }

  /// Prepares the next batch of a consumer; nil when there is nothing to send.
  public func prepareBatch(
    for consumer: String, of institution: Int, by actor: String
  ) async throws -> FeedBatches.Batch? {
    try await atBatches(of: institution, by: actor) {
      try $0.prepare($0.consumer(consumer), because: "Prepared at a terminal.")
    }
  }

  /// A batch with its totals and what has to be looked at.
  public func previewBatch(
    _ number: Int?, of consumer: String, institution: Int
  ) async throws -> BatchPreview {
    try await preview(batch(number, of: consumer, institution: institution), at: institution)
  }

  /// Releases a prepared batch.
  public func releaseBatch(
    _ number: Int?, of consumer: String, reason: String, institution: Int, by actor: String
  ) async throws -> FeedBatches.Batch {
    let batch = try await batch(number, of: consumer, institution: institution)
    try batch.mustBePrepared()
    let written = try await written(batch, by: actor, at: institution)
    return try await atBatches(of: institution, by: actor) {
      try $0.release(written, because: reason)
    }
  }

  /// Gives a prepared batch up.
  public func discardBatch(
    _ number: Int?, of consumer: String, reason: String, institution: Int, by actor: String
  ) async throws -> FeedBatches.Batch {
    let batch = try await batch(number, of: consumer, institution: institution)
    return try await atBatches(of: institution, by: actor) {
      try $0.discard(batch.number, of: consumer, because: reason)
    }
  }

  /// Lets rows come again with the next batch; how many wait newly.
  public func resend(
    _ positions: [Int], to consumer: String, reason: String, of institution: Int, by actor: String
  ) async throws -> Int {
    try await atBatches(of: institution, by: actor) {
      try $0.resend(positions, to: consumer, because: reason)
    }
  }

  /// Released batches of a consumer before a number, the last one first.
  public func releasedBatches(
    of consumer: String, before number: Int = Int(Int32.max), limit: Int, institution: Int
  ) async throws -> [FeedBatches.Batch] {
    try await database.read(as: Scopes.institution(institution)) {
      try FeedBatches.released(
        of: consumer, before: number, limit: limit, institution: institution, in: $0)
    }
  }

  /// All batches of a consumer, those prepared last first.
  public func batches(
    of consumer: String, limit: Int, institution: Int
  ) async throws -> [FeedBatches.Batch] {
    try await database.read(as: Scopes.institution(institution)) {
      guard try FeedConsumers.one(consumer, of: institution, in: $0) != nil else {
        throw Refusal.noConsumer(consumer)
      }
      return try FeedBatches.page(
        of: consumer, before: nil, limit: limit, institution: institution, in: $0)
    }
  }

  /// The batch of a number that stands; without a number the prepared one.
  public func batch(
    _ number: Int?, of consumer: String, institution: Int
  ) async throws -> FeedBatches.Batch {
    try await database.read(as: Scopes.institution(institution)) { transaction in
      guard try FeedConsumers.one(consumer, of: institution, in: transaction) != nil else {
        throw Refusal.noConsumer(consumer)
      }
      guard let number else {
        let prepared = try FeedBatches.prepared(
          of: consumer, institution: institution, in: transaction)
        guard let prepared else {
          throw Refusal(.nothingThere, "No batch of \(consumer) is prepared.")
        }
        return prepared
      }
      let batch = try FeedBatches.one(
        number, of: consumer, institution: institution, in: transaction)
      guard let batch else { throw Refusal.noBatch(number, of: consumer) }
      return batch
    }
  }

  /// All consumers of an institution.
  public func batchConsumers(of institution: Int) async throws -> [FeedConsumers.Standing] {
    try await database.read(as: Scopes.institution(institution)) {
      try FeedConsumers.all(of: institution, in: $0)
    }
  }
}
