import Foundation
import HTTPTypes
import LinkedData
import Logging
import Microcredentials
import Office
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Web

/// Claiming a badge through the link of a message.
@Suite(.database(.conferral)) struct ClaimTests {
  private func answers(_ campus: Campus) async throws -> [Bool] {
    try await campus.database.read {
      try $0.query("select accepted from claim_answer order by number").column()
    }
  }

  @Test func `following the link changes nothing, however often`() async throws {
    let campus = try await Campus.withAward()
    let secret = try await campus.claimLink()
    try await ClaimVisitor.visit(campus) { web in
      for _ in 0..<3 {
        let page = try await web.get("/claims/\(secret)")
        #expect(page.status == 200)
        #expect(page.text.contains("Program nonprofit") && page.text.contains("Ada Lovelace"))
        #expect(!page.text.contains("checked"))
        #expect(page.headers[HTTPField.Name("Referrer-Policy")!] == "no-referrer")
        #expect(page.headers[.cacheControl] == "no-store")
        let head = try await web.send(.head, "/claims/\(secret)", "")
        #expect(head.status == 200)
      }
      #expect(try await answers(campus) == [])
      let answer = try await web.post("/claims/\(secret)", ["answer": "accept"])
      #expect(answer.status == 303 && answer.headers[.location] == "/claimed")
    }
    #expect(try await answers(campus) == [true])
    #expect(
      try await campus.journal(ofKind: "award").last == "accept badge - accepted learner")
    #expect(try await campus.count("select count(*) from consent") == 0)
  }

  @Test func `of eight answers at the same time one counts`() async throws {
    let campus = try await Campus.withAward()
    let secret = try await campus.claimLink()
    try await ClaimVisitor.visit(campus) { web in
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for place in 0..<8 {
          group.addTask {
            try await web.post(
              "/claims/\(secret)", ["answer": place.isMultiple(of: 2) ? "accept" : "decline"]
            ).status
          }
        }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.sorted() == [303] + Array(repeating: 410, count: 7))
      let page = try await web.get("/claims/\(secret)")
      #expect(page.status == 410 && page.text.contains("This link no longer works"))
    }
    #expect(try await answers(campus).count == 1)
    try await Conferral.check(campus.database)
  }

  @Test func `what is ticked is consented to, and nothing else`() async throws {
    let campus = try await Campus.withAward()
    let secret = try await campus.claimLink()
    try await ClaimVisitor.visit(campus) { web in
      let answer = try await web.post(
        "/claims/\(secret)",
        ["answer": "accept", "show-evidence link": "yes", "show-everything": "yes"])
      let cookie = try #require(answer.cookie)
      #expect(answer.headers[.setCookie]?.contains("HttpOnly") == true)
      let receipt = try await web.get("/claimed", [.cookie: cookie])
      #expect(receipt.status == 200 && receipt.text.contains("You accepted this badge"))
      let nobody = try await web.get("/claimed")
      #expect(nobody.status == 303 && nobody.headers[.location] == "/claim-link")
    }
    let fields: [String] = try await campus.database.read {
      try $0.query("select field from consent where granted and actor like 'claim:%'").column()
    }
    #expect(fields == ["evidence link"])
  }

  @Test func `whoever declines can change their mind through another link`() async throws {
    let campus = try await Campus.withAward()
    let first = try await campus.claimLink()
    try await ClaimVisitor.visit(campus) { web in
      let answer = try await web.post(
        "/claims/\(first)", ["answer": "decline", "show-evidence link": "yes"])
      let receipt = try await web.get("/claimed", [.cookie: try #require(answer.cookie)])
      #expect(receipt.text.contains("You declined this badge"))
      let second = try await campus.claimLink2()
      #expect(try await web.post("/claims/\(second)", ["answer": "accept"]).status == 303)
    }
    #expect(try await answers(campus) == [false, true])
    #expect(try await campus.count("select count(*) from consent") == 0)
    try await Conferral.check(campus.database)
  }

  @Test func `an expired, a replaced and an invented link say what to do`() async throws {
    let campus = try await Campus.withAward()
    let expired = try await campus.claimLink()
    try await campus.owner(
      """
      update claim_link set made_at = clock_timestamp() - interval '91 days',
             expires_at = clock_timestamp() - interval '1 second'
      """)
    try await ClaimVisitor.visit(campus) { web in
      for (secret, status) in [(expired, 410), ("clm_invented", 404), ("x'--%20", 404)] {
        let page = try await web.get("/claims/\(secret)")
        #expect(page.status == status && page.text.contains("Send another link"), "\(secret)")
        #expect(
          try await web.post("/claims/\(secret)", ["answer": "accept"]).status == status)
      }
      try await campus.owner("update outbox set created_at = created_at - interval '1 hour'")
      let another = try await web.post("/claim-link", ["claim": expired])
      let unknown = try await web.post("/claim-link", ["claim": "clm_invented"])
      #expect(another.status == 200 && another.text == unknown.text)
      #expect(try await campus.messages().last == "mail: link waiting")
      let again = try await web.post("/claim-link", ["email": "ADA@example.edu"])
      #expect(again.text == another.text)
      #expect(try await campus.messages().count == 2, "one each ten minutes")
      let fresh = try await campus.claimLink()
      #expect(try await web.get("/claims/\(fresh)").status == 200)
      #expect(try await web.get("/claims/\(expired)").status == 410)
    }
    #expect(try await answers(campus) == [])
  }

  @Test func `another link can be asked for by the address alone`() async throws {
    let campus = try await Campus.withAward()
    try await campus.owner("update outbox set created_at = created_at - interval '1 hour'")
    try await ClaimVisitor.visit(campus) { web in
      let stranger = try await web.post("/claim-link", ["email": "eve@example.edu"])
      #expect(try await campus.messages().count == 1)
      let ada = try await web.post("/claim-link", ["email": "Ada@Example.edu"])
      #expect(ada.text == stranger.text)
      #expect(try await campus.messages().last == "mail: link waiting")
      var statuses: [Int] = []
      for _ in 0..<20 {
        statuses.append(try await web.post("/claim-link", ["email": "a@b.cd"]).status)
      }
      #expect(statuses.contains(429))
    }
  }

  @Test func `staff send another link, and the one before ends at once`() async throws {
    let campus = try await Campus.withAward()
    let first = try await campus.claimLink()
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      let path = try await api.awardPath(as: advisor)
      let before = try await api.get(path, as: advisor)
      #expect(before.json["claim"]?["answer"] == "none")
      #expect(before.json["claim"]?["linkUntil"] != nil)
      let sent = try await api.post(path + "/claim-link", ["reason": "She asked."], as: advisor)
      #expect(sent.json["message"] == "waiting" && sent.json["linkUntil"] == nil)
    }
    try await ClaimVisitor.visit(campus) { web in
      #expect(try await web.get("/claims/\(first)").status == 410)
      let second = try await campus.claimLink()
      #expect(try await web.post("/claims/\(second)", ["answer": "accept"]).status == 303)
    }
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      let path = try await api.awardPath(as: advisor)
      #expect(try await api.get(path, as: advisor).json["claim"]?["answer"] == "accepted")
      try await campus.owner("update learner set email = null")
      let none = try await api.post(path + "/claim-link", ["reason": "Again."], as: advisor)
      #expect(none.status == 409, "\(none.text)")
    }
  }

  @Test func `a revoked badge is not claimed, and its page says why`() async throws {
    let campus = try await Campus.withAward()
    let secret = try await campus.claimLink()
    try await campus.revoke("1", "nonprofit", barring: true)
    try await ClaimVisitor.visit(campus) { web in
      let page = try await web.get("/claims/\(secret)")
      #expect(page.status == 410 && page.text.contains("revoked"))
      #expect(try await web.post("/claims/\(secret)", ["answer": "accept"]).status == 410)
    }
    #expect(try await answers(campus) == [])
  }

  @Test func `names in a claim page are text`() async throws {
    let campus = try await Campus.withAward()
    let secret = try await campus.claimLink()
    try await campus.owner("alter table award disable trigger history_is_only_added_to")
    try await campus.owner("update award set name_at_award = '<script>alert(1)</script>'")
    try await ClaimVisitor.visit(campus) { web in
      let page = try await web.get("/claims/\(secret)")
      #expect(page.text.contains("&lt;script&gt;") && !page.text.contains("<script"))
      #expect(
        page.headers[HTTPField.Name("Content-Security-Policy")!]?.contains("default-src 'none'")
          == true)
    }
  }

  @Test func `no secret of a link gets into the log`() async throws {
    let campus = try await Campus.withAward()
    let secret = try await campus.claimLink()
    let log = LineLog()
    var logger = Logger(label: "test") { _ in log }
    logger.logLevel = .trace
    try await ClaimVisitor.visit(campus, logger: logger) { web in
      _ = try await web.get("/claims/\(secret)")
      _ = try await web.post("/claims/\(secret)", ["answer": "perhaps"])
      let answer = try await web.post("/claims/\(secret)", ["answer": "accept"])
      _ = try await web.post("/claimed/wallet", [:], cookie: answer.cookie)
      _ = try await web.post("/claims/\(secret)", ["answer": "accept"])
    }
    #expect(log.text.contains("/claims/:secret") || log.text.contains("/claims/{secret}"))
    #expect(!log.text.contains(secret))
    let stored: [String] = try await campus.database.read {
      try $0.query("select payload::text from outbox").column()
    }
    #expect(!stored.joined().contains(secret))
  }
}

extension Campus {
  /// A link through a message that was queued later, as when somebody asked for it.
  func claimLink2() async throws -> String {
    try await owner("update outbox set created_at = created_at - interval '1 hour'")
    try await office.askForLink(secret: nil, email: "ada@example.edu", at: institution)
    return try await claimLink()
  }
}

/// Keeps what is logged.
private struct LineLog: LogHandler {
  final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }
  }

  let lines = Lines()
  var logLevel = Logger.Level.trace
  var metadata: Logger.Metadata = [:]

  var text: String { lines.text }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    lines.add("\(event.message) \(all) \(event.error.map { "\($0)" } ?? "")")
  }
}
