import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import NIOCore
import Office
import Postgres
import Storage

/// Who did what, in which role, when and why.
enum JournalAPI {
  private static let entry = Schema.object(
    "JournalEntry", "One change. It holds ids, never names.",
    [
      .must("entry", Schema(.integer(1...Int.max), note: "Its number; later entries have larger.")),
      .must("recordedAt", .instant), .must("actor", .line(400)), .must("role", .line(100)),
      .must("action", .line(200)), .must("subjectKind", .line(200)),
      .must("subject", .line(1_000)), .may("from", .line(400, "The state before.")),
      .may("to", .line(400, "The state after.")), .must("reason", Schema(.anything, note: "Why.")),
    ])

  private static let filters: [Endpoint.Parameter] = [
    .init("subjectKind", .line(200), "To this kind of thing: `enrollment`, `program version`."),
    .init("subject", .line(400), "To the thing of this id."),
    .init("actor", .line(400), "By this actor: `person:` or `token:` and an id."),
    .init("action", .line(200), "With this action: `withdraw`."),
    .init("from", .instant, "Recorded at or after this moment."),
    .init("until", .instant, "Recorded before this moment."),
  ]

  static let endpoints: [Endpoint] = [
    .list(
      "/journal", "listJournal", .journal, "Lists entries of the journal", .readJournal,
      note: "Numbers are given when a change begins. One that takes long may appear before entries "
        + "that were read: read again from a little earlier.",
      parameters: filters + [
        .init("sort", .choice(["entry", "-entry"]), "By their numbers; - for the newest first.")
      ], of: entry
    ) { visit, call in
      let rows = try visit.journal(
        filter(call), isDescending: call.query("sort") == "-entry",
        after: call.after { $0.count == 1 ? Int($0[0]) : nil }, limit: call.limit)
      return try call.page(rows) {
        ["\($0.entry)"]
      } json: {
        $0.json
      }
    },
    Endpoint(
      method: .get, path: "/journal/export", id: "exportJournal", tag: .journal,
      summary: "Exports entries of the journal",
      note: "All entries of the filter up to now, as NDJSON (one entry a line) or as CSV. That it "
        + "was exported stands in the journal.", action: .readJournal,
      parameters: filters + [
        .init("format", .choice(["ndjson", "csv"]), "Else as Accept says; else NDJSON.")
      ], answer: .bytes(type: "application/x-ndjson", note: "The entries; text/csv for CSV."),
      work: .streams(export)),
  ]

  private static func filter(_ call: Call) -> Journal.Filter {
    var filter = Journal.Filter()
    filter.subjectKind = call.query("subjectKind")
    filter.subject = call.query("subject")
    filter.actor = call.query("actor")
    filter.action = call.query("action")
    filter.from = call.queryInstant("from")
    filter.until = call.queryInstant("until")
    return filter
  }

  @Sendable private static func export(
    _ office: Office, _ call: Call, _ request: Request
  ) async throws -> Response {
    let filter = filter(call)
    let format = JournalFormat(word: call.query("format"), accept: request.headers[.accept])
    let caller = call.caller
    let last = try await office.acting(as: caller) { visit in
      try visit.noteExport(filter, as: format.rawValue)
    }
    let body = ResponseBody { writer in
      if let head = format.head { try await writer.write(ByteBuffer(bytes: head)) }
      var after = 0
      while true {
        let page = try await office.exported(
          filter, after: after, upTo: last, limit: 1_000, as: caller)
        guard let end = page.last else { break }
        after = end.entry
        try await writer.write(ByteBuffer(bytes: page.flatMap { format.line($0) }))
        if page.count < 1_000 { break }
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: format.mediaType, .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"journal.\(format.rawValue)\"",
        .vary: "Accept",
      ], body: body)
  }
}

extension Call {
  /// A moment among the query's parameters.
  func queryInstant(_ name: String) -> PostgresInstant? {
    query[name].flatMap { PostgresInstant(iso: $0) }
  }
}

extension PostgresInstant {
  /// Reads `2026-08-24T08:00:00Z`, with at most six decimals; nil for anything else.
  init?(iso text: String) {
    guard text.utf8.last == UInt8(ascii: "Z") else { return nil }
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = try? Date("\(parts[0])Z", strategy: .iso8601),
      abs(whole.timeIntervalSince1970) < 1e12
    else { return nil }
    let decimals = parts.count == 2 ? String(parts[1]) : "0"
    guard (1...6).contains(decimals.utf8.count),
      let fraction = Int64(decimals.padding(toLength: 6, withPad: "0", startingAt: 0))
    else { return nil }
    self.init(
      microsecondsSince1970: Int64(whole.timeIntervalSince1970) * 1_000_000 + max(0, fraction))
  }
}
