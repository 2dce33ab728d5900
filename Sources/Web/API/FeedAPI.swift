import HTTPTypes
import LinkedData
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

  private static let feed = Schema.object(
    "Feed", nil,
    [
      .must("items", .list(of: notation)),
      .must("next", position.noted("The last position read: `after` of the next call.")),
      .must("has_more", Schema.flag.noted("Whether the ledger goes on after it.")),
      .must("high_water", position.noted("The last position of the ledger.")),
    ])

  /// Rows are longer-lived than pages of a list, and whoever follows reads all of them.
  static let mostRows = 10_000

  static let endpoints: [Endpoint] = [
    .get(
      "/feed/notations", "readFeed", .feed, "Reads the transcript feed after a position",
      .readFeed,
      note: """
        Rows come in commit order without a gap, so that a position is all that has to be kept. An \
        answer without items means that there is nothing new. It is for roles that are not limited \
        to a unit.
        """,
      parameters: [
        .init("after", position, "The last position that was read before; 0 at first."),
        .init(
          "limit", Schema(.integer(1...mostRows)),
          "How many at most; \(Paging.usual) unless said otherwise."),
      ], answer: .json(.ok, feed)
    ) { visit, call in
      let after = call.query("after").flatMap { Int($0) } ?? 0
      let limit = call.query("limit").flatMap { Int($0) } ?? Paging.usual
      return reply(try visit.feedPage(after: after, limit: limit), after: after)
    }
  ]

  /// The rows go out as they are stored: nothing is parsed and written again.
  static func reply(_ page: Notations.Page, after: Int) -> Reply {
    let end =
      "],\"next\":\(page.last ?? after),\"has_more\":\(page.hasMore),\"high_water\":\(page.head)}"
    var body: [UInt8] = []
    body.reserveCapacity(page.bytes.count + 100)
    body += "{\"items\":[".utf8
    body += page.bytes
    body += end.utf8
    return Reply(status: .ok, headers: [.contentType: "application/json"], body: body)
  }
}
