import Filing
import HTTPTypes
import Hummingbird
import LinkedData
import Office
import Storage

/// Files that are handed in to be imported: received at once, read afterwards.
enum ImportOrdersAPI {
  private static let states = ["waiting", "running", "done", "refused"]

  private static let order = Schema.object(
    "ImportOrder", "A file that was handed in to be imported.",
    [
      .must("id", .id), .must("mapping", .prose(1_000)), .must("file", .prose(1_000)),
      .must("sha256", Schema(.text(.sha256))), .must("bytes", Schema(.integer(1...Int.max))),
      .must("state", .choice(states)),
      .may("reason", .prose(20_000, "Why it was refused, and what to do.")),
      .must("notices", .list(of: .prose(20_000))),
      .must("known", Schema(.flag, note: "Whether all of it was imported before.")),
      .must("receivedAt", .instant), .may("endedAt", .instant), .must("by", .prose(200)),
      .may("imports", .list(of: ImportsAPI.run)),
    ])

  static let endpoints: [Endpoint] = [
    Endpoint(
      method: .post, path: "/imports", id: "handInImport", tag: .imports,
      summary: "Hands in a file or bundle to be imported",
      note: """
        The body is the file: a bundle as a zip, a CSV file, or a zip of a CSV file and those in \
        which its mapping looks values up. It is read after the answer, files one after the other; \
        Location says where to look. The same file while it waits is the same order; a file that was \
        imported before changes nothing, and says so.
        """,
      action: .importRosters,
      parameters: [
        .init(
          "mapping", .line(100), "The name of a mapping that comes with the program, or is here.",
          isRequired: true),
        .init("name", .line(200), "What the file is called; it stands in lists.", isRequired: true),
        .init("again", Schema(.flag), "Whether what was imported before is read again."),
      ],
      body: .bytes(
        types: ["application/zip", "text/csv", "application/octet-stream"],
        note: "The file's bytes, at most \(Office.mostImportBytes >> 20) MiB."),
      answer: .json(.accepted, order),
      work: .streams { office, call, request in
        let handed = HandedFile(
          mapping: call.query("mapping") ?? "", name: call.query("name") ?? "",
          isRepeated: call.query("again") == "true")
        let received = try await office.handIn(
          handed, request.body, length: request.headers[.contentLength].flatMap { Int($0) },
          by: call.caller)
        var reply = Reply.json(received.json(), .accepted)
        reply.headers[.location] = API.root + "/import-orders/\(received.id.text)"
        return reply.response(to: request)
      }),
    .list(
      "/import-orders", "listImportOrders", .imports, "Lists files that were handed in",
      .readWorkLists, parameters: [.init("state", .choice(states), "In this state.")], of: order
    ) { visit, call in
      let rows = try visit.importOrders(
        state: call.query("state"),
        after: call.after { keys in
          Call.place(keys).map { Imports.Place(startedAt: $0, id: $1) }
        }, limit: call.limit)
      return try call.page(rows) {
        Call.place($0.receivedAt, $0.id)
      } json: {
        $0.json()
      }
    },
    .get(
      "/import-orders/{order}", "getImportOrder", .imports,
      "Shows a file that was handed in, and the imports of the files in it", .readWorkLists,
      answer: .json(.ok, order)
    ) { visit, call in
      let id = try call.id("order")
      return .json(try visit.importOrder(id).json(try visit.imports(ofOrder: id)))
    },
  ]
}

extension ImportOrders.Listed {
  fileprivate func json(_ imports: [Imports.Listed]? = nil) -> JSONValue {
    .members(
      ("id", .text(id)), ("mapping", .string(mapping)), ("file", .string(file)),
      ("sha256", .string(ContentID(bytes: sha256)?.hex ?? "")), ("bytes", .number(bytes)),
      ("state", .string(state)), ("reason", .textIfAny(reason)),
      ("notices", .array(notices.map { .string($0) })), ("known", .bool(isKnown)),
      ("receivedAt", .text(receivedAt)), ("endedAt", endedAt.map { .text($0) }),
      ("by", .string(actor)), ("imports", imports.map { .array($0.map(\.json)) }))
  }
}
