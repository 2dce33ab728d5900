import Postgres
public import Storage

/// Rows that consumers rejected, for the registrar.
extension Visit {
  /// What a registrar does about a rejected row.
  public enum Settlement: String, CaseIterable, Sendable {
    /// It goes out with the next batch once more.
    case sendAgain = "send again"
    /// Nothing is to be done.
    case setAside = "set aside"
  }

  /// Up to `limit` rejected rows and one more, by consumer and position.
  public func rejectedRows(
    of consumer: String?, standing: RejectedRows.Standing, after place: RejectedRows.Place?,
    limit: Int
  ) throws -> [RejectedRows.Rejected] {
    if let consumer {
      try mayFollow(consumer, .readFeed)
    } else {
      try mayFollowAll()
    }
    return try RejectedRows.page(
      of: consumer, standing: standing, after: place, limit: limit + 1, institution: institution,
      in: transaction)
  }

  /// Sends a rejected row again, or sets it aside.
  public func settle(
    _ position: Int, of consumer: String, by settlement: Settlement, reason: String
  ) throws -> RejectedRows.Rejected {
    let role = try may(.governFeed, unit: nil)
    guard try FeedConsumers.one(consumer, locking: true, of: institution, in: transaction) != nil
    else { throw Refusal.noConsumer(consumer) }
    func row() throws -> RejectedRows.Rejected? {
      try RejectedRows.lock(position, of: consumer, institution: institution, in: transaction)
    }
    guard let before = try row() else {
      throw Refusal(
        .nothingThere, "“\(consumer)” has not rejected the row at position \(position).")
    }
    guard before.standing == .open else {
      throw Refusal(
        .wrongState,
        "The row at position \(position) is \(before.standing.rawValue) already: nothing is left "
          + "to do.")
    }
    switch settlement {
    case .sendAgain:
      try FeedResends.add(
        [position], to: consumer, by: caller.id, because: reason, of: institution,
        in: transaction)
    case .setAside:
      try RejectedRows.setAside(
        position, of: consumer, by: caller.id, because: reason, institution: institution,
        in: transaction)
    }
    guard let after = try row() else { throw Refusal.noConsumer(consumer) }
    try journal(
      "settle rejected row", "feed consumer", "\(consumer)/\(position)",
      from: before.standing.rawValue, to: after.standing.rawValue, reason: reason, as: role)
    return after
  }
}
