import Foundation
import HTTPTypes
import LinkedData
import Office
import Storage
import TestSupport
import Testing

@testable import Web

/// Texts that break out of queries, pages and files, wherever a text may be sent. Every answer is
/// held against the document, and none may be an error of the server.
@Suite(.database(.conferral)) struct HostileTextTests {
  static let texts = [
    "' or 1=1 --", "'; drop table award; --", "\u{0}", "a\u{0}b", "\u{2028}\u{2029}",
    "\u{202E}gpj.exe", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "{{#.}}{{{x}}}{{/.}}",
    "<script>alert(1)</script>", "\r\nSet-Cookie: a=b", "../../../../etc/passwd", "%00%0d%0a",
    "=cmd|' /C calc'!A0", "${jndi:ldap://127.0.0.1/a}", String(repeating: "\u{FDFA}", count: 5_000),
    "1e400", "-1", "999999999999999999999999", "\u{FFFF}\u{10FFFF}", "null",
    "e\u{301}\u{301}\u{301}",
  ]

  private func everybody(_ api: APIClient) async throws -> Visitor {
    let ada = try await api.campus.learnerID("1")
    return try await api.person(Role.granted, learner: ada)
  }

  private func campus() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.credit())
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    return campus
  }

  @Test func `no text in an address gets through to anything`() async throws {
    try await APIClient.serve(try await campus()) { api in
      let somebody = try await everybody(api)
      for endpoint in API.endpoints {
        for text in Self.texts.map({ $0.escaped }) where text.utf8.count < 4_000 {
          if !endpoint.variableNames.isEmpty {
            try await send(endpoint, endpoint.address { _ in text }, by: somebody, api)
          }
          for name in endpoint.parameters.map(\.name) where endpoint.method == .get {
            let path = endpoint.address { _ in UUID().text }
            try await send(endpoint, "\(path)?\(name)=\(text)", by: somebody, api)
          }
        }
      }
    }
  }

  @Test func `no text in a body gets through to anything`() async throws {
    let campus = try await campus()
    let tables = try await campus.contents().keys.count
    try await APIClient.serve(campus) { api in
      let somebody = try await everybody(api)
      for endpoint in API.endpoints {
        guard let sample = endpoint.sampleBody(UUID()) else { continue }
        for text in Self.texts {
          try await send(
            endpoint, endpoint.address { _ in UUID().text }, sample.saying(text), by: somebody, api)
          let fitting = sample.saying(text, keepingIDs: true)
          try await send(
            endpoint, endpoint.address { _ in UUID().text }, fitting, by: somebody, api)
        }
      }
    }
    #expect(try await campus.contents().keys.count == tables)
  }

  /// JSON that parsers read differently, or choke on, and the status that comes back.
  private static let documents: [(String, [UInt8], Int)] = [
    ("deep", [UInt8](repeating: UInt8(ascii: "["), count: 100_000), 400),
    ("deep objects", Array(String(repeating: "{\"a\":", count: 10_000).utf8), 400),
    ("a name twice", Array(#"{"name":"a","name":"b"}"#.utf8), 400),
    ("half a surrogate pair", Array(#"{"name":"\ud800"}"#.utf8), 400),
    ("UTF-16", [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], 400),
    ("a byte order mark", [0xEF, 0xBB, 0xBF, 0x7B, 0x7D], 400),
    ("invalid UTF-8", [0x22, 0xFF, 0x22], 400), ("nothing", [], 400),
    ("1e400", Array(#"{"name":1e400}"#.utf8), 422),
    (
      "a number of 100,000 digits",
      Array("{\"name\":\(String(repeating: "9", count: 100_000))}".utf8), 422
    ),
    (
      "50,000 names", Array("{\((0..<50_000).map { "\"k\($0)\":1" }.joined(separator: ","))}".utf8),
      422
    ),
    ("a prototype", Array(#"{"__proto__":{"role":"operator"}}"#.utf8), 422),
    ("more than the limit", [UInt8](repeating: 32, count: (1 << 20) + 1), 413),
  ]

  @Test func `JSON that is not plain is refused`() async throws {
    try await APIClient.serve(try await campus()) { api in
      let token = try await api.token(.operator)
      for (name, bytes, status) in Self.documents {
        let answer = try await api.raw(
          .post, "/people", bytes, as: token, [.contentType: "application/json"])
        #expect(answer.status == status, "\(name): \(answer.text.prefix(200))")
      }
    }
  }

  @Test func `members that nobody asked for are refused by every endpoint`() async throws {
    try await APIClient.serve(try await campus()) { api in
      let somebody = try await everybody(api)
      for endpoint in API.endpoints {
        guard case .object(var body)? = endpoint.sampleBody(UUID()) else { continue }
        for name in ["institution", "isAdmin", "actor", "institution_id"] {
          body[name] = "1"
        }
        let answer = try await send(
          endpoint, endpoint.address { _ in UUID().text }, .object(body), by: somebody, api)
        #expect(answer.status == 422, "\(endpoint.id): \(answer.text)")
      }
    }
  }

  @Test func `a form is no request of the API`() async throws {
    try await APIClient.serve(try await campus()) { api in
      let somebody = try await everybody(api)
      for endpoint in API.endpoints {
        guard let body = endpoint.sampleBody(UUID()) else { continue }
        for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
          var headers = somebody.headers
          headers[.contentType] = type
          headers[.ifMatch] = "*"
          let answer = try await api.send(
            endpoint.method, endpoint.address { _ in UUID().text }, body, as: nil, headers)
          #expect(answer.status == 415, "\(endpoint.id) \(type)")
        }
      }
    }
  }

  /// APIClient sees to it that the answer is one that the document tells, and no error of ours.
  @discardableResult private func send(
    _ endpoint: Endpoint, _ path: String, _ body: JSONValue? = nil, by visitor: Visitor,
    _ api: APIClient
  ) async throws -> APIClient.Answer {
    var headers = visitor.headers
    if endpoint.needsMatch { headers[.ifMatch] = "*" }
    return try await api.send(
      endpoint.method, path, body ?? endpoint.sampleBody(UUID()), as: nil, headers)
  }
}

extension String {
  fileprivate var escaped: String {
    addingPercentEncoding(withAllowedCharacters: .alphanumerics.intersection(.urlPathAllowed)) ?? ""
  }
}

extension JSONValue {
  /// The same with a text in the place of every text, or of those alone that are no ids.
  fileprivate func saying(_ text: String, keepingIDs: Bool = false) -> JSONValue {
    switch self {
    case .string(let old):
      keepingIDs && old.utf8.count == 36 ? self : .string(text)
    case .array(let values): .array(values.map { $0.saying(text, keepingIDs: keepingIDs) })
    case .object(let object):
      .object(
        JSONObject(object.members.map { ($0.name, $0.value.saying(text, keepingIDs: keepingIDs)) }))
    default: self
    }
  }
}
