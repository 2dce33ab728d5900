import HTTPTypes
import LinkedData
import Office
import Storage

/// The systems that follow the feed: what they get, and how far they are.
enum FeedConsumersAPI {
  private static let consumer = Schema.object(
    "FeedConsumer", "A system that gets the feed.",
    [
      .must("name", .line(60)), .must("title", .line(200)),
      .must("mode", .choice(["test", "production"], "What a test gets does not count.")),
      .may("profile", .line(200, "How its batches are written; it may only read the feed.")),
      .may("profileVersion", Schema(.text(.sha256), note: "The hash of the profile's text.")),
      .may("units", Schema.list(of: .line(1_000)).noted("It gets their rows; else all units'.")),
      .may("programs", Schema.list(of: .line(200)).noted("It gets these; else all programs.")),
      .may("clients", Schema.list(of: .line(200)).noted("Names of tokens; staff alone see them.")),
      .must("cursor", FeedAPI.position.noted("The last position that it says it has.")),
      .may("cursorAt", .instant), .must("highWater", FeedAPI.position),
      .may(
        "lag",
        .object(
          nil, "What it has not read; absent where no token reads for it.",
          [
            .must("rows", FeedAPI.position.noted("Unread rows that it gets.")),
            .must("seconds", FeedAPI.position.noted("For how long the oldest has waited.")),
          ])),
      .may("endedAt", .instant.noted("From then on it gets nothing.")),
      .must("changedAt", .instant),
    ])

  private static let cursor = Schema.object(
    "FeedCursor", nil,
    [
      .must("position", FeedAPI.position.noted("The `next` up to which everything was kept.")),
      .may("reset", Schema.flag.noted("Lets it go back; for the registrar.")),
      .may("reason", .prose(1_000, "Why it is reset; it goes into the journal.")),
    ]
  ).example(["position": 4711])

  static let endpoints: [Endpoint] = [
    .list(
      "/feed/consumers", "listFeedConsumers", .feed, "Lists the consumers of the feed", .readFeed,
      note: "A token that consumers name sees these.", of: consumer
    ) { visit, call in
      let after = try call.after { keys in keys.count == 1 ? keys[0] : nil }
      let isWhole = visit.seesFeedConsumersWhole
      let rows = try visit.feedConsumers().filter {
        after == nil || $0.standing.consumer.name > after ?? ""
      }
      return try call.page(rows) {
        [$0.standing.consumer.name]
      } json: {
        json($0, isWhole: isWhole)
      }
    },
    .get(
      "/feed/consumers/{consumer}", "getFeedConsumer", .feed, "Shows a consumer of the feed",
      .readFeed, answer: .json(.ok, consumer)
    ) { visit, call in
      .json(
        json(
          try visit.feedConsumer(call.text("consumer")), isWhole: visit.seesFeedConsumersWhole))
    },
    Endpoint(
      method: .get, path: "/feed/consumers/{consumer}/notations", id: "readConsumersFeed",
      tag: .feed, summary: "Reads what a consumer gets of the feed, after a position",
      note: """
        `next` also moves on over rows that the consumer does not get; a page without items and \
        with `has_more` is no end.
        """,
      action: .readFeed,
      parameters: [FeedAPI.after, FeedAPI.limit, FeedAPI.wait, FeedAPI.through],
      answer: .json(.ok, FeedAPI.feed),
      work: .streams { office, call, _ in
        try await FeedWaiting(office: office, call: call)
          .answer(to: FeedAPI.reading(call, consumer: call.text("consumer")))
      }),
    Endpoint(
      method: .put, path: "/feed/consumers/{consumer}/cursor", id: "moveFeedCursor", tag: .feed,
      summary: "Says how far a consumer is",
      note: """
        For its clients and registrars. It only goes forward, up to the ledger's last position; a \
        registrar may reset it, which the journal tells. What a consumer in production has counts \
        as delivered.
        """,
      action: .moveFeedCursors, body: .json(cursor), answer: .json(.ok, consumer),
      work: .acts { visit, call in
        let moved = try visit.moveFeedCursor(
          of: call.text("consumer"), to: call.body.integerIfAny("position") ?? 0,
          isReset: call.body.flagIfAny("reset") ?? false, reason: call.body.textIfAny("reason"))
        return .json(json(moved, isWhole: visit.seesFeedConsumersWhole))
      }),
  ]

  private static func json(_ shown: FeedConsumerStanding, isWhole: Bool) -> JSONValue {
    let (standing, consumer) = (shown.standing, shown.standing.consumer)
    return .members(
      ("name", .string(consumer.name)),
      ("title", .string(consumer.title.isEmpty ? consumer.name : consumer.title)),
      ("mode", .string(consumer.mode)),
      ("profile", consumer.profileVersion.map { _ in .string(consumer.profile) }),
      ("profileVersion", .textIfAny(consumer.profileVersion)), ("units", texts(consumer.units)),
      ("programs", texts(consumer.programs)),
      ("clients", isWhole ? texts(consumer.clients) : nil), ("cursor", .number(standing.cursor)),
      ("cursorAt", standing.cursorAt.map { .text($0) }), ("highWater", .number(shown.highWater)),
      (
        "lag",
        shown.lag.map {
          .members(
            ("rows", .number($0.rows)), ("seconds", .number(Int(shown.age.components.seconds))))
        }
      ), ("endedAt", standing.endedAt.map { .text($0) }), ("changedAt", .text(standing.changedAt)))
  }

  private static func texts(_ texts: [String]?) -> JSONValue? {
    texts.map { .array($0.map { .string($0) }) }
  }
}
