import Crypto
import Filing
import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import NIOCore
import Storage

/// What an endpoint answers, before it is sent: kept with its effect where the call has a key.
struct Reply: Sendable {
  var status: HTTPResponse.Status
  var headers: HTTPFields
  var body: [UInt8]
  /// What is kept with the call instead of the body, where the body holds a secret.
  var redacted: [UInt8]?

  /// A JSON document with its entity tag.
  static func json(_ value: JSONValue, _ status: HTTPResponse.Status = .ok) -> Reply {
    let body = value.serialized
    return Reply(
      status: status, headers: [.contentType: "application/json", .eTag: tag(of: body)],
      body: body)
  }

  /// Something new, and where it is found.
  static func created(_ value: JSONValue, at path: String) -> Reply {
    var reply = json(value, .created)
    reply.headers[.location] = API.root + path
    return reply
  }

  /// Something new with a secret that is told this once: another call with the same key is
  /// answered without it.
  static func created(
    _ value: JSONValue, withSecret secret: (name: String, text: String), at path: String
  ) -> Reply {
    var members = value.object ?? JSONObject()
    members[secret.name] = .string(secret.text)
    return Reply(
      status: .created,
      headers: [
        .contentType: "application/json", .cacheControl: "no-store", .location: API.root + path,
      ], body: JSONValue.object(members).serialized, redacted: value.serialized)
  }

  /// Done; there is nothing to say.
  static let nothing = Reply(status: .noContent, headers: [:], body: [])

  /// One page of a list.
  static func page(_ items: [JSONValue], next: Cursor?) -> Reply {
    var members: [(String, JSONValue)] = [("items", .array(items))]
    if let next { members.append(("next", .string(next.text))) }
    var reply = json(.object(JSONObject(members)))
    reply.next = next
    return reply
  }

  /// Where the next page begins; becomes a Link header, which needs the request's address.
  var next: Cursor?

  /// A strong entity tag (RFC 9110, 8.8.3).
  static func tag(of body: [UInt8]) -> String { tag(ofHash: Array(SHA256.hash(data: body))) }

  /// The entity tag of a body with this hash.
  static func tag(ofHash hash: [UInt8]) -> String { "\"\(HexDigits.text(hash.prefix(16)))\"" }
}

extension Reply {
  func response(to request: Request) -> Response {
    if request.method == .get || request.method == .head, status == .ok,
      let tag = headers[.eTag], Reply.tags(request.headers[.ifNoneMatch]).contains(tag)
    {
      return Response(status: .notModified, headers: [.eTag: tag])
    }
    var headers = headers
    if headers[.cacheControl] == nil { headers[.cacheControl] = "private, no-cache" }
    if let next {
      headers[.link] = "<\(Paging.address(of: request, from: next))>; rel=\"next\""
    }
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }

  /// The entity tags of a header; compression makes a tag weak, which does not matter here, as the
  /// JSON is what it is.
  static func tags(_ header: String?) -> [String] {
    guard let header else { return [] }
    return header.split(separator: ",").map { part in
      let tag = part.trimmingCharacters(in: .whitespaces)
      return tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag
    }
  }

  /// Whether an If-None-Match is about what has this tag (RFC 9110, 13.1.2).
  static func matches(_ header: String, _ tag: String) -> Bool {
    let known = tags(header)
    return known.contains(tag) || known.contains("*")
  }

  /// The reply as it is kept with a call.
  func kept(for request: [UInt8]) -> AnsweredCalls.Answer {
    let fields = headers.map { ($0.name.canonicalName, JSONValue.string($0.value)) }
    let json = JSONValue.object(JSONObject(fields)).serialized
    var answer = AnsweredCalls.Answer(
      request: request, status: status.code, headers: String(decoding: json, as: UTF8.self),
      body: redacted ?? body)
    if redacted != nil { answer.shownOnce = body }
    return answer
  }

  /// A reply that was kept.
  init(_ answer: AnsweredCalls.Answer, isReplay: Bool) {
    status = HTTPResponse.Status(code: answer.status)
    body = answer.shownOnce ?? answer.body
    headers = [:]
    let kept = (try? JSONValue(parsing: Array(answer.headers.utf8)))?.object?.members ?? []
    for member in kept {
      if let name = HTTPField.Name(member.name) { headers[name] = member.value.string }
    }
    if isReplay { headers[HTTPField.Name("Idempotency-Replayed")!] = "true" }
  }
}
