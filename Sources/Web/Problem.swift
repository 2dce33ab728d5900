import Foundation
public import HTTPTypes
public import Hummingbird

/// An error as HTTP tells it (RFC 9457): the only place where errors become status codes.
public struct Problem: HTTPResponseError, Sendable {
  /// The status.
  public var status: HTTPResponse.Status
  /// A stable word for programs, the end of the `type` URI.
  public var code: String
  /// What happened, for a person.
  public var title: String
  /// What to do about it.
  public var detail: String?

  /// Makes a problem.
  public init(
    _ status: HTTPResponse.Status, _ code: String, _ title: String, detail: String? = nil
  ) {
    self.status = status
    self.code = code
    self.title = title
    self.detail = detail
  }

  /// There is nothing at that address.
  public static let notFound = Problem(
    .notFound, "not-found", "There is nothing at this address.")

  /// The problem as `application/problem+json`.
  public func response(
    from request: Request, context: some RequestContext
  ) throws -> Response {
    var members: [String: String] = [
      "type": "urn:conferral:problem:\(code)", "title": title, "status": "\(status.code)",
    ]
    members["detail"] = detail
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text = String(decoding: try encoder.encode(members), as: UTF8.self)
    text = text.replacingOccurrences(
      of: "\"status\":\"\(status.code)\"", with: "\"status\":\(status.code)")
    return Response(
      status: status,
      headers: [.contentType: "application/problem+json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
