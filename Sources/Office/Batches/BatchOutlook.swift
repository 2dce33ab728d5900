public import FeedProfiles
public import Storage

/// What is ahead of a consumer, and how it gets there.
public struct BatchOutlook: Sendable {
  /// Rows that wait to be sent to it again.
  public var waiting: Int
  /// The occasion of its schedule that was handled last.
  public var occasion: FeedOccasions.Occasion?
  /// What of its rows it was not given, and what it said nothing of.
  public var progress: FeedProgress
  /// The last position of the ledger.
  public var head: Int
  /// Its file, which names secrets by their paths only; nil when it cannot be read any more.
  public var file: ConsumerFile?
}

extension Visit {
  /// What is ahead of a consumer. One with a profile was given what its released batches cover, one
  /// without what it says that it has read.
  public func batchOutlook(of name: String) throws -> BatchOutlook {
    let standing = try batchConsumer(name)
    let consumer = standing.consumer
    let given =
      consumer.profileVersion == nil ? standing.cursor : try lastBatch(of: name)?.last ?? 0
    return BatchOutlook(
      waiting: try FeedResends.waiting(for: name, of: institution, in: transaction),
      occasion: try FeedOccasions.last(of: name, institution: institution, in: transaction),
      progress: try FeedProgress.of(
        name, after: given, scope: FeedScope.of(consumer, of: institution, in: transaction),
        institution: institution, in: transaction),
      head: try FeedPages.head(of: institution, in: transaction),
      file: try? ConsumerFile(parsing: consumer.source))
  }
}
