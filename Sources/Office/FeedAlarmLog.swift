public import Logging

/// What a daemon remembers of alarms, so that its log tells each when it begins and when it ends.
public struct FeedAlarmLog: Sendable {
  private struct Key: Hashable {
    let institution: String
    let consumer: String?
    let kind: FeedAlarm.Kind
  }

  private var standing: Set<Key> = []

  /// Nothing was told yet.
  public init() {}

  /// Tells what is new among the alarms of all institutions, and what is over.
  public mutating func tell(
    _ all: [(institution: String, alarms: [FeedAlarm])], to logger: Logger
  ) {
    var now: Set<Key> = []
    for (institution, alarms) in all {
      for alarm in alarms {
        let key = Key(institution: institution, consumer: alarm.consumer, kind: alarm.kind)
        now.insert(key)
        guard !standing.contains(key) else { continue }
        var metadata = Self.metadata(key)
        metadata["count"] = "\(alarm.count)"
        metadata["test"] = "\(alarm.isTest)"
        logger.warning("an alarm of the feed began: \(alarm.sentence)", metadata: metadata)
      }
    }
    for key in standing.subtracting(now) {
      logger.info("an alarm of the feed ended", metadata: Self.metadata(key))
    }
    standing = now
  }

  private static func metadata(_ key: Key) -> Logger.Metadata {
    [
      "institution": "\(key.institution)", "consumer": "\(key.consumer ?? "all")",
      "alarm": "\(key.kind.rawValue)",
    ]
  }
}
