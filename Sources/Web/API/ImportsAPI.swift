import HTTPTypes
import LinkedData
import Office
import Postgres
import Storage

/// Imports, and the rows that were kept aside.
enum ImportsAPI {
  private static let whole = Schema(.integer(0...Int.max))

  static let run = Schema.object(
    "Import", "A file that went through a mapping.",
    [
      .must("id", .id), .must("mapping", .prose(1_000)), .must("file", .prose(1_000)),
      .must("state", .choice(["running", "done", "refused"])), .must("lines", whole),
      .must("created", whole), .must("amended", whole), .must("unchanged", whole),
      .must("waiting", whole.noted("Records that wait now for somebody who is not there yet.")),
      .must("quarantined", whole.noted("Records that are kept aside now.")),
      .must("startedAt", .instant), .may("endedAt", .instant), .must("by", .prose(200)),
    ])

  private static let record = Schema.object(
    "ImportRow", "What became of one record of a row.",
    [
      .must("line", whole), .must("place", whole.noted("From 1; 0 for the row as a whole.")),
      .must("outcome", .choice(Imports.outcomes)), .may("code", .prose(200)),
      .may("column", .prose(1_000)), .may("reason", .prose(4_000)),
      .may("waitsFor", .prose(2_000)),
      .may("record", Schema(.anything, note: "Only for those who look after imports.")),
    ])

  private static let retry = Schema.object(
    "ImportRetry", nil,
    [
      .must("tried", whole), .must("resolved", whole), .must("waiting", whole),
      .must("quarantined", whole),
      .may("next", Schema(.text(.token(1_000)), note: "There are more: call again with it.")),
    ])

  static let endpoints: [Endpoint] = [
    list, rows,
    .get(
      "/imports/{import}", "getImport", .imports, "Shows an import", .readWorkLists,
      answer: .json(.ok, run)
    ) { visit, call in .json(try visit.importRun(call.id("import")).json) },
    dismissal,
    .post(
      "/imports/{import}/retry", "retryImport", .imports,
      "Tries the rows of an import again that were kept aside", .importRosters,
      note: """
        At most \(Visit.retriesAtOnce) at a call. What went in stays in, so that it may be called \
        again at any time. Rows that could not be read need a corrected file; nobody records what \
        is their own.
        """,
      body: .object(
        nil, nil,
        [
          AwardsAPI.reason,
          .may("after", Schema(.text(.token(1_000)), note: "The `next` of the call before.")),
        ]), answer: .json(.ok, retry)
    ) { visit, call in
      let after = call.body.textIfAny("after")
      let place = after.flatMap { Cursor($0) }.flatMap { recordPlace($0.keys) }
      guard after == nil || place != nil else {
        throw Problem.unprocessable([
          Fault(place: "/after", detail: "It is no `next` of this call: begin without it.")
        ])
      }
      return .json(
        try visit.retryImport(
          call.id("import"), after: place, reason: call.body.text("reason")
        ).json)
    },
  ]

  private static let list = Endpoint.list(
    "/imports", "listImports", .imports, "Lists imports", .readWorkLists,
    note: "Files are of no unit: a role that is limited to one does not see them.",
    parameters: [
      .init("state", .choice(["running", "done", "refused"]), "In this state."),
      .init(
        "sort", .choice(Imports.Order.allCases.map(\.rawValue)),
        "By when they began; - for the newest first, which is usual."),
    ], of: run
  ) { visit, call in
    let rows = try visit.imports(
      state: call.query("state"), by: call.query("sort").flatMap(Imports.Order.init) ?? .newest,
      after: call.after { keys in
        Call.place(keys).map { Imports.Place(startedAt: $0, id: $1) }
      }, limit: call.limit)
    return try call.page(rows) {
      Call.place($0.startedAt, $0.id)
    } json: {
      $0.json
    }
  }

  private static let rows = Endpoint.list(
    "/imports/{import}/rows", "listImportRows", .imports,
    "Lists what became of the rows of an import", .readWorkLists,
    parameters: [.init("outcome", .choice(Imports.outcomes), "With this outcome.")], of: record
  ) { visit, call in
    let rows = try visit.importRecords(
      of: call.id("import"), outcome: call.query("outcome"), after: call.after(recordPlace),
      limit: call.limit)
    return try call.page(rows) {
      ["\($0.line)", "\($0.place)"]
    } json: {
      $0.json
    }
  }

  private static let dismissal: Endpoint = {
    var endpoint = Endpoint.post(
      "/imports/{import}/rows/{line}/{place}/dismiss", "dismissImportRow", .imports,
      "Takes a row off the list that need not go in", .importRosters,
      body: .object(nil, nil, [AwardsAPI.reason]), answer: .json(.ok, record)
    ) { visit, call in
      guard let place = try recordPlace([call.text("line"), call.text("place")]) else {
        throw Problem.notFound
      }
      return .json(
        try visit.dismissImportRecord(
          at: place, of: call.id("import"), reason: call.body.text("reason")
        ).json)
    }
    endpoint.variables = [
      .init("line", whole, "The physical line where the row begins."),
      .init("place", whole, "Which of its records; 0 for the row as a whole."),
    ]
    return endpoint
  }()

  @Sendable private static func recordPlace(_ keys: [String]) -> Imports.RecordPlace? {
    guard keys.count == 2, let line = Int(keys[0]), line >= 0, let place = Int32(keys[1]),
      place >= 0
    else { return nil }
    return Imports.RecordPlace(line: line, place: Int(place))
  }
}

extension Imports.Listed {
  var json: JSONValue {
    .members(
      ("id", .text(id)), ("mapping", .string(mapping)), ("file", .string(file)),
      ("state", .string(state)), ("lines", .number(lines)), ("created", .number(counts.created)),
      ("amended", .number(counts.amended)), ("unchanged", .number(counts.unchanged)),
      ("waiting", .number(waiting)), ("quarantined", .number(quarantined)),
      ("startedAt", .text(startedAt)), ("endedAt", endedAt.map { .text($0) }),
      ("by", .string(actor)))
  }
}

extension Imports.Record {
  fileprivate var json: JSONValue {
    .members(
      ("line", .number(line)), ("place", .number(place)), ("outcome", .string(outcome)),
      ("code", .textIfAny(code)), ("column", .textIfAny(column)), ("reason", .textIfAny(reason)),
      ("waitsFor", .textIfAny(waitsFor)),
      ("record", content.flatMap { try? JSONValue(parsing: Array($0.utf8)) }))
  }
}

extension ImportRetry {
  fileprivate var json: JSONValue {
    .members(
      ("tried", .number(tried)), ("resolved", .number(resolved)), ("waiting", .number(waiting)),
      ("quarantined", .number(quarantined)),
      ("next", next.map { .string(Cursor(["\($0.line)", "\($0.place)"]).text) }))
  }
}
