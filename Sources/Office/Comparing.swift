import Crypto
public import Foundation
public import Postgres
import Rosters
public import Storage

/// A student system's own list of notations, to be held against the ledger.
public struct ComparisonOrder: Sendable {
  /// The consumer whose system wrote it.
  public var consumer: String
  /// The mapping as it is written.
  public var mapping: String
  /// What the list is called.
  public var title: String
  /// The last position of the ledger that counts; nil for all that there is.
  public var asOf: Int?
  /// After how many characters the list cuts texts; nil for a list with whole ones.
  public var width: Int?

  /// Makes an order.
  public init(
    consumer: String, mapping: String, title: String, asOf: Int? = nil, width: Int? = nil
  ) {
    self.consumer = consumer
    self.mapping = mapping
    self.title = title
    self.asOf = asOf
    self.width = width
  }
}

extension Office {
  /// Compares a list in a file. Its rows are stored many at a time, so that memory is bounded; the
  /// comparison itself is one transaction.
  public func compare(
    _ order: ComparisonOrder, file: URL, at institution: Int, by actor: String,
    progress: @Sendable (Int) -> Void = { _ in }
  ) async throws -> Comparisons.Listed {
    let caller = try await operatorCaller(institution, actor, as: .registrar)
    var hash = SHA256()
    var all = try Pieces(file)
    while let piece = try all.next() { hash.update(data: piece) }
    let digest = [UInt8](hash.finalize())
    let source = try ComparisonSource(order)
    var list = try ComparisonList(source.mapping)
    var pieces = try Pieces(file)
    let id = try await acting(as: caller) { try $0.begin(source, sha256: digest) }
    do {
      while true {
        let part = try list.next { try pieces.next() }
        guard !part.isEmpty else { break }
        try await acting(as: caller) { visit in
          try visit.holdLoading(id)
          try Comparisons.add(part, to: id, of: institution, in: visit.transaction)
        }
        progress(list.number)
      }
      try list.checkRead()
      let (withdrawn, quarantined) = (list.withdrawn, list.quarantined)
      return try await database.write(
        as: Scopes.institution(institution), limits: Limits(statement: .seconds(900))
      ) { transaction in
        try Visit(caller: caller, transaction: transaction, office: self)
          .finish(id, source, withdrawn: withdrawn, quarantined: quarantined)
      }
    } catch {
      // The next comparison gives it up where the database does not answer now.
      try? await acting(as: caller) { visit in
        try Comparisons.refuse(id, of: institution, in: visit.transaction)
      }
      throw error
    }
  }
}

extension Visit {
  /// Compares a list that is small enough to come with one call.
  public func compare(_ order: ComparisonOrder, bytes: [UInt8]) throws -> Comparisons.Listed {
    try may(.governFeed, unit: nil)
    try refuseUnknown(consumer: order.consumer)
    let source: ComparisonSource
    do {
      source = try ComparisonSource(order)
    } catch let mistakes as MappingMistakes {
      throw Refusal(.invalid, "The mapping has mistakes: \(mistakes)")
    }
    let id = try begin(source, sha256: [UInt8](SHA256.hash(data: Data(bytes))))
    do {
      return try finish(id, source, bytes)
    } catch let error as RosterFileError {
      throw Refusal(.invalid, "The list cannot be read: \(error)")
    }
  }

  private func finish(
    _ id: UUID, _ source: ComparisonSource, _ bytes: [UInt8]
  ) throws -> Comparisons.Listed {
    var list = try ComparisonList(source.mapping)
    var rest: [UInt8]? = bytes
    while true {
      let part = try list.next {
        defer { rest = nil }
        return rest
      }
      guard !part.isEmpty else { break }
      try Comparisons.add(part, to: id, of: institution, in: transaction)
    }
    try list.checkRead()
    return try finish(id, source, withdrawn: list.withdrawn, quarantined: list.quarantined)
  }

  private func refuseUnknown(consumer: String) throws {
    guard try FeedConsumers.one(consumer, of: institution, in: transaction) != nil else {
      throw Refusal.noConsumer(consumer)
    }
  }

  fileprivate func begin(_ source: ComparisonSource, sha256: [UInt8]) throws -> UUID {
    let role = try may(.governFeed, unit: nil)
    let order = source.order
    try refuseUnknown(consumer: order.consumer)
    let head = try FeedPages.head(of: institution, in: transaction)
    if let asOf = order.asOf, !(0...head).contains(asOf) {
      throw Refusal(
        .invalid, "The ledger ends at position \(head): it cannot be compared as of \(asOf).")
    }
    let id = try Comparisons.begin(
      .init(
        consumer: order.consumer, asOf: order.asOf, fields: source.fields, width: order.width,
        mapping: (source.mapping.name, source.mappingHash), file: (order.title, sha256)),
      by: caller.id, of: institution, in: transaction)
    try journal(
      "compare", "feed consumer", order.consumer, to: id.text, reason: order.title, as: role)
    return id
  }

  /// Refuses to go on with a comparison that was given up meanwhile.
  fileprivate func holdLoading(_ id: UUID) throws {
    guard try Comparisons.holdLoading(id, of: institution, in: transaction) else {
      throw Refusal(
        .wrongState,
        "Another comparison of the same consumer began meanwhile: look at that one, or begin anew.")
    }
  }

  fileprivate func finish(
    _ id: UUID, _ source: ComparisonSource, withdrawn: Int, quarantined: Int
  ) throws -> Comparisons.Listed {
    try holdLoading(id)
    let name = source.order.consumer
    guard let standing = try FeedConsumers.one(name, of: institution, in: transaction) else {
      throw Refusal.noConsumer(name)
    }
    try Comparisons.compare(
      id, fields: source.fields, width: source.order.width, of: name,
      scope: FeedScope.of(standing.consumer, of: institution, in: transaction),
      withdrawn: withdrawn, quarantined: quarantined, institution: institution, in: transaction)
    return try comparison(id)
  }

  /// One comparison.
  public func comparison(_ id: UUID) throws -> Comparisons.Listed {
    guard let found = try Comparisons.one(id, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "There is no such comparison.")
    }
    do {
      try mayFollow(found.consumer, .readFeed)
    } catch let refusal as Refusal where refusal.code == .nothingThere {
      // Not even the consumer's name is told to somebody else's system.
      throw Refusal(.nothingThere, "There is no such comparison.")
    }
    return found
  }

  /// Up to `limit` comparisons and one more, the newest first.
  public func comparisons(
    of consumer: String?, after place: (startedAt: PostgresInstant, id: UUID)?, limit: Int
  ) throws -> [Comparisons.Listed] {
    if let consumer {
      try mayFollow(consumer, .readFeed)
    } else {
      try mayFollowAll()
    }
    return try Comparisons.page(
      of: consumer, after: place, limit: limit + 1, institution: institution, in: transaction)
  }

  /// Up to `limit` rows of a comparison and one more; of one that is not done there are none to show.
  public func comparisonRows(
    of id: UUID, outcome: String, after number: Int, limit: Int
  ) throws -> [Comparisons.Compared] {
    let found = try comparison(id)
    guard found.state == "done" else { throw Refusal.notCompared(found.state) }
    return try Comparisons.rows(
      of: id, outcome: outcome, after: number, limit: limit + 1, institution: institution,
      in: transaction)
  }

  /// Sends rows again that are missing there or different, or voids of what is extra there; nil for
  /// all of that outcome. Returns how many are new.
  public func sendAgain(
    _ outcome: String, rows: [Int]?, of id: UUID, reason: String
  ) throws -> Int {
    let role = try may(.governFeed, unit: nil)
    let found = try comparison(id)
    _ = try FeedConsumers.one(
      found.consumer, locking: true, of: institution, in: transaction)
    guard found.state == "done" else {
      throw Refusal.notCompared(found.state)
    }
    let positions = try Comparisons.claim(
      outcome, rows, of: id, by: caller.id, institution: institution, in: transaction)
    let count = try FeedResends.add(
      positions, to: found.consumer, by: caller.id, because: reason, of: institution,
      in: transaction)
    try journal(
      "send rows of comparison again", "comparison", id.text, to: "\(count) rows", reason: reason,
      as: role)
    return count
  }
}

extension Refusal {
  fileprivate static func notCompared(_ state: String) -> Refusal {
    Refusal(
      .wrongState,
      state == "loading"
        ? "The comparison is not done. If its command was stopped, begin another one."
        : "The comparison came to no end: begin another one.")
  }
}
