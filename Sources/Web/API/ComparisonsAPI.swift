import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Spreadsheets
import Storage

/// Student systems' own lists of notations, held against the ledger.
enum ComparisonsAPI {
  private static let whole = Schema(.integer(0...Int.max))

  static let mostExported = 100_000
  private static let formats: [ReportFormat] = [.csv, .xlsx]

  private static let comparison = Schema.object(
    "Comparison", "A student system's own list, held against the ledger.",
    [
      .must("id", .id), .must("consumer", .line()),
      .must("state", .choice(["loading", "done", "refused"])),
      .must("asOf", whole.noted("The last position of the ledger that counts.")),
      .must("sentThrough", whole.noted("The last position that had been sent.")),
      .must("file", .prose(1_000)), .must("listed", whole), .must("withdrawn", whole),
      .must("matched", whole), .must("missing", whole.noted("Sent, and not in the list.")),
      .must("extra", whole), .must("different", whole), .must("twice", whole),
      .must("notSent", whole), .must("quarantined", whole), .must("startedAt", .instant),
      .may("endedAt", .instant), .must("by", .prose(200)),
    ])

  private static let row = Schema.object(
    "ComparedRow", nil,
    [
      .must("number", whole), .must("outcome", .choice(Comparisons.outcomes)),
      .may("line", whole), .may("position", whole), .may("reason", .prose(4_000)),
      .must("differs", .list(of: .line())), .may("student", .prose(400)),
      .may("program", .prose(400)), .may("text", .prose(4_000)), .may("term", .prose(400)),
      .may("earnedOn", .day), .may("credits", .decimal), .may("resentAt", .instant),
      .may(
        "sent",
        .object(
          nil, "What the ledger says.",
          [
            .must("notation", .id), .must("student", .prose(400)), .must("program", .prose(400)),
            .must("text", .prose(4_000)), .may("term", .prose(400)), .must("earnedOn", .day),
            .may("credits", .decimal),
          ])),
    ])

  static let endpoints: [Endpoint] = [
    {
      var endpoint = Endpoint.post(
        "/feed/consumers/{consumer}/comparisons", "compareFeed", .feed,
        "Holds a student system's own list against the ledger", .governFeed,
        note: "Nothing is changed by it. Lists of more than a megabyte go in at the machine.",
        body: .object(
          nil, nil,
          [
            .must("mapping", Schema(.text(.any), note: "The mapping (YAML).")),
            .must("content", Schema(.text(.any), note: "The list (CSV).")),
            .must("title", .line(200)), .may("asOf", whole),
            .may("width", Schema(.integer(1...2_000), note: "Where the list cuts texts.")),
          ]), answer: .json(.ok, comparison)
      ) { visit, call in
        let order = ComparisonOrder(
          consumer: try call.text("consumer"), mapping: try call.body.text("mapping"),
          title: try call.body.text("title"), asOf: call.body.integerIfAny("asOf"),
          width: call.body.integerIfAny("width"))
        return .json(try visit.compare(order, bytes: Array(call.body.text("content").utf8)).json)
      }
      endpoint.variables = [AcknowledgementsAPI.consumer]
      return endpoint
    }(),
    .list(
      "/feed/comparisons", "listComparisons", .feed, "Lists comparisons, the newest first",
      .readFeed, parameters: [.init("consumer", .line(200), "Of this one; a token says it.")],
      of: comparison
    ) { visit, call in
      let rows = try visit.comparisons(
        of: call.query("consumer"),
        after: call.after { keys in
          Call.place(keys).map { (startedAt: $0, id: $1) }
        }, limit: call.limit)
      return try call.page(rows) {
        Call.place($0.startedAt, $0.id)
      } json: {
        $0.json
      }
    },
    .get(
      "/feed/comparisons/{comparison}", "getComparison", .feed, "Shows a comparison", .readFeed,
      answer: .json(.ok, comparison)
    ) { visit, call in .json(try visit.comparison(call.id("comparison")).json) },
    .list(
      "/feed/comparisons/{comparison}/rows", "listComparedRows", .feed,
      "Lists the rows of a comparison with an outcome", .readFeed,
      parameters: [
        .init(
          "outcome", .choice(Comparisons.outcomes), "Missing ones unless said otherwise.")
      ], of: row
    ) { visit, call in
      let rows = try visit.comparisonRows(
        of: call.id("comparison"), outcome: call.query("outcome") ?? "missing",
        after: call.after { keys in keys.count == 1 ? Int(keys[0]) : nil } ?? 0,
        limit: call.limit)
      return try call.page(rows) {
        ["\($0.number)"]
      } json: {
        $0.json
      }
    },
    Endpoint(
      method: .get, path: "/feed/comparisons/{comparison}/export", id: "exportComparison",
      tag: .feed, summary: "Exports the rows of a comparison that do not match",
      note: "All of them, up to \(mostExported); as CSV with a byte order mark or as an Excel "
        + "workbook.",
      action: .readFeed,
      parameters: [
        .init("format", .choice(formats.map(\.rawValue)), "Else as Accept says; else `csv`.")
      ], answer: .bytes(types: formats.map(\.type), note: "The file."),
      work: .reads { visit, call in
        let format = ReportFormat(word: call.query("format"), accept: call.accept, among: formats)
        let sheet = try visit.comparedRows(of: call.id("comparison"), most: mostExported)
        return .file(
          format == .xlsx ? Workbook([sheet]).bytes() : CSVText.bytes(of: sheet), as: format,
          name: "comparison")
      }),
    .post(
      "/feed/comparisons/{comparison}/send-again", "sendComparedRows", .feed,
      "Sends rows of a comparison again", .governFeed,
      note: "Of what is extra there, the voids; each row once.",
      body: .object(
        nil, nil,
        [
          .must("outcome", .choice(["missing", "different", "extra"])),
          .may("rows", Schema.list(of: whole)), AwardsAPI.reason,
        ]),
      answer: .json(.ok, .object(nil, nil, [.must("added", .count)]))
    ) { visit, call in
      let rows =
        call.body.has("rows")
        ? call.body.list("rows").compactMap { row -> Int? in
          if case .number(let number) = row.json { Int(number.text) } else { nil }
        } : nil
      let added = try visit.sendAgain(
        call.body.text("outcome"), rows: rows, of: call.id("comparison"),
        reason: call.body.text("reason"))
      return .json(.members(("added", .number(added))))
    },
  ]
}

extension Comparisons.Listed {
  fileprivate var json: JSONValue {
    .members(
      ("id", .text(id)), ("consumer", .string(consumer)), ("state", .string(state)),
      ("asOf", .number(asOf)), ("sentThrough", .number(sentThrough)), ("file", .string(file)),
      ("listed", .number(listed)), ("withdrawn", .number(withdrawn)),
      ("matched", .number(counts[0])), ("missing", .number(counts[1])),
      ("extra", .number(counts[2])), ("different", .number(counts[3])),
      ("twice", .number(counts[4])), ("notSent", .number(counts[5])),
      ("quarantined", .number(counts[6])), ("startedAt", .text(startedAt)),
      ("endedAt", endedAt.map { .text($0) }), ("by", .string(actor)))
  }
}

extension Comparisons.Compared {
  fileprivate var json: JSONValue {
    .members(
      ("number", .number(number)), ("outcome", .string(outcome)),
      ("line", line.map { .number($0) }), ("position", position.map { .number($0) }),
      ("reason", .textIfAny(reason)), ("differs", .array(differs.map { .string($0) })),
      ("student", .textIfAny(student)), ("program", .textIfAny(program)),
      ("text", .textIfAny(text)), ("term", .textIfAny(term)),
      ("earnedOn", .textIfAny(earnedOn?.description)),
      ("credits", .textIfAny(credits?.description)), ("resentAt", resentAt.map { .text($0) }),
      ("sent", here?.json))
  }
}

extension Comparisons.Here {
  fileprivate var json: JSONValue {
    .members(
      ("notation", .text(notation)), ("student", .string(student)), ("program", .string(program)),
      ("text", .string(text)), ("term", .textIfAny(term)),
      ("earnedOn", .string(earnedOn.description)), ("credits", .textIfAny(credits?.description)))
  }
}
