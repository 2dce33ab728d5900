import Filing
import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import Office
import Storage

/// Files that learners bring as evidence.
enum UploadsAPI {
  private static let upload = Schema.object(
    "Upload", nil,
    [
      .must("sha256", Schema(.text(.sha256), note: "What the file is called from now on.")),
      .must("mediaType", .line(100, "What the content was found to be.")),
      .must("bytes", Schema(.integer(1...Int(Int32.max) * 1_000))),
      .must(
        "state",
        .choice(
          Upload.State.allCases.map(\.rawValue),
          "Quarantined until it was scanned; it can be handed in meanwhile.")),
      .must("uploadedAt", .instant), .may("scannedAt", .instant),
    ])

  private static let hash = Endpoint.Parameter(
    "sha256", Schema(.text(.sha256)), "SHA-256 of the content, in lower case.")

  static let endpoints: [Endpoint] = [
    Endpoint(
      method: .post, path: "/uploads", id: "uploadFile", tag: .evidence,
      summary: "Uploads a file to hand it in as evidence",
      note: "The body is the file itself. The same content again is the same upload. "
        + "Content-Type, where it is sent, must agree with what the content is.",
      action: .submitEvidence,
      body: .bytes(
        types: (MediaType.allCases.map(\.rawValue) + ["application/octet-stream"]).sorted(),
        note: "The file's bytes."),
      answer: .json(.created, upload),
      work: .streams { office, call, request in
        let upload = try await office.receiveUpload(
          request.body, length: request.headers[.contentLength].flatMap { Int($0) },
          declared: request.headers[.contentType], by: call.caller)
        return Reply.created(upload.json, at: "/uploads/\(upload.id.hex)").response(to: request)
      }),
    Endpoint(
      method: .get, path: "/uploads/{sha256}", id: "getUpload", tag: .evidence,
      summary: "Shows where an upload stands", action: .submitEvidence, variables: [hash],
      answer: .json(.ok, upload),
      work: .reads { visit, call in .json(try visit.upload(id(call)).json) }),
    Endpoint(
      method: .get, path: "/uploads/{sha256}/content", id: "downloadUpload", tag: .evidence,
      summary: "Downloads an uploaded file",
      note: "For whoever brought it, the learner it was handed in for, and reviewers. "
        + "It is sent as a download only, and only once it is known to be harmless.",
      action: .submitEvidence, variables: [hash],
      answer: .bytes(type: "application/octet-stream", note: "The file's bytes."),
      work: .streams { office, call, _ in
        let (upload, content) = try await office.openUpload(id(call), by: call.caller)
        return download(upload, content)
      }),
  ]

  private static func id(_ call: Call) throws -> ContentID {
    guard let id = ContentID(hex: try call.text("sha256")) else { throw Problem.notFound }
    return id
  }

  /// A browser saves it and never shows it: neither sniffed, nor run, nor kept by a proxy.
  private static func download(_ upload: Upload, _ content: FileContent) -> Response {
    let name = "evidence-\(upload.id.hex.prefix(12)).\(upload.fileExtension)"
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/octet-stream",
        .contentDisposition: "attachment; filename=\"\(name)\"",
        .cacheControl: "private, no-store",
        .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; sandbox",
      ],
      body: ResponseBody(contentLength: content.length) { writer in
        for try await piece in content { try await writer.write(piece) }
        try await writer.finish(nil)
      })
  }
}

extension Upload {
  var id: ContentID { ContentID(bytes: sha256) ?? ContentID(of: []) }

  var json: JSONValue {
    .members(
      ("sha256", .string(id.hex)), ("mediaType", .string(mediaType)), ("bytes", .number(bytes)),
      ("state", .string(state.rawValue)), ("uploadedAt", .text(uploadedAt)),
      ("scannedAt", scannedAt.map { .text($0) }))
  }

  /// What the kind of content is usually called in file names.
  fileprivate var fileExtension: String {
    switch MediaType(rawValue: mediaType) {
    case .pdf: "pdf"
    case .png: "png"
    case .jpeg: "jpg"
    case .gif: "gif"
    case .webp: "webp"
    case .plainText: "txt"
    case .markdown: "md"
    case .csv: "csv"
    case .mp4: "mp4"
    case .mp4Audio: "m4a"
    case .webm: "webm"
    case .mp3: "mp3"
    case .wav: "wav"
    case .ogg: "ogg"
    case .docx: "docx"
    case .pptx: "pptx"
    case .xlsx: "xlsx"
    case .odt: "odt"
    case .ods: "ods"
    case .odp: "odp"
    case .zip: "zip"
    case nil: "bin"
    }
  }
}
