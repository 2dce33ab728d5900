import Foundation
import HTTPTypes
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// What a student system's token is good for, should it be stolen from the student system.
@Suite(.database(.conferral)) struct FeedClientTests {
  private func campus() async throws -> Campus {
    let campus = try await Campus.withLedger(2)
    try await campus.declare(consumer: "own", clients: ["own"])
    try await campus.declare(consumer: "other", clients: ["somebody else"])
    for consumer in ["own", "other"] { try await campus.send(to: consumer) }
    return campus
  }

  private func token(
    _ role: Role, unit: String? = nil, at campus: Campus
  ) async throws -> (id: UUID, text: String) {
    let made = try await campus.office.createToken(
      named: "own", role: role, unit: unit, days: 1, of: campus.id, by: "test")
    return (made.id, made.secret.text)
  }

  private static let report: JSONValue = [
    "totals": ["accepted": 1, "rejected": 0, "duplicate": 0, "unknown": 0],
    "rows": [["position": 1, "outcome": "accepted"]],
  ]

  @Test(arguments: [Role.feedClient, .machineClient, .registrar])
  func `a token that a consumer names gets that consumer's feed, and nothing else`(
    role: Role
  ) async throws {
    let campus = try await campus()
    let token = try await token(role, at: campus)
    try await APIClient.serve(campus) { api in
      for path in [
        "/learners", "/awards", "/enrollments", "/completions", "/programs", "/held-notations",
        "/journal", "/tokens", "/feed/notations", "/feed/state",
      ] {
        #expect(try await api.get(path, as: token.text).status == 403, "\(path)")
      }
      for path in ["/completions", "/enrollments", "/learners", "/tokens"] {
        #expect(try await api.post(path, [:], as: token.text).status == 403, "\(path)")
      }
      #expect(try await api.get("/me", as: token.text).text.contains("feed client"))
      let own = "/feed/consumers/own"
      for path in [own, "\(own)/notations", "\(own)/batches", "\(own)/batches/1/file"] {
        #expect(try await api.get(path, as: token.text).status == 200, "\(path)")
      }
      let release = try await api.post(
        "\(own)/batches", ["reason": "It is due."], as: token.text)
      #expect(release.status == 403)
      let moved = try await api.send(.put, "\(own)/cursor", ["position": 1], as: token.text)
      #expect(moved.status == 200)
      let said = try await api.post("\(own)/acknowledgements", Self.report, as: token.text)
      #expect(said.status == 200, "\(said.text)")
      // A consumer that is ended keeps its tokens from being more again.
      _ = try await campus.office.endFeedConsumer("own", of: campus.id, by: "operator:test")
      #expect(try await api.get("/learners", as: token.text).status == 403)
      #expect(try await api.get(own, as: token.text).status == 200)
      // The name is taken off the file: what was made for the feed alone has no rights left.
      try await campus.app("update feed_consumer set clients = '{}'")
      // Who calls is believed for a second.
      try await eventually {
        try await api.get("/learners", as: token.text).status == (role == .feedClient ? 403 : 200)
      }
      if role != .registrar { #expect(try await api.get(own, as: token.text).status == 404) }
    }
    let actors: [String] = try await campus.database.read {
      try $0.query(
        "select actor || ' as ' || role from journal where action = 'acknowledge'"
      ).column()
    }
    #expect(actors == ["token:\(token.id.text) as feed client"])
    try await Conferral.check(campus.database)
  }

  @Test func `a token of two consumers gets the feed of both, and says which it means`()
    async throws
  {
    let campus = try await campus()
    try await campus.declare(consumer: "second", clients: ["own", "mine too"])
    let token = try await token(.feedClient, at: campus).text
    try await APIClient.serve(campus) { api in
      let seen = try await api.get("/feed/consumers", as: token)
      let names = seen.json["items"]?.elements.compactMap { $0["name"]?.string }
      #expect(names == ["own", "second"])
      for name in ["own", "second"] {
        let rows = try await api.get("/feed/consumers/\(name)/notations", as: token)
        #expect(rows.status == 200 && rows.json["items"]?.elements.count == 2)
      }
      #expect(try await api.get("/feed/notations", as: token).status == 403)
      #expect(try await api.get("/feed/rejections", as: token).status == 422)
      #expect(try await api.get("/feed/comparisons", as: token).status == 422)
    }
  }

  @Test func `a token of a unit gets nothing of a consumer whose units go beyond it`()
    async throws
  {
    let campus = try await Campus.withLedger(2)
    try await campus.units("arts", "law")
    try await campus.declare(consumer: "arts", units: ["arts"], clients: ["own"])
    try await campus.declare(consumer: "both", units: ["arts", "law"], clients: ["own"])
    for role in [Role.feedClient, .machineClient] {
      let token = try await token(role, unit: "arts", at: campus).text
      try await APIClient.serve(campus) { api in
        for (name, status) in [("arts", 200), ("both", 403), ("nobody", 404)] {
          let root = "/feed/consumers/\(name)"
          for path in [root, "\(root)/notations", "\(root)/batches"] {
            #expect(try await api.get(path, as: token).status == status, "\(path)")
          }
          let moved = try await api.send(.put, "\(root)/cursor", ["position": 1], as: token)
          #expect(moved.status == status, "\(name)")
        }
      }
    }
  }

  @Test func `a machine client that no consumer names reads the ledger, and knows of no consumer`()
    async throws
  {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let token = try await api.token(.machineClient)
      #expect(try await api.get("/feed/notations", as: token).status == 200)
      #expect(try await api.get("/feed/consumers", as: token).json["items"]?.elements.count == 0)
      #expect(try await api.get("/feed/alarms", as: token).json["items"]?.elements.count == 0)
      for name in ["own", "nobody"] {
        let root = "/feed/consumers/\(name)"
        #expect(try await api.get(root, as: token).status == 404)
        #expect(try await api.get("\(root)/batches", as: token).status == 404)
        #expect(
          try await api.send(.put, "\(root)/cursor", ["position": 1], as: token).status == 403)
        #expect(
          try await api.post("\(root)/acknowledgements", Self.report, as: token).status == 403)
      }
    }
  }

  @Test func `a person who is a registrar among other things acts as one`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person([.feedClient, .machineClient, .registrar])
      #expect(try await api.get("/feed/consumers/own/batches", by: registrar).status == 200)
      #expect(try await api.get("/feed/rejections", by: registrar).status == 200)
      let said = try await api.post(
        "/feed/consumers/own/acknowledgements", Self.report, by: registrar)
      #expect(said.status == 200, "\(said.text)")
      let auditor = try await api.person([.auditor, .feedClient])
      let other = try await api.post(
        "/feed/consumers/own/acknowledgements", Self.report, by: auditor)
      #expect(other.status == 404)
    }
    let roles: [String] = try await campus.database.read {
      try $0.query("select role from journal where action = 'acknowledge'").column()
    }
    #expect(roles == ["registrar"])
  }

  @Test func `staff are told the names of those who act, and systems are not`() async throws {
    let campus = try await campus()
    let token = try await token(.feedClient, at: campus)
    let id = campus.id
    let grace = try await campus.database.write(as: Scopes.institution(id)) {
      try People.add(subject: "g", name: "Grace Hopper", email: nil, of: id, in: $0)
    }
    let person = "person:\(grace.text)"
    let actors = [person, "token:\(token.id.text)", "operator:root", "person:nobody"]
    func names(_ role: Role) async throws -> [String: String] {
      try await campus.office.reading(as: campus.staff(role)) { try $0.names(of: actors) }
    }
    let told = try await names(.auditor)
    #expect(told[person] == "Grace Hopper")
    #expect(told["token:\(token.id.text)"] == "own")
    #expect(told["operator:root"] == "operator:root" && told["person:nobody"] == "person:nobody")
    #expect(try await names(.feedClient) == Dictionary(uniqueKeysWithValues: zip(actors, actors)))
  }

  @Test func `names of other consumers cannot be guessed`() async throws {
    let campus = try await campus()
    let token = try await token(.feedClient, at: campus)
    try await APIClient.serve(campus) { api in
      for name in ["other", "nobody"] {
        let root = "/feed/consumers/\(name)"
        for path in [
          root, "\(root)/notations", "\(root)/batches", "\(root)/batches/1",
          "\(root)/batches/1/rows",
          "\(root)/batches/1/file", "\(root)/batches/1/file.sha256",
          "/feed/state?consumer=\(name)", "/feed/comparisons?consumer=\(name)",
          "/feed/rejections?consumer=\(name)",
        ] {
          let answer = try await api.get(path, as: token.text)
          #expect(answer.status == 404, "\(path) \(answer.text)")
          #expect(
            answer.json["detail"]?.string?.replacing(name, with: "NAME")
              == "There is no consumer NAME: declare it with `conferral feed consumer apply FILE`.")
        }
        let moved = try await api.send(.put, "\(root)/cursor", ["position": 1], as: token.text)
        let said = try await api.post("\(root)/acknowledgements", Self.report, as: token.text)
        #expect(moved.status == 404 && said.status == 404, "\(said.text)")
      }
    }
  }
}
