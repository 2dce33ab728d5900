import HTTPTypes
import LinkedData
import Office
import Storage

/// The transcript feed, for systems that follow it.
enum NotationsAPI {
  private static let position = Schema(.integer(0...Int.max))

  private static let notation = Schema.object(
    "Notation", "A line of the transcript ledger; corrections are new lines.",
    [
      .must("position", position.noted("Dense from 1, in the order of commits.")),
      .must("notation", .id), .must("kind", .choice(["add", "void"])),
      .may("voids", .id.noted("The notation that a void takes back.")),
      .must("student", .line(400, "The learner's id in the student system.").orNull),
      .must("learner", .id), .must("name", .line(1_000, "The learner's name at the award.")),
      .must("program", .line(200)), .must("version", .line(200)),
      .must("text", .prose(2_000, "The line in the transcript.")),
      .must("credits", .decimal.orNull), .must("earnedOn", .day),
      .must("term", .line(200, "The code of the term.").orNull), .must("award", .id),
    ])

  private static let feed = Schema.object(
    "Feed", nil,
    [
      .must("items", .list(of: notation)),
      .must("position", position.noted("The last one read: `after` of the next call.")),
    ])

  static let endpoints: [Endpoint] = [
    .get(
      "/notations", "readFeed", .awards, "Reads the transcript feed after a position", .readFeed,
      note: """
        Rows come in commit order without a gap, so that a position is all that has to be kept. An \
        answer without items means that there is nothing new. It is for roles that are not limited \
        to a unit.
        """,
      parameters: [
        .init("after", position, "The last position that was read before; 0 at first."),
        .init(
          "limit", Schema(.integer(1...Paging.most)),
          "How many at most; \(Paging.usual) unless said otherwise."),
      ], answer: .json(.ok, feed)
    ) { visit, call in
      let after = call.query("after").flatMap { Int($0) } ?? 0
      let rows = try visit.feed(after: after, limit: call.limit)
      return .json(
        .members(
          ("items", .array(try rows.map { try JSONValue(parsing: Array($0.json.utf8)) })),
          ("position", .number(rows.last?.position ?? after))))
    }
  ]
}
