import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import Microcredentials
import NIOCore
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// A call with an Idempotency-Key happens once and is answered the same, however often it comes.
@Suite(.database(.conferral)) struct OnceTests {
  private static let moment = "2026-10-10T12:00:00Z"

  private func onStage(_ body: @escaping @Sendable (Stage) async throws -> Void) async throws {
    let campus = try await Campus.open(at: Self.moment)
    try await APIClient.serve(campus) { try await body(Stage.open($0)) }
  }

  @Test func `every change is known here`() {
    let acting = Set(API.endpoints.filter(\.acts).map(\.id))
    #expect(Set(Stage.preparations.keys) == acting)
    #expect(
      API.endpoints.allSatisfy {
        $0.isUnsafe == ($0.acts || ["uploadFile", "handInImport"].contains($0.id))
      })
  }

  @Test func `every change that is sent again, or eight times at once, happens once`() async throws
  {
    try await onStage { stage in
      for (id, prepare) in Stage.preparations.sorted(by: { $0.key < $1.key }) {
        let effect = try await again(prepare(stage), stage, id)
        try await eightTimes(prepare(stage), stage, id, effect)
      }
    }
  }

  /// Sends a call, again, and something else under the same key; what the call did to each table.
  private func again(
    _ call: UnsafeCall, _ stage: Stage, _ id: String
  ) async throws -> [String: Int] {
    let before = try await stage.campus.sizes()
    let first = try await call.send(stage.api, key: "again-\(id)")
    let effect = try await stage.campus.sizes().growth(since: before)
    #expect(first.status < 300, "\(id): \(first.text)")
    #expect(first.headers[.replayed] == nil, "\(id)")
    #expect(effect["answered_call"] == 1, "\(id): \(effect)")
    #expect(effect.count > 1 || id == "putConsents", "\(id): \(effect)")
    for _ in 0..<2 {
      let second = try await call.send(stage.api, key: "again-\(id)")
      second.expectReplay(of: first, id)
    }
    // One byte more is another request.
    let other = try await call.send(
      stage.api, key: "again-\(id)", body: call.body.serialized + [UInt8(ascii: " ")])
    #expect(other.status == 422 && other.problem == "key-reused", "\(id): \(other.text)")
    #expect(other.headers[.replayed] == nil, "\(id)")
    #expect(try await stage.campus.sizes().growth(since: before) == effect, "\(id)")
    return effect
  }

  private func eightTimes(
    _ call: UnsafeCall, _ stage: Stage, _ id: String, _ effect: [String: Int]
  ) async throws {
    let before = try await stage.campus.sizes()
    let answers = try await atOnce(8) { _ in try await call.send(stage.api, key: "eight-\(id)") }
    let first = answers.filter { $0.headers[.replayed] == nil }
    try #require(first.count == 1, "\(id): \(answers.map(\.status))")
    for answer in answers where answer.headers[.replayed] != nil {
      answer.expectReplay(of: first[0], id)
    }
    let now = try await stage.campus.sizes().growth(since: before)
    #expect(now == effect, "\(id)")
  }

  @Test func `every refusal is kept, and one that another try may not meet is not`() async throws {
    try await onStage { stage in
      let learner = try await stage.learner().id
      for endpoint in API.endpoints where endpoint.acts {
        let (stranger, role) = (UUID(), endpoint.action.roles.first { $0 != .learner })
        let visitor =
          if let role { stage.by(role) } else {
            try await stage.api.person(learner: UUID(uuidString: learner))
          }
        let call = UnsafeCall(
          endpoint: endpoint.id, visitor: visitor, path: endpoint.address { _ in stranger.text },
          body: endpoint.sampleBody(stranger) ?? [:], tag: endpoint.needsMatch ? "*" : nil)
        let before = try await stage.campus.sizes()
        let first = try await call.send(stage.api, key: "no-\(endpoint.id)")
        guard first.status >= 400 else { continue }
        let second = try await call.send(stage.api, key: "no-\(endpoint.id)")
        if [401, 403].contains(first.status) {
          #expect(second.headers[.replayed] == nil, "\(endpoint.id)")
        } else {
          second.expectReplay(of: first, endpoint.id)
        }
        let effect = try await stage.campus.sizes().growth(since: before)
        #expect(Set(effect.keys).isSubset(of: ["answered_call"]), "\(endpoint.id): \(effect)")
      }
    }
  }

  @Test func `a refusal by state, by entity tag and by rule stays what it was`() async throws {
    try await onStage { stage in
      let path = try await stage.enrolled().path
      let accept = UnsafeCall(
        endpoint: "acceptEnrollment", visitor: stage.by(.advisor), path: path + "/accept",
        body: ["reason": "x"])
      var amend = try await stage.prepared("amendCompletion")
      amend.tag = "\"old\""
      let unheard = UnsafeCall(
        endpoint: "recordCompletion", visitor: stage.by(.instructor), path: "/completions",
        body: stage.result("nobody at all"))
      for (call, status) in [(accept, 409), (amend, 412), (unheard, 422)] {
        let first = try await call.send(stage.api, key: "k\(status)")
        #expect(first.status == status, "\(first.text)")
        #expect(first.headers[.contentType] == "application/problem+json")
        let second = try await call.send(stage.api, key: "k\(status)")
        second.expectReplay(of: first, "\(status)")
      }
    }
  }

  @Test func `a secret is told to one of eight callers and kept nowhere`() async throws {
    try await onStage { stage in
      let call = try await stage.prepared("createToken")
      let answers = try await atOnce(8) { _ in try await call.send(stage.api, key: "secret") }
      let secrets = answers.compactMap { $0["secret"] }
      #expect(secrets.count == 1)
      #expect(Set(answers.compactMap { $0["id"] }).count == 1)
      let secret = try #require(secrets.first)
      let bytes: [[UInt8]] = try await stage.campus.database.read {
        try $0.query("select body from answered_call").column()
      }
      #expect(bytes.allSatisfy { !String(decoding: $0, as: UTF8.self).contains(secret) })
      #expect(try await stage.api.get("/me", as: secret).status == 200)
    }
  }

  @Test func `a key is its caller's own, and one request's`() async throws {
    try await onStage { stage in
      let api = stage.api
      let body = try await stage.result(stage.learner().number)
      let key: HTTPFields = [.idempotencyKey: "k"]
      let one = try await api.token(.instructor)
      var ids: Set<String?> = []
      for token in [one, try await api.token(.instructor)] {
        let answer = try await api.post("/completions", body, as: token, key)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.headers[.replayed] == nil)
        ids.insert(answer.json["completion"]?["id"]?.string)
      }
      #expect(ids.count == 2)
      let elsewhere = try await api.post(
        "/completions/batch", ["rows": [], "reason": "x"], as: one, key)
      #expect(elsewhere.problem == "key-reused", "\(elsewhere.text)")
      for key in ["", " ", "ä", String(repeating: "k", count: 201)] {
        let answer = try await api.post(
          "/completions", body, as: one, [.idempotencyKey: key])
        #expect(answer.status == 400, "\(key): \(answer.text)")
      }
    }
  }

  @Test func `a key is one institution's`() async throws {
    let campus = try await Campus.open(at: Self.moment)
    for place in [campus, try await campus.neighbour("other")] {
      let caller = Caller(
        institution: place.institution, id: "token:same", grants: [Caller.Grant(.instructor)])
      let code = Array(place.institution.code.utf8)
      for isReplay in [false, true] {
        let (answer, wasReplay) = try await campus.office.acting(
          as: caller, once: Once(key: "k", request: [1]), refused: { _ in nil }
        ) { _ in AnsweredCalls.Answer(request: [1], status: 200, headers: "{}", body: code) }
        #expect(wasReplay == isReplay)
        #expect(answer.body == code)
      }
    }
  }

  @Test func `who was turned away for the time being gets through with the same key`() async throws
  {
    let campus = try await Campus.open(at: Self.moment)
    try await campus.people("1,Ada Lovelace")
    let options = WebOptions(limits: WebLimits(callsPerMinute: 60))
    try await APIClient.serve(campus, options: options) { api in
      let body: JSONValue = [
        "externalId": "1", "kind": "workshop", "code": "W 1", "happenedOn": "2026-09-01",
        "reason": "Attended.",
      ]
      let key: HTTPFields = [.idempotencyKey: "k"]
      // The role comes later.
      let person = try await api.person(.auditor)
      let early = try await api.post("/completions", body, by: person, key)
      #expect(early.status == 403)
      let (institution, id) = (campus.id, try #require(person.person))
      try await campus.database.write(as: Scopes.institution(institution)) {
        _ = try People.grant(
          Role.instructor.rawValue, unit: nil, to: id, origin: "here", reason: "A test.",
          of: institution, by: "test", in: $0)
      }
      try await Task.sleep(for: .milliseconds(1_100))
      // There are too many requests.
      var busy = try await api.get("/me", by: person)
      while busy.status == 200 { busy = try await api.get("/me", by: person) }
      #expect(busy.status == 429)
      #expect(try await api.post("/completions", body, by: person, key).status == 429)
      try await Task.sleep(for: .milliseconds(1_100))
      // The database has no time.
      try await campus.owner(
        """
        create function busy() returns trigger language plpgsql as $$
        begin raise exception 'busy' using errcode = '40001'; end $$
        """)
      try await campus.owner(
        "create trigger busy before insert on completion for each row execute function busy()")
      #expect(try await api.post("/completions", body, by: person, key).status == 503)
      try await campus.owner("drop trigger busy on completion")
      let done = try await api.post("/completions", body, by: person, key)
      #expect(done.status == 200, "\(done.text)")
      #expect(done.headers[.replayed] == nil)
    }
    #expect(try await campus.count("select count(*) from completion") == 1)
  }
}

extension APIClient.Answer {
  /// Nothing but the mark and the time tells it from the first answer, a secret excepted.
  fileprivate func expectReplay(of first: APIClient.Answer, _ id: String) {
    #expect(headers[.replayed] == "true", "\(id): \(text)")
    #expect(status == first.status, "\(id)")
    for name in [HTTPField.Name.contentType, .eTag, .location, .cacheControl] {
      #expect(headers[name] == first.headers[name], "\(id) \(name)")
    }
    if first["secret"] != nil {
      #expect(self["id"] == first["id"] && self["secret"] == nil, "\(id)")
    } else {
      #expect(body == first.body, "\(id)")
    }
  }
}

extension Campus {
  /// How many rows each table has; without the signs of life of sessions and tokens.
  func sizes() async throws -> [String: Int] {
    try await database.read { transaction in
      let tables: [String] = try transaction.query(
        """
        select relname::text from pg_class
         where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1
        """
      ).column()
      return try tables.reduce(into: [:]) { sizes, table in
        sizes[table] = try transaction.query("select count(*) from \(identifier: table)").only()
      }
    }
  }
}

extension [String: Int] {
  /// By how much each table has grown; those that have not are left out.
  fileprivate func growth(since before: Self) -> Self {
    reduce(into: [:]) { growth, size in
      let more = size.value - (before[size.key] ?? 0)
      if more != 0 { growth[size.key] = more }
    }
  }
}
