import Foundation
import Postgres
public import Storage

/// What of the feed is asked for.
public struct FeedReading: Sendable {
  /// The last position that was read before.
  public var after: Int
  /// The last position that is wanted; nil for no end.
  public var through: Int?
  /// How many rows at most.
  public var limit: Int
  /// The consumer whose scope it is; nil for the whole ledger.
  public var consumer: String?

  /// Makes a question.
  public init(after: Int, through: Int? = nil, limit: Int, consumer: String? = nil) {
    self.after = after
    self.through = through
    self.limit = limit
    self.consumer = consumer
  }
}

/// Whose feeds a caller may read.
enum FeedReach {
  case all
  /// Those of the consumers that name the caller's token.
  case these(Set<String>)
}

/// Following the feed.
extension Visit {
  /// Registrars and auditors reach everything. A token that a consumer names reaches only such
  /// consumers, whether they were ended or not; another one the whole ledger, if it is not limited
  /// to a unit.
  func feedReach() throws -> FeedReach {
    let isStaff = caller.grants(for: .readFeed).contains {
      $0.role != .machineClient && $0.units == nil
    }
    if let names = try clientOf(), !names.isEmpty, !isStaff { return .these(Set(names)) }
    try may(.readFeed, unit: nil)
    return .all
  }

  /// The consumers that name the caller's token; nil for a caller without one. A request that waited
  /// may have outlived its token.
  private func clientOf() throws -> [String]? {
    guard caller.id.hasPrefix("token:"),
      let token = UUID(uuidString: String(caller.id.dropFirst(6)))
    else { return nil }
    guard
      let names = try FeedConsumers.names(ofClient: token, of: institution, in: transaction)
    else { throw Refusal(.unauthenticated, "The token was revoked, or it has expired.") }
    return names
  }

  /// Rows after a position; a page without rows that has more is no end.
  public func feedPage(_ reading: FeedReading) throws -> FeedPage {
    let page = try FeedPages.rows(
      after: reading.after, through: reading.through ?? .max, limit: reading.limit,
      scope: try scope(of: reading.consumer), of: institution, in: transaction)
    return try checked(page, reading.after)
  }

  /// Notations that are live as of a position, after one; as of the ledger's end without it.
  public func feedState(
    _ reading: FeedReading, asOf moment: Int?
  ) throws -> (page: FeedPage, asOf: Int) {
    let scope = try scope(of: reading.consumer)
    let head = try FeedPages.head(of: institution, in: transaction)
    let moment = moment ?? head
    guard moment <= head else {
      throw Refusal(
        .wrongState, "The ledger ends at \(head): ask for its state as of that position or before.")
    }
    let page = try FeedPages.live(
      asOf: moment, after: reading.after, limit: reading.limit, scope: scope, of: institution,
      in: transaction)
    return (try checked(page, reading.after), moment)
  }

  /// The last position of the ledger, for whoever may read any part of it.
  public func feedHead() throws -> Int {
    _ = try feedReach()
    return try FeedPages.head(of: institution, in: transaction)
  }

  /// Whoever has more than the ledger holds follows another one, such as that from before a backup
  /// was restored; to answer that there is nothing new would hide it.
  private func checked(_ page: FeedPage, _ after: Int) throws -> FeedPage {
    guard after <= page.highWater else {
      throw Refusal(
        .wrongState,
        "The ledger ends at \(page.highWater), before the position \(after): load its state, and "
          + "follow it from there.")
    }
    return page
  }

  private func scope(of consumer: String?) throws -> FeedScope {
    guard let consumer else {
      guard case .all = try feedReach() else {
        throw Refusal(
          .forbidden,
          "A consumer names this token, which limits it to what that consumer gets: read "
            + "/feed/consumers/NAME/notations, and /feed/state?consumer=NAME.")
      }
      return .all
    }
    let standing = try feedConsumer(consumer).standing
    guard standing.endedAt == nil else {
      throw Refusal(.wrongState, "The consumer \(consumer) was ended: it gets nothing any more.")
    }
    return try scope(of: standing.consumer)
  }

  /// What a consumer gets today: its units with all that is part of them. A client that is limited
  /// to units gets nothing beyond them.
  func scope(of consumer: FeedConsumers.Consumer) throws -> FeedScope {
    let scope = try FeedScope.of(consumer, of: institution, in: transaction)
    let grants = caller.grants(for: .readFeed)
    if grants.contains(where: { $0.units == nil }) { return scope }
    let reached = grants.reduce(into: Set<String>()) { $0.formUnion($1.units ?? []) }
    guard let units = scope.units, reached.isSuperset(of: units) else {
      throw Refusal.forbidden(.readFeed, isLimited: true)
    }
    return scope
  }
}

extension FeedScope {
  /// What a consumer gets today: its units with all that is part of them, and its programs.
  static func of(
    _ consumer: FeedConsumers.Consumer, of institution: Int, in transaction: Transaction
  ) throws -> FeedScope {
    let units = try consumer.units.map { units in
      let within = try People.within(units: units, of: institution, in: transaction)
      return within.values.reduce(into: Set(units)) { $0.formUnion($1) }.sorted()
    }
    return FeedScope(units: units, programs: consumer.programs)
  }
}
