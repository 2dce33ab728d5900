import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import Microcredentials
import NIOCore
import Office
import Postgres
import Storage
import Testing

@testable import Web

/// A call that would change something now: everything that it needs is in place.
struct UnsafeCall: Sendable {
  let endpoint: String
  let visitor: Visitor
  let path: String
  var body: JSONValue
  /// The entity tag of what is changed, where it has to be said.
  var tag: String?

  func send(
    _ api: APIClient, key: String? = nil, body other: [UInt8]? = nil
  ) async throws -> APIClient.Answer {
    guard let endpoint = API.endpoints.first(where: { $0.id == endpoint }) else {
      throw NeverHappened()
    }
    var headers = visitor.headers
    headers[.contentType] = "application/json"
    headers[.idempotencyKey] = key
    headers[.ifMatch] = tag
    return try await api.raw(
      endpoint.method, path, other ?? body.serialized, as: nil, headers)
  }

  func with(_ name: String, _ value: JSONValue) -> UnsafeCall {
    var (copy, members) = (self, body.object ?? JSONObject())
    members[name] = value
    copy.body = .object(members)
    return copy
  }
}

/// A campus on which any change can be prepared, each time about somebody or something new.
struct Stage: Sendable {
  let api: APIClient
  private let visitors: [Role: Visitor]

  var campus: Campus { api.campus }

  /// The programs and the roles that the calls are about.
  static func open(_ api: APIClient) async throws -> Stage {
    let campus = api.campus
    let evidence = "evidence: {name: Portfolio, kinds: [portfolio, endorsement]}"
    try await campus.apply(SampleProgram.credit("credit"))
    try await campus.apply(SampleProgram.badge("open"))
    try await campus.apply(
      SampleProgram.badge("open").replacing("version: \"1\"", with: "version: \"2\""))
    try await campus.apply(SampleProgram.badge("poison"))
    try await campus.apply(SampleProgram.badge("licensed", criteria: "{certification: CPR}"))
    try await campus.apply(
      SampleProgram.badge(
        "lenient", criteria: "{all: [{workshop: W 1, id: first}, {workshop: W 2, id: second}]}",
        more: "exceptions: all"))
    try await campus.apply(
      SampleProgram.badge("shown").replacing("evidence: none", with: evidence))
    try await campus.owner(
      """
      create function fail() returns trigger language plpgsql as $$
      begin
        if new.program_id = (select program_id from program where code = 'poison') then
          raise exception 'no' using errcode = '22012';
        end if;
        return new;
      end $$
      """)
    try await campus.owner(
      "create trigger poison before insert on award for each row execute function fail()")
    var visitors: [Role: Visitor] = [:]
    for role in Role.granted { visitors[role] = try await api.person(role) }
    return Stage(api: api, visitors: visitors)
  }

  private init(api: APIClient, visitors: [Role: Visitor]) {
    self.api = api
    self.visitors = visitors
  }

  /// A name or number that nothing else has.
  var fresh: String { "n" + UUID().text.prefix(13) }

  func by(_ role: Role) -> Visitor { visitors[role] ?? Visitor(person: nil, headers: [:]) }

  /// Makes what a call needs.
  @discardableResult
  func make(
    _ path: String, _ body: JSONValue, by visitor: Visitor
  ) async throws -> APIClient.Answer {
    let answer = try await api.post(path, body, by: visitor)
    try #require(answer.status < 300, "\(path): \(answer.text)")
    return answer
  }

  func learner() async throws -> (id: String, number: String) {
    let number = fresh
    let answer = try await make(
      "/learners",
      [
        "name": "Ada Lovelace", "ids": [["system": "sis", "externalId": .string(number)]],
        "reason": "New.",
      ], by: by(.recordsTechnician))
    return (try #require(answer["id"]), number)
  }

  /// The path of the enrollment of somebody new, and who it is.
  func enrolled(
    in program: String = "open", applying: Bool = false
  ) async throws -> (path: String, learner: String, number: String) {
    let (learner, number) = try await learner()
    let answer = try await make(
      applying ? "/applications" : "/enrollments",
      enrollment(learner, in: program), by: by(.advisor))
    return ("/enrollments/\(try #require(answer["id"]))", learner, number)
  }

  func enrollment(_ learner: String, in program: String = "open") -> JSONValue {
    [
      "learner": .string(learner), "program": .string(program), "version": "1",
      "began": "2026-08-24", "reason": "She asked.",
    ]
  }

  func result(_ number: String, _ more: [(String, JSONValue)] = []) -> JSONValue {
    var object = JSONObject([
      ("externalId", .string(number)), ("kind", "workshop"), ("code", "W 1"),
      ("happenedOn", "2026-09-01"), ("reason", "Attended."),
    ])
    for (name, value) in more { object[name] = value }
    return .object(object)
  }

  /// The path of a completion of somebody.
  @discardableResult
  func completion(
    of number: String? = nil, _ more: [(String, JSONValue)] = []
  ) async throws -> String {
    let student: String
    if let number { student = number } else { student = try await learner().number }
    let answer = try await make("/completions", result(student, more), by: by(.instructor))
    return "/completions/\(try #require(answer.json["completion"]?["id"]?.string))"
  }

  /// A change about something new, by the id of its endpoint.
  func prepared(_ id: String) async throws -> UnsafeCall {
    guard let prepare = Self.preparations[id] else { throw NeverHappened() }
    return try await prepare(self)
  }

  /// The entity tag of what is at a path.
  func tag(_ path: String, by visitor: Visitor) async throws -> String {
    try #require(try await api.get(path, by: visitor).tag)
  }
}
