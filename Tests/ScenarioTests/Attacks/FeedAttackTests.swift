import Delivery
import FeedProfiles
import Foundation
import HummingbirdTesting
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// What somebody who wants the feed to fail does to it, and what an unlucky one does by accident.
@Suite(.database(.conferral)) struct FeedAttackTests {
  @Test func `whoever waited and went away leaves the seat to others`() async throws {
    let campus = try await Campus.withLedger(1)
    var options = WebOptions(limits: WebLimits(callsPerMinute: 1_000_000))
    // Eight may wait, two of one caller.
    options.connections.most = 16
    try await APIClient.serve(campus, options: options) { api in
      let port = try #require(api.client.port)
      let token = try await api.token(.auditor)
      let question =
        "GET /api/v1/feed/notations?after=1&wait=30 HTTP/1.1\r\nHost: localhost\r\n"
        + "Authorization: Bearer \(token)\r\n\r\n"
      var waiting: [HostileSocket] = []
      // Whoever asks here takes a seat for a second as well, should one be free.
      try await eventually {
        let socket = try HostileSocket(port: port)
        socket.send(question)
        waiting.append(socket)
        return try await api.get("/feed/notations?after=1&wait=1", as: token).status == 429
      }
      waiting.removeAll()
      try await eventually {
        try await api.get("/feed/notations?after=1&wait=1", as: token).status == 200
      }
    }
  }

  @Test func `neither the ledger's end nor what was delivered goes back`() async throws {
    let campus = try await Campus.withLedger(2)
    try await campus.declare()
    try await campus.app("update feed_consumer set delivered_position = 2")
    for sql: SQL in [
      "update feed_head set position = position - 1",
      "update feed_consumer set delivered_position = 1",
    ] {
      await #expect(throws: PostgresError.self) { try await campus.app(sql) }
    }
    try await Conferral.check(campus.database)
  }

  @Test(arguments: [
    ("form_secret", "secret"), ("web_session", "id_token"), ("pending_sign_in", "pending"),
  ])
  func `the auditor's role reads no secret`(table: String, column: String) async throws {
    let campus = try await Campus.open()
    let refused = await #expect(throws: PostgresError.self) {
      try await campus.database.read(as: Scopes.auditor) {
        _ = try $0.query(
          "select count(\(identifier: column)) from \(identifier: table)"
        ).only(Int.self)
      }
    }
    #expect(refused?.sqlState == .insufficientPrivilege)
  }

  @Test func `a row that was read, rejected and wanted again before its batch comes once`()
    async throws
  {
    let campus = try await Campus.withLedger(3)
    try await campus.declare()
    try await campus.send()
    try await campus.more(2, from: 4)
    let registrar = campus.staff(.registrar)
    let report = AcknowledgementReport(
      batch: nil, totals: .init(rejected: 2), acceptsOthers: false,
      lines: [2, 5].enumerated().compactMap { place, position in
        .init(
          line: place + 1, position: position, notation: nil, outcome: "rejected", code: "E7",
          text: nil)
      })
    try await campus.office.acting(as: registrar) { visit in
      _ = try visit.moveFeedCursor(of: "banner", to: 5, isReset: false, reason: nil)
      _ = try visit.acknowledge(report, from: "banner")
      for position in [2, 5] {
        _ = try visit.settle(position, of: "banner", by: .sendAgain, reason: "A test.")
      }
    }
    let batch = try await campus.send()
    #expect(try await campus.rows(of: batch).map { $0[1] + $0[4] } == ["2true", "4", "5"])
    #expect(batch.release?.totals.resent == 1)
    try await Conferral.check(campus.database)
  }

  @Test(arguments: ["9223372036854775807", "-9223372036854775808", "1\0", "\0"])
  func `a cursor that somebody made up ends nothing`(key: String) async throws {
    let campus = try await Campus.withLedger(2)
    try await campus.declare()
    try await campus.send()
    try await APIClient.serve(campus) { api in
      let token = try await api.token(.registrar)
      for path in ["/feed/consumers/banner/batches/1/rows", "/programs", "/feed/rejections"] {
        for keys in [[key], [key, key], ["banner", key]] {
          let answer = try await api.get("\(path)?after=\(Cursor(keys).text)", as: token)
          #expect([200, 422].contains(answer.status), "\(path) \(keys)")
        }
      }
    }
  }

  @Test func `a batch that an ended consumer did not get comes when it is declared again`()
    async throws
  {
    let campus = try await Campus.withLedger(1)
    let inbox = try campus.inbox()
    let file = """
      consumer: banner
      mode: test
      profile: csv
      deliver: {directory: \(inbox.path)}
      """
    try await campus.consumer(file)
    try await campus.send()
    _ = try await campus.office.endFeedConsumer("banner", of: campus.id, by: "operator:test")
    #expect(try await campus.office.deliver(through: Carrier()).done == 0)
    #expect(try await campus.messages() == ["feed: delivery dropped"])
    let applied = try await campus.consumer(file)
    #expect(applied.notes.contains { $0.hasSuffix("brought now: 1.") })
    try await campus.more(1, from: 100)
    try await campus.send()
    for _ in 0..<2 { #expect(try await campus.office.deliver(through: Carrier()).done == 1) }
    #expect(try BatchChain.verify(folder: inbox.path).problems.isEmpty)
    try await Conferral.check(campus.database)
  }

  @Test func `an operator hears which rows do not come by themselves`() async throws {
    let campus = try await Campus.withLedger(2)
    try await campus.consumer("consumer: banner\nmode: test\nprofile: csv")
    try await campus.send()
    let applied = try await campus.consumer(
      "consumer: banner\nmode: production\nprofile: csv\nprograms: [workshop]")
    #expect(applied.notes.filter { $0.contains("up to position 2") }.count == 2)
  }

  @Test func `what was looked at is what is released, also over the API`() async throws {
    let campus = try await Campus.withLedger(2)
    try await campus.declare()
    let seen = try await campus.prepare()
    try await APIClient.serve(campus) { api in
      let token = try await api.token(.registrar)
      let path = "/feed/consumers/banner/batches/1"
      let gone = try await api.post("\(path)/discard", ["reason": "A test."], as: token)
      #expect(gone.status == 200)
      let other = try await campus.prepare()
      let stale: JSONValue = ["batch": .string(seen.id.uuidString), "reason": "A test."]
      #expect(try await api.post("\(path)/release", stale, as: token).status == 412)
      let fresh: JSONValue = ["batch": .string(other.id.uuidString), "reason": "A test."]
      #expect(try await api.post("\(path)/release", fresh, as: token).status == 200)
    }
  }

  @Test func `an operator names the units that consumers are limited to`() async throws {
    let campus = try await Campus.open()
    let file = "consumer: banner\nmode: test\nunits: [Arts]"
    await #expect(throws: Refusal.self) { try await campus.consumer(file) }
    let description = InstitutionDescription(
      institution: campus.institution, policy: .ofCampus,
      units: [.init(code: "Arts", name: "Arts"), .init(code: "Dance", name: "D", partOf: "Arts")])
    #expect(try await campus.office.apply(description, by: "operator:test"))
    #expect(try await !campus.office.apply(description, by: "operator:test"))
    #expect(try await campus.consumer(file).outcome == .declared)
    #expect(try await campus.count("select count(*) from unit where part_of = 'Arts'") == 1)
    try await Conferral.check(campus.database)
  }
}
