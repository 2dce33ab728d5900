import Foundation
import Postgres
public import Storage

/// A consumer of the feed with how far it is.
public struct FeedConsumerStanding: Sendable {
  /// The consumer.
  public var standing: FeedConsumers.Standing
  /// What it has not read yet; nil for one that nobody reads for.
  public var lag: FeedPages.Lag?
  /// For how long the first unread row has waited; zero without any.
  public var age: Duration
  /// The last position of the ledger.
  public var highWater: Int
}

/// Consumers of the feed, and their cursors.
extension Visit {
  /// The consumers that the caller may see, by name.
  public func feedConsumers() throws -> [FeedConsumerStanding] {
    let names = try feedReach().consumers
    return try shown(
      FeedConsumers.all(of: institution, in: transaction).filter {
        names?.contains($0.consumer.name) ?? true
      })
  }

  /// A consumer that the caller may see.
  public func feedConsumer(_ name: String) throws -> FeedConsumerStanding {
    try shown([batchConsumer(name)])[0]
  }

  /// Whether the caller is told what is none of a system's business.
  public var seesFeedConsumersWhole: Bool {
    caller.grants(for: .readFeed).contains { !$0.role.isSystem && $0.units == nil }
  }

  /// Moves a consumer's cursor forward, and back where a registrar says why.
  ///
  /// A cursor may move every second: it is not in the journal but in its row, with its time. Going
  /// back is in the journal.
  public func moveFeedCursor(
    of name: String, to position: Int, isReset: Bool, reason: String?
  ) throws -> FeedConsumerStanding {
    try mayFollow(name, .moveFeedCursors)
    guard
      let standing = try FeedConsumers.one(
        name, locking: true, of: institution, in: transaction)
    else { throw Refusal.noConsumer(name) }
    try check(standing, position, isReset: isReset)
    if isReset {
      let registrar = try resetting(reason)
      try journal(
        "reset feed cursor", "feed consumer", name, from: "\(standing.cursor)", to: "\(position)",
        reason: reason ?? "", as: registrar)
    }
    try FeedConsumers.move(name, to: position, of: institution, in: transaction)
    return try feedConsumer(name)
  }

  private func check(
    _ standing: FeedConsumers.Standing, _ position: Int, isReset: Bool
  ) throws {
    let name = standing.consumer.name
    guard standing.endedAt == nil else {
      throw Refusal(.wrongState, "The consumer \(name) was ended: it gets nothing any more.")
    }
    let head = try FeedPages.head(of: institution, in: transaction)
    guard position <= head else {
      throw Refusal(.wrongState, "The ledger ends at \(head): nobody has the position \(position).")
    }
    guard position >= standing.cursor || isReset else {
      throw Refusal(
        .wrongState,
        "The cursor stands at \(standing.cursor) and only goes on: a registrar may reset it.")
    }
  }

  private func resetting(_ reason: String?) throws -> Role {
    guard caller.grants.contains(where: { $0.role == .registrar && $0.units == nil }) else {
      throw Refusal(.forbidden, "To reset a cursor takes the role: registrar.")
    }
    guard let reason, !reason.isEmpty else {
      throw Refusal(.invalid, "A reset needs a reason: the journal tells it.")
    }
    return .registrar
  }

  private func shown(_ standings: [FeedConsumers.Standing]) throws -> [FeedConsumerStanding] {
    try FeedConsumerStanding.of(
      standings, at: office.clock?(), institution: institution, in: transaction)
  }
}

extension FeedConsumerStanding {
  /// How far consumers are; one that was ended, or that no client reads for, is never behind.
  static func of(
    _ standings: [FeedConsumers.Standing], at clock: PostgresInstant?, institution: Int,
    in transaction: Transaction
  ) throws -> [FeedConsumerStanding] {
    guard !standings.isEmpty else { return [] }
    let head = try FeedPages.head(of: institution, in: transaction)
    let (now, _) = try Institutions.now(of: institution, at: clock, in: transaction)
    return try standings.map { standing in
      var shown = FeedConsumerStanding(standing: standing, age: .zero, highWater: head)
      guard standing.endedAt == nil, !standing.consumer.clients.isEmpty else { return shown }
      let scope = try FeedScope.of(standing.consumer, of: institution, in: transaction)
      let lag = try FeedPages.lag(
        after: standing.cursor, scope: scope, of: institution, in: transaction)
      shown.lag = lag
      if let since = lag.since {
        shown.age = .microseconds(
          max(0, now.microsecondsSince1970 - since.microsecondsSince1970))
      }
      return shown
    }
  }
}

extension Office {
  /// How long the ledgers are, and how far their consumers: for metrics.
  public func feedStandings() async throws -> [(
    institution: String, head: Int, consumers: [FeedConsumerStanding]
  )] {
    let clock = clock
    return try await database.read(as: Scopes.auditor) { transaction in
      let heads = try FeedPages.heads(in: transaction)
      return try Institutions.all(in: transaction).map { institution in
        let consumers = try FeedConsumers.all(of: institution.id, in: transaction)
          .filter { $0.endedAt == nil && !$0.consumer.clients.isEmpty }
        return (
          institution: institution.code, head: heads[institution.id] ?? 0,
          consumers: try FeedConsumerStanding.of(
            consumers, at: clock?(), institution: institution.id, in: transaction)
        )
      }
    }
  }
}
