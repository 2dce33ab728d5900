import FeedProfiles
public import Foundation
public import Microcredentials
public import Postgres
public import Storage

/// Batches, for those whose role is not limited to a unit: a batch is of the whole institution.
extension Visit {
  private func book(as role: Role) -> BatchBook {
    BatchBook(
      transaction: transaction, institution: institution,
      actor: Journal.Actor(id: caller.id, role: role.rawValue))
  }

  /// Prepares the next batch of a consumer: everything that is new, and what waits to be sent again.
  public func prepareBatch(
    for consumer: String, reason: String
  ) throws -> FeedBatches.Batch {
    let book = book(as: try may(.governFeed, unit: nil))
    guard let batch = try book.prepare(book.consumer(consumer), because: reason) else {
      throw Refusal.nothingToSend(consumer)
    }
    return batch
  }

  /// Makes a batch that was written the registrar's word; it never changes any more.
  public func release(
    _ written: Office.WrittenBatch, reason: String
  ) throws -> FeedBatches.Batch {
    try book(as: may(.governFeed, unit: nil)).release(written, because: reason)
  }

  /// Gives a prepared batch up; what it covers comes in the next one.
  public func discardBatch(
    _ number: Int, of consumer: String, reason: String
  ) throws -> FeedBatches.Batch {
    try book(as: may(.governFeed, unit: nil)).discard(number, of: consumer, because: reason)
  }

  /// Lets rows that a consumer was sent come again with its next batch; how many wait newly.
  public func resend(
    _ positions: [Int], to consumer: String, reason: String
  ) throws -> Int {
    try book(as: may(.governFeed, unit: nil)).resend(positions, to: consumer, because: reason)
  }

  /// A consumer whose rows and batches the caller may read: a registrar or an auditor any, a system
  /// its own.
  @discardableResult
  public func batchConsumer(_ name: String) throws -> FeedConsumers.Standing {
    try mayFollow(name, .readFeed)
    let standing = try FeedConsumers.one(name, of: institution, in: transaction)
    guard let standing else { throw Refusal.noConsumer(name) }
    return standing
  }

  /// All consumers, for those who may read every feed.
  public func batchConsumers() throws -> [FeedConsumers.Standing] {
    try may(.governFeed, unit: nil)
    return try FeedConsumers.all(of: institution, in: transaction)
  }

  /// All batches of a consumer, those prepared last first; one more than `limit` where there are
  /// more.
  public func batches(
    of consumer: String, before place: (instant: PostgresInstant, id: UUID)?, limit: Int
  ) throws -> [FeedBatches.Batch] {
    try batchConsumer(consumer)
    return try FeedBatches.page(
      of: consumer, before: place, limit: limit + 1, institution: institution, in: transaction)
  }

  /// The batch of a number that stands.
  public func batch(_ number: Int, of consumer: String) throws -> FeedBatches.Batch {
    try batchConsumer(consumer)
    let batch = try FeedBatches.one(
      number, of: consumer, institution: institution, in: transaction)
    guard let batch else { throw Refusal.noBatch(number, of: consumer) }
    return batch
  }

  /// The batch that was released last; nil before the first.
  public func lastBatch(of consumer: String) throws -> FeedBatches.Batch? {
    try batchConsumer(consumer)
    return try FeedBatches.released(
      of: consumer, limit: 1, institution: institution, in: transaction
    ).first
  }

  /// Rows of a batch after a position, one more than `limit` where there are more, with why the
  /// profile cannot carry them.
  public func rows(
    of batch: FeedBatches.Batch, after position: Int, limit: Int
  ) throws -> [BatchLine] {
    try batchConsumer(batch.consumer)
    let source = try FeedConsumers.profile(
      batch.profileVersion, of: institution, in: transaction)
    let profile = try Office.profile(
      batch.profile, version: batch.profileVersion, source: source)
    return try FeedBatches.rows(
      of: batch, after: position, limit: limit + 1, institution: institution, in: transaction
    ).map { line in
      BatchLine(
        notation: line.notation, isResent: line.isResent,
        mistakes: profile.mistakes(in: line.notation).map {
          "\($0.field): \($0.what); \($0.remedy)"
        })
    }
  }
}

/// A row as it stands in a batch.
public struct BatchLine: Sendable {
  /// The row.
  public var notation: Notation
  /// Whether the consumer got it before.
  public var isResent: Bool
  /// Why the profile cannot carry it, in sentences; empty where it can.
  public var mistakes: [String]
}
