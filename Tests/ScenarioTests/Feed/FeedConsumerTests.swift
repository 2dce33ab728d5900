import FeedProfiles
import Foundation
import HTTPTypes
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Consumers of the feed: their files, who may read what, and their cursors.
@Suite(.database(.conferral)) struct FeedConsumerTests {
  private static func file(
    _ name: String, mode: String = "test", programs: String = "other", more: String = ""
  ) -> String {
    "consumer: \(name)\nmode: \(mode)\nprograms: [\(programs)]\nclients: [\(name)-token]\n\(more)"
  }

  private func token(
    _ name: String, _ role: Role = .machineClient, unit: String? = nil, at campus: Campus
  ) async throws -> String {
    try await campus.office.createToken(
      named: name, role: role, unit: unit, days: 1, of: campus.id, by: "test"
    ).secret.text
  }

  @Test func `a folder that is not there is told, and one that is, is not`() async throws {
    let (campus, _) = try await Campus.withOpenLedger(1)
    func notes(_ folder: String) async throws -> [String] {
      let more = "profile: csv\ndeliver: {directory: \(folder)}\n"
      return try await campus.consumer(Self.file("sis", more: more)).notes
    }
    #expect(
      try await notes("/nowhere/feed").contains { $0.hasPrefix("/nowhere/feed is no folder") })
    #expect(try await !notes(campus.folder.url.path).contains { $0.contains("is no folder") })
  }

  @Test func `a file is applied once, and what it changes is in the journal`() async throws {
    let (campus, _) = try await Campus.withOpenLedger(1)
    let first = try await campus.consumer(Self.file("sis"))
    #expect(first.outcome == .declared && first.notes.count == 1)
    #expect(try await campus.consumer(Self.file("sis")).outcome == .unchanged)
    let second = try await campus.consumer(
      Self.file("sis", mode: "production", programs: "WORKSHOP"))
    #expect(second.outcome == .changed)
    #expect(try await campus.office.endFeedConsumer("sis", of: campus.id, by: "operator:test"))
    #expect(try await !campus.office.endFeedConsumer("sis", of: campus.id, by: "operator:test"))
    #expect(
      try await campus.journal(of: "sis") == [
        "declare feed consumer", "change feed consumer", "end feed consumer",
      ])
    let told: [String] = try await campus.database.read {
      try $0.query(
        """
        select from_state || ' > ' || to_state from journal
         where subject_id = 'sis' and action = 'change feed consumer'
        """
      ).column()
    }
    #expect(told[0].hasPrefix("mode test; programs other; file "))
    #expect(told[0].contains(" > mode production; programs workshop; file "))
    let shown = try await campus.office.feedConsumers(of: campus.id)
    #expect(shown.map(\.standing.consumer.name) == ["sis"] && shown[0].standing.endedAt != nil)
    #expect(try await campus.consumer(Self.file("sis")).outcome == .changed)
    try await Conferral.check(campus.database)
  }

  @Test func `units and programs that are not there, and open secrets, are refused`() async throws {
    let (campus, _) = try await Campus.withOpenLedger(1)
    for text in [
      Self.file("sis", programs: "nowhere"), Self.file("sis", more: "units: [Nowhere]\n"),
      Self.file("sis", more: "webhook: {url: \"https://x.example\", secret file: /nowhere}\n"),
    ] {
      await #expect(throws: Refusal.self) { try await campus.consumer(text) }
    }
    let secret = try campus.folder.write("whsec_abc", to: "secret")
    let hook = "webhook: {url: \"https://x.example\", secret file: \"\(secret.path)\"}\n"
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: secret.path)
    await #expect(throws: Refusal.self) { try await campus.consumer(Self.file("sis", more: hook)) }
    try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret.path)
    #expect(try await campus.consumer(Self.file("sis", more: hook)).outcome == .declared)
    let kept = try await campus.count(
      "select count(*) from feed_consumer where source like '%whsec_abc%'")
    #expect(kept == 0)
  }

  @Test func `who may read which part of the feed is one table`() async throws {
    let (campus, _) = try await Campus.withOpenLedger(1)
    try await campus.units("arts", "elsewhere")
    for name in ["one", "two", "ended"] { try await campus.consumer(Self.file(name)) }
    _ = try await campus.office.endFeedConsumer("ended", of: campus.id, by: "operator:test")
    let tokens = [
      "registrar": try await token("r", .registrar, at: campus),
      "auditor": try await token("a", .auditor, at: campus),
      "advisor": try await token("v", .advisor, at: campus),
      "limited": try await token("l", unit: "arts", at: campus),
      "whole": try await token("w", at: campus),
      "one": try await token("one-token", at: campus),
      "ended": try await token("ended-token", at: campus),
      "narrow": try await token("two-token", unit: "arts", at: campus),
    ]
    let rows: [(String, [Int])] = [
      // notations, state, state of one, events as HEAD, consumers, one, its rows, its cursor
      ("registrar", [200, 200, 200, 200, 200, 200, 200, 200]),
      ("auditor", [200, 200, 200, 200, 200, 200, 200, 403]),
      ("advisor", [403, 403, 403, 403, 403, 403, 403, 403]),
      ("limited", [403, 403, 404, 403, 403, 404, 404, 403]),
      ("whole", [200, 200, 404, 200, 200, 404, 404, 403]),
      ("one", [403, 403, 200, 200, 200, 200, 200, 200]),
      ("ended", [403, 403, 404, 200, 200, 404, 404, 404]),
      ("narrow", [403, 403, 404, 403, 200, 404, 404, 404]),
    ]
    try await APIClient.serve(campus) { api in
      for (name, expected) in rows {
        let token = tokens[name]
        var statuses: [Int] = []
        for path in ["/feed/notations", "/feed/state", "/feed/state?consumer=one"] {
          statuses.append(try await api.get(path, as: token).status)
        }
        statuses.append(try await api.send(.head, "/feed/events", nil, as: token).status)
        for path in ["/feed/consumers", "/feed/consumers/one", "/feed/consumers/one/notations"] {
          statuses.append(try await api.get(path, as: token).status)
        }
        statuses.append(
          try await api.send(
            .put, "/feed/consumers/one/cursor", ["position": 2], as: token
          ).status)
        #expect(statuses == expected, "\(name)")
      }
      let ended = try await api.get("/feed/consumers/ended/notations", as: tokens["ended"])
      #expect(ended.status == 409)
      // The scope has no unit, so a token of one may not read all of it.
      #expect(
        try await api.get("/feed/consumers/two/notations", as: tokens["narrow"]).status == 403)
      let unseen = try await api.get("/feed/consumers", as: tokens["narrow"])
      #expect(unseen.json["items"]?.elements.isEmpty == true)
      let seen = try await api.get("/feed/consumers", as: tokens["one"])
      #expect(seen.json["items"]?.elements.compactMap { $0["name"]?.string } == ["one"])
      #expect(!seen.text.contains("clients") && !seen.text.contains("token"))
    }
  }

  @Test func `a token that is revoked while it waits gets no rows`() async throws {
    let (campus, awards) = try await Campus.withOpenLedger(1)
    let made = try await campus.office.createToken(
      named: "w", role: .machineClient, unit: nil, days: 1, of: campus.id, by: "test")
    try await APIClient.serve(campus) { api in
      async let waiting = Apart.$isWanted.withValue(true) {
        try await api.get("/feed/notations?after=2&wait=20", as: made.secret.text)
      }
      try await Task.sleep(for: .milliseconds(400))
      _ = try await campus.office.revokeToken(made.id, of: campus.id, by: "test")
      var award = awards[0]
      try await campus.write(award.rows(1), of: award.award)
      let answer = try await waiting
      #expect(answer.status == 401)
      try await campus.settle(award)
    }
  }

  @Test func `a cursor goes on, never beyond the ledger, and back only by a registrar`()
    async throws
  {
    let (campus, awards) = try await Campus.withOpenLedger(1)
    try await campus.consumer(Self.file("sis", mode: "production"))
    let client = try await token("sis-token", at: campus)
    let registrar = try await token("r", .registrar, at: campus)
    try await APIClient.serve(campus) { api in
      func move(_ body: JSONValue, _ token: String) async throws -> APIClient.Answer {
        try await api.send(.put, "/feed/consumers/sis/cursor", body, as: token)
      }
      let before = try await api.get("/feed/consumers/sis", as: client).json
      #expect(before["lag"]?.number("rows") == 1)
      let moved = try await move(["position": 2], client)
      #expect(moved.status == 200 && moved.json["lag"]?.number("rows") == 0)
      #expect(try await move(["position": 2], client).status == 200)
      #expect(try await move(["position": 3], client).status == 409)
      #expect(try await move(["position": 1], client).status == 409)
      #expect(try await move(["position": 1], registrar).status == 409)
      let reset: JSONValue = ["position": 0, "reset": true, "reason": "A new database."]
      #expect(try await move(reset, client).status == 403)
      #expect(try await move(["position": 0, "reset": true], registrar).status == 422)
      for bad: JSONValue in [["position": -1], [:], ["position": "1"]] {
        #expect(try await move(bad, client).status == 422)
      }
      #expect(try await campus.journal(of: "sis") == ["declare feed consumer"])
      #expect(try await move(reset, registrar).json.number("cursor") == 0)
      #expect(
        try await campus.journal(of: "sis") == ["declare feed consumer", "reset feed cursor"])
      #expect(try await api.get("/feed/notations?after=9", as: registrar).status == 409)
    }
    // What it had counts as delivered, whatever its cursor says now.
    let (number, award) = (campus.id, awards[1].award)
    #expect(
      try await campus.count(
        "select is_delivered(\(number)::int, \(award))::int::int8") == 1)
  }
}
