import FeedProfiles
import Foundation
import Microcredentials
import Postgres
import Storage

/// What the registrar does with batches, or a daemon by a consumer's schedule: in one transaction,
/// authorised by whoever makes this, written into the journal.
struct BatchBook {
  let transaction: Transaction
  let institution: Int
  let actor: Journal.Actor

  /// A consumer that gets batches, locked: whatever is done to its batches is done one after another.
  func consumer(_ name: String) throws -> FeedConsumers.Consumer {
    let standing = try FeedConsumers.one(
      name, locking: true, of: institution, in: transaction)
    guard let standing else { throw Refusal.noConsumer(name) }
    guard standing.endedAt == nil else {
      throw Refusal(
        .wrongState,
        "Consumer \(name) was ended and gets nothing any more; apply its file again to bring it back."
      )
    }
    return standing.consumer
  }

  /// Prepares a batch of all that is new, up to the end of a commit, so that a correction is never
  /// split, with the rows that wait to be sent again; nil when there is nothing to send.
  func prepare(
    _ consumer: FeedConsumers.Consumer, dueOn: Day? = nil, because reason: String
  ) throws -> FeedBatches.Batch? {
    guard let version = consumer.profileVersion else {
      throw Refusal(
        .wrongState,
        "Consumer \(consumer.name) has no profile: it reads the feed. Declare one to write batches."
      )
    }
    if let prepared = try FeedBatches.prepared(
      of: consumer.name, institution: institution, in: transaction)
    {
      throw Refusal(
        .alreadyThere,
        "Batch \(prepared.number) of \(consumer.name) is prepared already: release it or discard it "
          + "first.")
    }
    let last = try lastReleased(consumer.name)
    let first = (last?.last ?? 0) + 1
    let head = try FeedPages.head(of: institution, in: transaction)
    let scope = try scope(of: consumer)
    let waits = try FeedResends.waiting(for: consumer.name, of: institution, in: transaction) > 0
    let isNew = try FeedBatches.hasRows(
      from: first, through: head, scope: scope, of: institution, in: transaction)
    guard isNew || waits else { return nil }
    let id = try FeedBatches.add(
      FeedBatches.New(
        consumer: consumer.name, number: (last?.number ?? 0) + 1, first: first,
        last: max(head, first - 1), isTest: consumer.isTest, profileVersion: version,
        scope: scope, previous: last?.release?.sha256, dueOn: dueOn),
      by: actor.id, of: institution, in: transaction)
    guard
      let batch = try FeedBatches.one(id, institution: institution, in: transaction)
    else { throw Refusal.noProfile(of: consumer.name) }
    try journal(
      "prepare batch", batch, from: nil, to: .prepared,
      "Positions \(batch.first) to \(batch.last). \(reason)")
    return batch
  }

  /// Makes a prepared batch the registrar's word, as it was written.
  func release(_ written: Office.WrittenBatch, because reason: String) throws -> FeedBatches.Batch {
    let name = written.batch.consumer
    let consumer = try consumer(name)
    let found = try FeedBatches.one(
      written.batch.number, of: name, locking: true, institution: institution, in: transaction)
    guard let batch = found, batch.id == written.batch.id else {
      throw Refusal(
        .changedMeanwhile, "Batch \(written.batch.number) of \(name) was discarded meanwhile.")
    }
    try batch.mustBePrepared()
    guard try isAsDeclared(batch, consumer) else {
      throw Refusal(
        .changedMeanwhile,
        "Consumer \(name) was declared anew since batch \(batch.number) was prepared: discard it and "
          + "prepare another one.")
    }
    // Only one batch of a consumer is prepared at a time, and so nothing came between.
    guard try lastReleased(name)?.release?.sha256 == batch.previous else {
      throw Refusal(
        .wrongState,
        "The batch before batch \(batch.number) of \(name) is not the one that it names: have the "
          + "database looked at with `conferral fsck`.")
    }
    try FeedBatches.release(
      batch.id, as: written.release, of: institution, in: transaction)
    try FeedBatches.reject(
      written.leftOut.map { ($0.position, $0.why.map(\.description).joined(separator: "\n")) },
      of: name, by: actor.id, institution: institution, in: transaction)
    try queue(batch, of: consumer)
    try journal("release batch", batch, from: .prepared, to: .released, reason)
    return try existing(batch.id)
  }

  /// Gives a prepared batch up: what it covers comes in the next one.
  func discard(
    _ number: Int, of name: String, because reason: String
  ) throws -> FeedBatches.Batch {
    _ = try FeedConsumers.one(name, locking: true, of: institution, in: transaction)
    let batch = try one(number, of: name, isLocked: true)
    try batch.mustBePrepared()
    try FeedBatches.discard(
      batch.id, because: reason, by: actor.id, of: institution, in: transaction)
    try journal("discard batch", batch, from: .prepared, to: .discarded, reason)
    return try existing(batch.id)
  }

  /// Lets rows that the consumer was sent wait for its next batch; how many are new.
  func resend(_ positions: [Int], to name: String, because reason: String) throws -> Int {
    let consumer = try consumer(name)
    let scope = try scope(of: consumer)
    let unsent = try FeedResends.unsent(
      positions, to: name, scope: scope, of: institution, in: transaction)
    guard unsent.isEmpty else {
      let named = unsent.prefix(5).map(String.init).joined(separator: ", ")
      throw Refusal(
        .invalid,
        "\(unsent.count) of these positions were not sent to \(name) (\(named)): they come by "
          + "themselves with its next batch, or are none of its rows.")
    }
    let back = try FeedResends.takenBack(
      positions, at: name, of: institution, in: transaction)
    guard back.isEmpty else {
      let named = back.prefix(5).map(String.init).joined(separator: ", ")
      throw Refusal(
        .wrongState,
        "\(name) was told since to take \(back.count) of these lines back (\(named)): sent again "
          + "alone they would return. Send the rows that take them back again, too.")
    }
    let added = try FeedResends.add(
      positions, to: name, by: actor.id, because: reason, of: institution, in: transaction)
    try Journal.add(
      [
        Journal.Entry(
          action: "send again", subjectKind: "feed consumer", subject: name,
          to: "waiting", reason: "\(added) rows. \(reason)")
      ], by: actor, of: institution, in: transaction)
    return added
  }

  /// The batch of a number that stands.
  func one(
    _ number: Int, of consumer: String, isLocked: Bool = false
  ) throws -> FeedBatches.Batch {
    let batch = try FeedBatches.one(
      number, of: consumer, locking: isLocked, institution: institution, in: transaction)
    guard let batch else { throw Refusal.noBatch(number, of: consumer) }
    return batch
  }

  /// Whether a consumer is what it was when a batch was prepared.
  func isAsDeclared(
    _ batch: FeedBatches.Batch, _ consumer: FeedConsumers.Consumer
  ) throws -> Bool {
    try consumer.profileVersion == batch.profileVersion && consumer.isTest == batch.isTest
      && scope(of: consumer) == batch.scope
  }

  func lastReleased(_ consumer: String) throws -> FeedBatches.Batch? {
    try FeedBatches.released(
      of: consumer, limit: 1, institution: institution, in: transaction
    ).first
  }

  private func scope(of consumer: FeedConsumers.Consumer) throws -> FeedScope {
    try FeedScope.of(consumer, of: institution, in: transaction)
  }

  private func existing(_ id: UUID) throws -> FeedBatches.Batch {
    guard let batch = try FeedBatches.one(id, institution: institution, in: transaction) else {
      throw Refusal(.nothingThere, "There is no batch of this id.")
    }
    return batch
  }

  private func journal(
    _ action: String, _ batch: FeedBatches.Batch, from: FeedBatches.State?,
    to: FeedBatches.State, _ reason: String
  ) throws {
    try Journal.add(
      [
        Journal.Entry(
          action: action, subjectKind: "feed batch", subject: batch.id.text,
          from: from?.rawValue, to: to.rawValue,
          reason: "Batch \(batch.number) of \(batch.consumer). \(reason)")
      ], by: actor, of: institution, in: transaction)
  }
}

extension FeedBatches.Batch {
  /// Refuses what only a prepared batch can become.
  func mustBePrepared() throws {
    switch state {
    case .prepared: return
    case .released:
      throw Refusal(
        .wrongState,
        "Batch \(number) of \(consumer) was released already by \(release?.by ?? "somebody"): it "
          + "never changes.")
    case .discarded:
      throw Refusal(.wrongState, "Batch \(number) of \(consumer) was discarded.")
    }
  }
}

extension Refusal {
  static func noConsumer(_ name: String) -> Refusal {
    Refusal(
      .nothingThere,
      "There is no consumer \(name): declare it with `conferral feed consumer apply FILE`.")
  }

  static func noBatch(_ number: Int, of consumer: String) -> Refusal {
    Refusal(.nothingThere, "Consumer \(consumer) has no batch \(number).")
  }

  static func noProfile(of consumer: String) -> Refusal {
    Refusal(
      .wrongState, "The text of the profile of \(consumer) is not kept: declare it anew.")
  }

  /// That a consumer has everything.
  static func nothingToSend(_ consumer: String) -> Refusal {
    Refusal(
      .wrongState,
      "There is nothing to send to \(consumer): no row is new since its last batch, and none waits "
        + "to be sent again.")
  }
}
