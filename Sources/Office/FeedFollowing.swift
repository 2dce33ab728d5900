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

/// What of the feed a caller may read.
struct FeedReach {
  /// Whether it is the whole ledger.
  var hasLedger: Bool
  /// The consumers whose part of it is read; nil for all that there are.
  var consumers: Set<String>?
}

/// Following the feed.
extension Visit {
  /// Registrars and auditors reach everything. A token that consumers name reaches these, whether
  /// they were ended or not, and nothing else; a machine client that none names the ledger, if it
  /// is not limited to a unit, and no consumer; a feed client that none names nothing.
  func feedReach() throws -> FeedReach {
    // Asked first, and anew: a request that waited may have been named meanwhile.
    let names = try clientOf()
    if !names.isEmpty { return FeedReach(hasLedger: false, consumers: try reached(of: names)) }
    if seesFeedConsumersWhole { return FeedReach(hasLedger: true) }
    let grants = caller.grants(for: .readFeed)
    if grants.contains(where: { $0.role == .machineClient && $0.units == nil }) {
      return FeedReach(hasLedger: true, consumers: [])
    }
    guard grants.contains(where: { $0.role == .feedClient }) else {
      throw Refusal.forbidden(.readFeed, isLimited: !grants.isEmpty)
    }
    return FeedReach(hasLedger: false, consumers: [])
  }

  /// The role in which the caller may do something with the feed of a consumer. To a system that
  /// the consumer's file does not name it is as if there were no such consumer, so that nobody can
  /// guess who else gets the feed.
  @discardableResult
  func mayFollow(_ consumer: String, _ action: Action) throws -> Role {
    let names = try clientOf()
    let grants = caller.grants(for: action)
    if names.isEmpty, let staff = grants.first(where: { !$0.role.isSystem && $0.units == nil }) {
      return staff.role
    }
    guard let system = grants.first(where: \.role.isSystem) else {
      throw Refusal.forbidden(action, isLimited: !grants.isEmpty)
    }
    guard names.contains(consumer),
      let standing = try FeedConsumers.one(consumer, of: institution, in: transaction)
    else { throw Refusal.noConsumer(consumer) }
    _ = try scope(of: standing.consumer)
    return system.role
  }

  /// Refuses a system that asks for a list without saying of which consumer.
  func mayFollowAll() throws {
    if try clientOf().isEmpty, seesFeedConsumersWhole { return }
    let grants = caller.grants(for: .readFeed)
    guard grants.contains(where: \.role.isSystem) else {
      throw Refusal.forbidden(.readFeed, isLimited: !grants.isEmpty)
    }
    throw Refusal(.invalid, "Say of which consumer: a token reads what is its own.")
  }

  /// Those of some consumers that get nothing beyond the units that the caller is limited to.
  private func reached(of names: Set<String>) throws -> Set<String> {
    if caller.grants(for: .readFeed).contains(where: { $0.units == nil }) { return names }
    return try names.filter { name in
      guard let standing = try FeedConsumers.one(name, of: institution, in: transaction) else {
        return false
      }
      return isReached(try FeedScope.of(standing.consumer, of: institution, in: transaction))
    }
  }

  /// The consumers that name the caller's token; none for a caller without one. A request that
  /// waited may have outlived its token.
  private func clientOf() throws -> Set<String> {
    guard caller.id.hasPrefix("token:"),
      let token = UUID(uuidString: String(caller.id.dropFirst(6)))
    else { return [] }
    guard
      let names = try FeedConsumers.names(ofClient: token, of: institution, in: transaction)
    else { throw Refusal(.unauthenticated, "The token was revoked, or it has expired.") }
    return Set(names)
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
    let reach = try feedReach()
    guard reach.hasLedger || reach.consumers?.isEmpty == false else {
      throw Refusal(.forbidden, "No consumer of the feed names this token: have an operator do so.")
    }
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
      guard try feedReach().hasLedger else {
        throw Refusal(
          .forbidden,
          "This token gets what the consumers get that name it, and nothing else: read "
            + "/feed/consumers/NAME/notations, and /feed/state?consumer=NAME.")
      }
      return .all
    }
    let standing = try batchConsumer(consumer)
    guard standing.endedAt == nil else {
      throw Refusal(.wrongState, "The consumer \(consumer) was ended: it gets nothing any more.")
    }
    return try scope(of: standing.consumer)
  }

  /// What a consumer gets today: its units with all that is part of them. A client that is limited
  /// to units gets nothing beyond them.
  func scope(of consumer: FeedConsumers.Consumer) throws -> FeedScope {
    let scope = try FeedScope.of(consumer, of: institution, in: transaction)
    guard isReached(scope) else { throw Refusal.forbidden(.readFeed, isLimited: true) }
    return scope
  }

  private func isReached(_ scope: FeedScope) -> Bool {
    let grants = caller.grants(for: .readFeed)
    if grants.contains(where: { $0.units == nil }) { return true }
    let reached = grants.reduce(into: Set<String>()) { $0.formUnion($1.units ?? []) }
    return scope.units.map { reached.isSuperset(of: $0) } ?? false
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
