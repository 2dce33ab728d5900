import HTTPTypes
import LinkedData
import Office
import Storage

/// What student systems say became of the rows that they got.
enum AcknowledgementsAPI {
  private static let outcomes = AcknowledgementReport.outcomes
  private static let mostRows = 10_000

  private static let row = Schema.object(
    "Acknowledgement", nil,
    [
      .may("position", Schema(.integer(1...Int.max))),
      .may("notation", .line(200, "The notation's id, instead of the position.")),
      .must("outcome", .choice(outcomes)),
      .may("code", .line(200)), .may("text", .line(2_000, "Why, in the system's words.")),
    ])

  private static let totals = Schema.object(
    "AcknowledgementTotals", nil,
    outcomes.map { .must($0, .count.noted("Also 0 is said.")) }
      + [.may("rows", .count.noted("How many rows the batch has."))])

  private static let report = Schema.object(
    "AcknowledgementReport", nil,
    [
      .may("batch", .line(100, "The number or id of the batch.")), .must("totals", totals),
      .may("others", .choice(["accepted"], "Rows of the batch that are not listed.")),
      .must("rows", .list(of: row, atMost: mostRows)),
    ]
  ).example([
    "totals": ["accepted": 1, "rejected": 0, "duplicate": 0, "unknown": 0],
    "rows": [["position": 1, "outcome": "accepted"]],
  ])

  private static let aside = Schema.object(
    nil, nil,
    [
      .must("line", .count), .must("code", .line(200)), .must("reason", .prose(4_000)),
      .may("reference", .prose(1_000)), .may("outcome", .choice(outcomes)),
    ])

  private static let receipt = Schema.object(
    "AcknowledgementReceipt", nil,
    [
      .must("report", .id), .may("batch", .count),
      .must("known", Schema.flag.noted("The same report came before: nothing was done.")),
    ] + outcomes.map { .must($0, .count) } + [
      .must("others", .count.noted("Of the accepted ones, those that were not listed.")),
      .must("quarantined", .count),
      .must("changed", .count.noted("Rows of which nothing, or something else, was said before.")),
      .must("contradicted", .count.noted("Rows that were accepted before and now are not.")),
      .must("aside", Schema.list(of: aside, atMost: mostRows)),
    ])

  private static let rejected = Schema.object(
    "RejectedRow", "A row of the ledger that a consumer rejected.",
    [
      .must("consumer", .line()), .must("position", Schema(.integer(1...Int.max))),
      .must("notation", .id), .must("kind", .choice(["add", "void"])),
      .must("student", .prose(400)), .must("program", .prose(400)),
      .must("line", .prose(4_000, "The line in the transcript.")),
      .must("outcome", .choice(["rejected", "unknown"])), .may("code", .line(200)),
      .may("text", .prose(2_000)), .must("since", .instant),
      .must("acceptedBefore", .flag),
      .must("state", .choice(RejectedRows.Standing.allCases.map(\.rawValue))),
      .may("reason", .prose(4_000, "Why it was set aside.")),
    ])

  static let endpoints: [Endpoint] = [
    {
      var endpoint = Endpoint.post(
        "/feed/consumers/{consumer}/acknowledgements", "acknowledge", .feed,
        "Says what became of rows of the feed", .acknowledge,
        note: """
          All of the report is taken, or nothing where a total does not match. The same report \
          again, and a row that says what was said before, adds nothing. It is for a registrar, \
          and for the tokens that the consumer's declaration names.
          """,
        body: report, answer: .json(.ok, receipt)
      ) { visit, call in
        .json(
          try visit.acknowledge(
            AcknowledgementReport(call.body), from: call.text("consumer")
          ).json)
      }
      endpoint.variables = [consumer]
      return endpoint
    }(),
    .list(
      "/feed/rejections", "listRejections", .feed, "Lists rows that consumers rejected", .readFeed,
      parameters: [
        .init("consumer", .line(200), "By this one; a token says it."),
        .init(
          "state", .choice(RejectedRows.Standing.allCases.map(\.rawValue)),
          "In this state; open unless said otherwise."),
      ], of: rejected
    ) { visit, call in
      let rows = try visit.rejectedRows(
        of: call.query("consumer"),
        standing: call.query("state").flatMap(RejectedRows.Standing.init) ?? .open,
        after: call.after { keys in
          guard keys.count == 2, let position = Int(keys[1]) else { return nil }
          return RejectedRows.Place(consumer: keys[0], position: position)
        }, limit: call.limit)
      return try call.page(rows) {
        [$0.consumer, "\($0.position)"]
      } json: {
        $0.json
      }
    },
    {
      var endpoint = Endpoint.post(
        "/feed/consumers/{consumer}/rejections/{position}/settle", "settleRejection", .feed,
        "Sends a rejected row again, or sets it aside", .governFeed,
        note: "A row that the ledger voids is settled by itself.",
        body: .object(
          nil, nil,
          [
            .must("decision", .choice(Visit.Settlement.allCases.map(\.rawValue))),
            AwardsAPI.reason,
          ]), answer: .json(.ok, rejected)
      ) { visit, call in
        guard let position = Int(try call.text("position")) else { throw Problem.notFound }
        return .json(
          try visit.settle(
            position, of: call.text("consumer"),
            by: Visit.Settlement(rawValue: call.body.text("decision")) ?? .setAside,
            reason: call.body.text("reason")
          ).json)
      }
      endpoint.variables = [
        consumer, .init("position", Schema(.integer(1...Int.max)), "The row's position."),
      ]
      return endpoint
    }(),
  ]

  static let consumer = Endpoint.Parameter("consumer", .line(200), "The consumer's name.")
}

extension AcknowledgementReport {
  fileprivate init(_ body: Fields) throws {
    let totals = Fields(body.json["totals"] ?? .null)
    self.init(
      batch: body.textIfAny("batch"),
      totals: .init(
        rows: totals.integerIfAny("rows"), accepted: totals.integerIfAny("accepted"),
        rejected: totals.integerIfAny("rejected"), duplicate: totals.integerIfAny("duplicate"),
        unknown: totals.integerIfAny("unknown")),
      acceptsOthers: body.has("others"),
      lines: try body.list("rows").enumerated().map { index, row in
        let line = Line(
          line: index + 1, position: row.integerIfAny("position"),
          notation: row.textIfAny("notation"), outcome: try row.text("outcome"),
          code: row.textIfAny("code"), text: row.textIfAny("text"))
        guard let line, row.has("position") || row.has("notation") else {
          throw Problem.unprocessable([
            Fault(place: "/rows/\(index)", detail: "It names neither position nor notation.")
          ])
        }
        return line
      })
  }
}

extension AcknowledgementReceipt {
  fileprivate var json: JSONValue {
    .members(
      ("report", .text(report)), ("batch", batch.map { .number($0) }), ("known", .bool(isKnown)),
      ("accepted", .number(counts.accepted)), ("rejected", .number(counts.rejected)),
      ("duplicate", .number(counts.duplicate)), ("unknown", .number(counts.unknown)),
      ("others", .number(counts.others)), ("quarantined", .number(counts.quarantined)),
      ("changed", .number(changes.changed)), ("contradicted", .number(changes.contradicted)),
      (
        "aside",
        .array(
          aside.map { row in
            .members(
              ("line", .number(row.line)), ("code", .string(row.code)),
              ("reason", .string(row.reason)), ("reference", .textIfAny(row.reference)),
              ("outcome", .textIfAny(row.outcome)))
          })
      ))
  }
}

extension RejectedRows.Rejected {
  fileprivate var json: JSONValue {
    .members(
      ("consumer", .string(consumer)), ("position", .number(position)),
      ("notation", .text(notation)), ("kind", .string(kind)), ("student", .string(student)),
      ("program", .string(program)), ("line", .string(line)), ("outcome", .string(outcome)),
      ("code", .textIfAny(code)), ("text", .textIfAny(text)), ("since", .text(since)),
      ("acceptedBefore", .bool(wasAccepted)), ("state", .string(standing.rawValue)),
      ("reason", .textIfAny(settledReason)))
  }
}
