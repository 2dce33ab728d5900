import HTTPTypes
import LinkedData
import Office

/// What of the feed is silent for too long.
enum FeedAlarmsAPI {
  private static let alarm = Schema.object(
    "FeedAlarm", "Something in the feed that has been silent for too long.",
    [
      .must("kind", .choice(FeedAlarm.Kind.allCases.map(\.rawValue), "What is silent.")),
      .may("consumer", .line(60, "The consumer; absent for what concerns the institution.")),
      .must("test", Schema.flag.noted("Whether the consumer is a test.")),
      .must("since", .instant),
      .must("count", FeedAPI.position.noted("How many batches, deliveries, rows or notations.")),
      .must("sentence", .line(1_000, "What is wrong, and what to do.")),
    ])

  static let endpoints: [Endpoint] = [
    .get(
      "/feed/alarms", "listFeedAlarms", .feed, "Lists what of the feed is silent for too long",
      .readFeed,
      note: "There are none while all is well. A token that consumers name sees theirs.",
      answer: .json(.ok, .object("FeedAlarms", nil, [.must("items", .list(of: alarm))]))
    ) { visit, _ in
      .json(.members(("items", .array(try visit.feedAlarms().map(json)))))
    }
  ]

  private static func json(_ alarm: FeedAlarm) -> JSONValue {
    .members(
      ("kind", .string(alarm.kind.rawValue)), ("consumer", .textIfAny(alarm.consumer)),
      ("test", .bool(alarm.isTest)), ("since", .text(alarm.since)),
      ("count", .number(alarm.count)), ("sentence", .string(alarm.sentence)))
  }
}
