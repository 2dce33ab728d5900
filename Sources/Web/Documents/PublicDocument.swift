import HTTPTypes
import Hummingbird
import NIOCore

/// Bytes that everybody may fetch, from any page: with an entity tag, and kept for a minute.
struct PublicDocument {
  let bytes: ByteBuffer
  let tag: String
  var type: String
  var variesBy: String?
  /// The name under which it is saved; nil where it is shown.
  var fileName: String?
  var caching = "public, max-age=60, must-revalidate"

  init(_ bytes: [UInt8], type: String, variesBy: String? = "Accept") {
    self.bytes = ByteBuffer(bytes: bytes)
    tag = Reply.tag(of: bytes)
    self.type = type
    self.variesBy = variesBy
  }

  func response(to request: Request) -> Response {
    var headers: HTTPFields = [
      .eTag: tag, .cacheControl: caching,
      // Verifiers run in browsers too; there is nothing here that a cookie would open.
      .accessControlAllowOrigin: "*",
    ]
    if let variesBy { headers[.vary] = variesBy }
    if let known = request.headers[.ifNoneMatch], Reply.matches(known, tag) {
      return Response(status: .notModified, headers: headers)
    }
    headers[.contentType] = type
    if let fileName {
      headers[.contentDisposition] = "attachment; filename=\"\(fileName)\""
    }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
  }
}
