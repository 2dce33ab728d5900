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

/// Tokens, people and their roles.
@Suite(.database(.conferral)) struct AccessAPITests {
  private static let order: JSONValue = [
    "name": "Student system", "role": "machine client", "expires": "2027-06-30",
    "reason": "Grades come every night.",
  ]

  @Test func `everybody learns who they are and what they may do`() async throws {
    let campus = try await Campus.open()
    try await campus.people("1,Ada")
    let ada = try await campus.learnerID("1")
    try await APIClient.serve(campus) { api in
      let token = try await api.get("/me", as: api.token(.auditor))
      #expect(token.json["roles"]?.elements.first?["role"] == "auditor")
      #expect(token["csrfToken"] == nil)
      let visitor = try await api.person(.advisor, learner: ada)
      let me = try await api.get("/me", by: visitor)
      #expect(me["id"] == visitor.person.map { "person:\($0.text)" })
      #expect(me["learner"] == ada.text)
      #expect(me["csrfToken"] == visitor.headers[.csrfToken])
      #expect(me.json["actions"]?.elements.contains("submit evidence") == true)
      #expect(me.headers[.cacheControl] == "no-store")
    }
  }

  @Test func `a token's secret is told once and kept nowhere`() async throws {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    try await APIClient.serve(campus) { api in
      let boss = try await api.token(.operator)
      let made = try await api.post("/tokens", Self.order, as: boss, [.idempotencyKey: "k"])
      #expect(made.status == 201)
      let secret = try #require(made["secret"])
      #expect(try await api.get("/me", as: secret).status == 200)
      let again = try await api.post("/tokens", Self.order, as: boss, [.idempotencyKey: "k"])
      #expect(again.status == 201)
      #expect(again["secret"] == nil)
      #expect(again["id"] == made["id"])
      #expect(again.headers[.replayed] == "true")
      let list = try await api.get("/tokens", as: boss)
      #expect(!list.text.contains(secret))
      for table in try await campus.contents().keys {
        let held = try await campus.count(
          """
          select count(*) from \(identifier: table) t
           where strpos(t::text, \(secret)) > 0
              or strpos(t::text, encode(convert_to(\(secret), 'UTF8'), 'hex')) > 0
          """)
        #expect(held == 0, "\(table)")
      }
      let plain = try await api.post("/tokens", Self.order, as: boss)
      #expect(plain["secret"] != nil)
    }
  }

  @Test func `a revoked token is refused, and the journal tells why`() async throws {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    try await APIClient.serve(campus) { api in
      let boss = try await api.token(.operator)
      let made = try await api.post("/tokens", Self.order, as: boss)
      let (id, secret) = (try #require(made["id"]), try #require(made["secret"]))
      let path = "/tokens/\(id)/revoke"
      let ended = try await api.post(path, ["reason": "It leaked."], as: boss)
      #expect(ended["revokedAt"] != nil)
      #expect(try await api.get("/me", as: secret).status == 401)
      let again = try await api.post(path, ["reason": "It leaked."], as: boss)
      #expect(again.problem == "wrong-state")
      let journal = try await api.get("/journal?subjectKind=token&subject=\(id)", as: boss)
      let reasons = journal.json["items"]?.elements.compactMap { $0["reason"]?.string } ?? []
      #expect(reasons == ["Grades come every night.", "It leaked."])
    }
  }

  @Test(arguments: [
    ("expires", "2026-09-09"), ("expires", "2099-01-01"), ("unit", "nowhere"),
    ("role", "learner"), ("name", " "), ("expires", "2027-02-30"),
  ])
  func `a token that cannot be is not made`(member: String, value: String) async throws {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    try await APIClient.serve(campus) { api in
      var order = Self.order.object ?? JSONObject()
      order[member] = .string(value)
      let answer = try await api.post("/tokens", .object(order), as: api.token(.operator))
      #expect(answer.status == 422)
    }
  }

  @Test func `an operator gives roles and takes them away, never to themselves`() async throws {
    let campus = try await Campus.open()
    try await campus.people("1,Ada")
    let ada = try await campus.learnerID("1")
    try await APIClient.serve(campus) { api in
      let boss = try await api.person(.operator)
      let own = "/people/\(try #require(boss.person).text)"
      let new = try await api.post(
        "/people", ["subject": "idp 1", "name": "Grace", "email": "g@example.edu"], by: boss)
      #expect(new.status == 201)
      let twice = try await api.post("/people", ["subject": "idp 1", "name": "G"], by: boss)
      #expect(twice.problem == "already-there")
      let path = "/people/\(try #require(new["id"]))"
      let role: JSONValue = ["role": "registrar", "reason": "Runs the office."]
      let granted = try await api.post(path + "/grants", role, by: boss)
      #expect(granted.status == 201)
      #expect(try await api.post(path + "/grants", role, by: boss).problem == "already-there")
      let grant = try #require(granted.json["grants"]?.elements.first?["id"]?.string)
      let ended = try await api.post(
        path + "/grants/\(grant)/end", ["reason": "Left."], by: boss)
      #expect(ended.json["grants"] == [])
      let over = try await api.post(path + "/grants/\(grant)/end", ["reason": "Left."], by: boss)
      #expect(over.status == 404)

      #expect(
        try await api.post(own + "/grants", role, by: boss).problem == "separation-of-duties")
      let link: JSONValue = ["learner": .text(ada), "reason": "It is her."]
      #expect(try await api.post(own + "/link", link, by: boss).problem == "separation-of-duties")
      #expect(try await api.post(path + "/link", link, by: boss)["learner"] == ada.text)
      let none = try await api.post(
        path + "/link", ["learner": .null, "reason": "It was not."], by: boss)
      #expect(none["learner"] == nil)
      let stranger = try await api.post(
        path + "/link", ["learner": .text(UUID()), "reason": "So."], by: boss)
      #expect(stranger.status == 404)
    }
  }

  @Test func `the last operator stays one`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus) { api in
      let first = try await api.person(.operator)
      let second = try await api.person(.operator)
      func end(_ visitor: Visitor) async throws -> Int {
        let path = "/people/\(try #require(visitor.person).text)"
        let grants = try await api.get(path, by: visitor).json["grants"]?.elements ?? []
        let grant = try #require(grants.first?["id"]?.string)
        return try await api.post(
          path + "/grants/\(grant)/end", ["reason": "Enough."], by: visitor
        ).status
      }
      async let one = end(first)
      async let other = end(second)
      #expect(try await [one, other].sorted() == [200, 409])
    }
  }

  @Test func `an operator of a unit grants in that unit only`() async throws {
    let campus = try await Campus.open()
    try await campus.owner(
      "insert into unit (institution_id, code, name) values (\(campus.id)::int, 'law', 'Law')")
    try await APIClient.serve(campus) { api in
      let boss = try await api.token(.operator)
      let new = try await api.post("/people", ["subject": "1", "name": "Grace"], as: boss)
      let path = "/people/\(try #require(new["id"]))/grants"
      let limited = try await api.token(.operator, unit: "law")
      var role = JSONObject([("role", "advisor"), ("reason", "Helps out.")])
      #expect(try await api.post(path, .object(role), as: limited).problem == "forbidden")
      role["unit"] = "law"
      #expect(try await api.post(path, .object(role), as: limited).status == 201)
      #expect(try await api.get("/people", as: limited).problem == "forbidden")
    }
  }
}
