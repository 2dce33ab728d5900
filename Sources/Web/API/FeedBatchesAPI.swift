import FeedProfiles
import Filing
import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import Microcredentials
import NIOCore
import Office
import Storage

/// Batches of the feed: prepared, looked at, released, fetched.
enum FeedBatchesAPI {
  private static let root = "/feed/consumers/{consumer}/batches"
  private static let one = root + "/{number}"

  static let endpoints: [Endpoint] = reading + changing

  private static let reading: [Endpoint] = [
    .list(
      root, "listBatches", .feed, "Lists the batches of a consumer, those prepared last first",
      .readFeed,
      note: "For registrars, auditors and the systems that the consumer names in its file.",
      of: FeedBatchSchemas.batch
    ) { visit, call in
      let rows = try visit.batches(
        of: call.text("consumer"),
        before: call.after { Call.place($0).map { (instant: $0.0, id: $0.1) } }, limit: call.limit)
      return try call.page(rows) {
        Call.place($0.preparedAt, $0.id)
      } json: {
        $0.json
      }
    },
    Endpoint(
      method: .get, path: one, id: "getBatch", tag: .feed,
      summary: "Shows a batch with its totals, what to look at before it is released, and "
        + "whether it arrived after that",
      action: .readFeed, answer: .json(.ok, FeedBatchSchemas.preview),
      work: .streams { office, call, request in
        let preview = try await office.previewBatch(
          call.batchNumber, of: call.text("consumer"), as: call.caller)
        let deliveries = try await office.reading(as: call.caller) {
          try $0.arrival(of: preview.batch)
        }
        return Reply.json(preview.json(deliveries)).response(to: request)
      }),
    .list(
      one + "/rows", "listBatchRows", .feed, "Lists the rows of a batch in their order", .readFeed,
      of: FeedBatchSchemas.row
    ) { visit, call in
      let batch = try visit.batch(call.batchNumber, of: call.text("consumer"))
      let position = try call.after { $0.count == 1 ? Int($0[0]) : nil } ?? 0
      return try call.page(visit.rows(of: batch, after: position, limit: call.limit)) {
        ["\($0.notation.position)"]
      } json: {
        $0.json
      }
    },
    Endpoint(
      method: .get, path: one + "/file", id: "downloadBatch", tag: .feed,
      summary: "Downloads the file of a released batch",
      note: "It is written from the ledger, the same bytes for ever: ETag and Content-Digest say "
        + "its SHA-256. Where it would not be the same, it ends before its Content-Length.",
      action: .readFeed,
      answer: .bytes(types: ["application/octet-stream"], note: "The file, as the profile says."),
      work: .streams { office, call, request in
        try await file(batchText(office, call), request)
      }),
    Endpoint(
      method: .get, path: one + "/file.sha256", id: "getBatchHash", tag: .feed,
      summary: "The line that `sha256sum -c` takes", action: .readFeed,
      answer: .bytes(types: ["text/plain"], note: "The hash, two blanks and the file's name."),
      work: .streams { office, call, request in
        let text = try await batchText(office, call)
        let hash = HexDigits.text(text.batch.release?.sha256 ?? [])
        let line = BatchFile.sidecar(hash, of: text.fileName)
        return Reply(
          status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
          body: Array(line.utf8)
        ).response(to: request)
      }),
  ]

  private static let changing: [Endpoint] = [
    .post(
      root, "prepareBatch", .feed, "Prepares the next batch: all that is new, and rows sent again",
      .governFeed,
      note: "Its last position ends a commit, so that a correction is never split.",
      body: .object(nil, nil, [AwardsAPI.reason]), answer: .json(.created, FeedBatchSchemas.batch)
    ) { visit, call in
      let batch = try visit.prepareBatch(
        for: call.text("consumer"), reason: call.body.text("reason"))
      return .created(
        batch.json, at: "/feed/consumers/\(batch.consumer)/batches/\(batch.number)")
    },
    Endpoint(
      method: .post, path: one + "/release", id: "releaseBatch", tag: .feed,
      summary: "Releases a prepared batch: it never changes any more, and leaves the house",
      note: """
        Name the `batch` that was looked at: a number that was given back belongs to another one.
        """,
      action: .governFeed,
      body: .json(
        .object(
          nil, nil,
          [
            .may("batch", Schema.id.noted("Its id: another batch of this number is refused.")),
            AwardsAPI.reason,
          ])), answer: .json(.ok, FeedBatchSchemas.batch),
      write: { office, call in
        let number = try call.batchNumber
        let name = try call.text("consumer")
        let batch = try await office.reading(as: call.caller) { try $0.batch(number, of: name) }
        if let seen = call.body.textIfAny("batch"), UUID(uuidString: seen) != batch.id {
          throw Refusal(
            .changedMeanwhile, "This is another batch than the one you looked at: look at it again."
          )
        }
        return try await office.written(batch, as: call.caller)
      },
      work: .acts { visit, call in
        guard let written = try call.written?.get() else { throw Problem.notFound }
        return .json(try visit.release(written, reason: call.body.text("reason")).json)
      }),
    .post(
      one + "/discard", "discardBatch", .feed,
      "Gives a prepared batch up: what it covers comes in the next one", .governFeed,
      body: .object(nil, nil, [AwardsAPI.reason]), answer: .json(.ok, FeedBatchSchemas.batch)
    ) { visit, call in
      .json(
        try visit.discardBatch(
          call.batchNumber, of: call.text("consumer"), reason: call.body.text("reason")
        ).json)
    },
    .post(
      "/feed/consumers/{consumer}/resend", "resendRows", .feed,
      "Lets rows that a consumer was sent come again with its next batch", .governFeed,
      body: .object(
        nil, nil,
        [
          .must(
            "positions",
            .list(of: Schema(.integer(1...Int.max)), atMost: 10_000)), AwardsAPI.reason,
        ]
      ).example(["positions": [1, 2], "reason": "The import of Tuesday was undone."]),
      answer: .json(.ok, .object(nil, nil, [.must("waiting", .count)]))
    ) { visit, call in
      let positions = call.body.list("positions").compactMap(\.json.integer)
      let added = try visit.resend(
        positions, to: call.text("consumer"), reason: call.body.text("reason"))
      return .json(["waiting": .number(added)])
    },
  ]

  private static func batchText(_ office: Office, _ call: Call) async throws -> BatchText {
    let number = try call.batchNumber
    let name = try call.text("consumer")
    let batch = try await office.reading(as: call.caller) { try $0.batch(number, of: name) }
    guard batch.release != nil else {
      throw Refusal(
        .wrongState, "Batch \(number) of \(name) is not released: there is no file of it yet.")
    }
    return try await office.text(of: batch, at: call.caller.institution.id)
  }

  /// The file, written while it is sent. Should it not be what was released, it breaks off.
  static func file(_ text: BatchText, _ request: Request) throws -> Response {
    let release = text.batch.release
    let hash = release?.sha256 ?? []
    let tag = "\"\(HexDigits.text(hash))\""
    if let header = request.headers[.ifNoneMatch], Reply.matches(header, tag) {
      return Response(status: .notModified, headers: [.eTag: tag])
    }
    let digest = Data(hash).base64EncodedString()
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/octet-stream", .eTag: tag,
        HTTPField.Name("Content-Digest")!: "sha-256=:\(digest):",
        .contentDisposition: "attachment; filename=\"\(text.fileName)\"",
        .cacheControl: "private, no-cache",
        .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; sandbox",
      ],
      body: ResponseBody(contentLength: release?.bytes ?? 0) { writer in
        for try await piece in text { try await writer.write(ByteBuffer(bytes: piece)) }
        try await writer.finish(nil)
      })
  }
}

extension Call {
  /// The number of a batch in the path.
  var batchNumber: Int {
    get throws {
      guard let number = Int(try text("number")), (1...Int(Int32.max)).contains(number) else {
        throw Problem.notFound
      }
      return number
    }
  }
}

extension JSONValue {
  fileprivate var integer: Int? {
    if case .number(let number) = self { Int(number.text) } else { nil }
  }
}
