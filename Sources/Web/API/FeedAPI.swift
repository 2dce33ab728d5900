import HTTPTypes
import Hummingbird
import LinkedData
import NIOCore
import Office
import Storage

/// The transcript feed, for systems that follow it.
enum FeedAPI {
  static let position = Schema(.integer(0...Int.max))

  private static let notation = Schema.object(
    "Notation", "A row of the transcript ledger; corrections are new rows.",
    [
      .must("position", position.noted("Dense from 1, in the order of commits.")),
      .must("notation", .id), .must("kind", .choice(["add", "void"])),
      .must("voids", Schema.id.orNull.noted("The notation that a void takes back.")),
      .must("follows", Schema.id.orNull.noted("The voided notation after which it was made.")),
      .must("student", .line(400, "The learner's id in the student system.")),
      .must("learner", .id), .must("name", .line(1_000, "The learner's name at the award.")),
      .must("program", .line(200)), .must("title", .line(1_000)), .must("version", .line(200)),
      .must("unit", .line(1_000).orNull), .must("level", .line(200).orNull),
      .must("text", .prose(2_000, "The line in the transcript.")),
      .must("credits", .decimal.orNull), .must("earnedOn", .day),
      .must("term", .line(200, "The code of the term.").orNull), .must("award", .id),
      .must("badge", .line(2_000, "The address of the badge.")), .must("recordedAt", .instant),
    ])

  private static let members: [Schema.Property] = [
    .must("items", .list(of: notation, atMost: mostRows)),
    .must("next", position.noted("Up to where was read: `after` of the next call.")),
    .must("has_more", Schema.flag.noted("Whether there is more to read now, also without items.")),
    .must("high_water", position.noted("The last position of the ledger.")),
  ]
  static let feed = Schema.object("Feed", nil, members)
  private static let state = Schema.object(
    "FeedState", "Live notations as of a position.",
    members + [.must("as_of", position.noted("To be repeated for the next pages."))])

  /// Rows are longer-lived than pages of a list, and whoever follows reads all of them.
  static let mostRows = 10_000

  static let after = Endpoint.Parameter(
    "after", position, "The last position that was read before; 0 at first.")
  static let limit = Endpoint.Parameter(
    "limit", Schema(.integer(1...mostRows)),
    "How many at most; \(Paging.usual) unless said otherwise.")
  static let wait = Endpoint.Parameter(
    "wait", Schema(.integer(0...30)),
    "Where there is nothing new, the answer may take so many seconds until there is.")
  static let through = Endpoint.Parameter(
    "through", position, "The last position that is wanted: the same range has the same rows.")

  static let endpoints: [Endpoint] =
    [
      Endpoint(
        method: .get, path: "/feed/notations", id: "readFeed", tag: .feed,
        summary: "Reads the transcript feed after a position",
        note: """
          Rows come in commit order without a gap, so that a position is all that has to be kept. An \
          answer without items and without `has_more` means that there is nothing new. It is for \
          roles that are not limited to a unit, and for tokens that no consumer names.
          """,
        action: .readFeed, parameters: [after, limit, wait, through], answer: .json(.ok, feed),
        work: .streams { office, call, _ in
          try await FeedWaiting(office: office, call: call).answer(to: reading(call))
        }),
      Endpoint(
        method: .get, path: "/feed/state", id: "readFeedState", tag: .feed,
        summary: "Lists the live notations as of a position",
        note: """
          What a consumer loads first; it then follows the feed after `as_of`. The answer for a \
          position is the same for ever.
          """,
        action: .readFeed,
        parameters: [
          .init("as_of", position, "As of which position; the ledger's end without it."), after,
          limit, .init("consumer", .line(60), "Only what this consumer gets."),
        ], answer: .json(.ok, state),
        work: .streams { office, call, _ in
          let asked = reading(call, consumer: call.query("consumer"))
          let moment = call.query("as_of").flatMap { Int($0) }
          let (page, asOf) = try await office.reading(as: call.caller) {
            try $0.feedState(asked, asOf: moment)
          }
          return response(page, asOf: asOf)
        }),
      Endpoint(
        method: .get, path: "/feed/events", id: "watchFeed", tag: .feed,
        summary: "Tells when the ledger goes on",
        note: """
          Server-sent events: `head` with the last position as its id. They are hints: whoever misses \
          one misses nothing that the feed does not tell. The stream ends after five minutes; take it \
          up again with Last-Event-ID.
          """,
        action: .readFeed,
        answer: .bytes(types: ["text/event-stream"], note: "Events, until one side ends it."),
        work: .streams { office, call, request in
          try await FeedWaiting(office: office, call: call).events(request)
        }),
    ]

  static func reading(_ call: Call, consumer: String? = nil) -> FeedReading {
    FeedReading(
      after: call.query("after").flatMap { Int($0) } ?? 0,
      through: call.query("through").flatMap { Int($0) },
      limit: call.query("limit").flatMap { Int($0) } ?? Paging.usual, consumer: consumer)
  }

  /// The rows go out as they are stored: nothing is parsed and written again.
  static func response(_ page: FeedPage, asOf: Int? = nil) -> Response {
    let end =
      "],\"next\":\(page.next),\"has_more\":\(page.hasMore),\"high_water\":\(page.highWater)"
      + (asOf.map { ",\"as_of\":\($0)}" } ?? "}")
    var body = ByteBuffer()
    body.reserveCapacity(page.bytes.count + 150)
    body.writeString("{\"items\":[")
    body.writeBytes(page.bytes)
    body.writeString(end)
    return Response(
      status: .ok,
      headers: [.contentType: "application/json", .cacheControl: "private, no-cache"],
      body: ResponseBody(byteBuffer: body))
  }
}
