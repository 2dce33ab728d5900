import Foundation
import HTTPTypes
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Evidence from draft to award.
@Suite(.database(.conferral)) struct EvidenceAPITests {
  @Test func `accepted evidence is what was missing for the award, and the badge has its hash`()
    async throws
  {
    let atelier = try await Atelier.open()
    let campus = atelier.campus
    try await APIClient.serve(campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let coordinator = try await api.person(.coordinator)
      let enrollment = try await atelier.enrollment(atelier.ada)
      let new = try await api.post("\(enrollment)/evidence", Atelier.work(), by: ada)
      #expect(new.status == 201)
      #expect(new["state"] == "submitted")
      let path = "/evidence/\(try #require(new["id"]))"
      #expect(new.headers[.location] == "/api/v1" + path)
      let version = try #require(new.json["versions"]?.elements.first)
      #expect(version["submittedAs"] == "learner")
      try await campus.reconcile()
      #expect(try await campus.awards().isEmpty)
      let taken = try await api.post(
        path + "/reviews", Atelier.say("under review"), by: coordinator)
      #expect(taken["state"] == "under review")
      let accepted = try await api.post(path + "/reviews", Atelier.accept(), by: coordinator)
      #expect(accepted["state"] == "accepted")
      try await campus.reconcile()
      #expect(
        try await campus.awards()
          == [AwardLine(student: "1", program: "first", earnedOn: "2026-09-10")])
    }
    let badge = try #require(try await campus.badges().first)
    let text = String(decoding: badge.document, as: UTF8.self)
    #expect(text.contains("SHA-256 of the link: ") && text.contains("\"Plan\""))
    #expect(!text.contains("example.edu/work"))
    let entries = try await campus.journal("evidence")
    #expect(
      entries == [
        "submit evidence learner - submitted", "review evidence coordinator submitted under review",
        "review evidence coordinator under review accepted",
      ])
  }

  @Test(arguments: [[true], [true, false], [false, true], []])
  func `the link is in the badge when the learner consented, and the last word counts`(
    _ words: [Bool]
  ) async throws {
    let atelier = try await Atelier.open()
    let campus = atelier.campus
    for isGranted in words {
      try await campus.database.write(as: Scopes.institution(campus.id)) {
        try Consents.add(
          .evidenceLink, granted: isGranted, by: atelier.ada, of: campus.id, actor: "person:x",
          in: $0)
      }
    }
    try await campus.evidence("1,first,2026-09-05,portfolio,https://example.edu/work")
    try await campus.reconcile()
    let badge = try #require(try await campus.badges().first)
    let text = String(decoding: badge.document, as: UTF8.self)
    #expect(text.contains("\"https://example.edu/work\"") == (words.last ?? false))
  }

  @Test func `a returned submission is answered with a new version`() async throws {
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let coordinator = try await api.person(.coordinator)
      let path = try await api.handIn(for: try await atelier.enrollment(atelier.ada), by: ada)
      let early = try await api.post(path + "/versions", ["title": "Too early"], by: ada)
      #expect(early.problem == "wrong-state")
      _ = try await api.post(path + "/reviews", Atelier.say("returned"), by: coordinator)
      let draft = try await api.post(
        path + "/versions",
        ["draft": true, "items": [["url": "https://example.edu/better"]]], by: ada)
      #expect(draft["state"] == "draft")
      #expect(draft.json["version"] == 2)
      // Others see what was handed in until the draft is.
      #expect(try await api.get(path, by: coordinator)["state"] == "returned")
      let blind = try await api.post(path + "/reviews", Atelier.accept(), by: coordinator)
      #expect(blind.problem == "wrong-state")
      #expect(try await api.post(path + "/submit", [:], by: ada)["state"] == "submitted")
      #expect(
        try await api.post(path + "/reviews", Atelier.accept(), by: coordinator)["state"]
          == "accepted")
      let record = try await api.get(path, by: ada).json
      #expect(record["versions"]?.elements.count == 2)
      #expect(
        record["reviews"]?.elements.map { $0["outcome"]?.string } == ["returned", "accepted"])
      try await atelier.campus.reconcile()
    }
    let badge = try #require(try await atelier.campus.badges().first)
    #expect(String(decoding: badge.document, as: UTF8.self).contains("Plan"))
  }

  @Test func `an invalidation after the award proposes a revocation, an acceptance drops it`()
    async throws
  {
    let atelier = try await Atelier.open()
    let campus = atelier.campus
    try await APIClient.serve(campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let coordinator = try await api.person(.coordinator)
      let path = try await api.handIn(for: try await atelier.enrollment(atelier.ada), by: ada)
      let tooEarly = try await api.post(
        path + "/reviews", Atelier.say("invalidated"), by: coordinator)
      #expect(tooEarly.problem == "wrong-state")
      _ = try await api.post(path + "/reviews", Atelier.accept(), by: coordinator)
      try await campus.reconcile()
      let invalid = try await api.post(
        path + "/reviews", Atelier.say("invalidated"), by: coordinator)
      #expect(invalid["state"] == "invalidated")
      #expect(try await campus.reconcile().proposed == 1)
      #expect(try await campus.awards().map(\.isLive) == [true])
      _ = try await api.post(path + "/reviews", Atelier.accept("Looked again."), by: coordinator)
      try await campus.reconcile()
    }
    let states: [String] = try await campus.database.read {
      try $0.query("select state from revocation_proposal").column()
    }
    #expect(states == ["moot"])
  }

  @Test func `of two reviewers at once one decides`() async throws {
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let path = try await api.handIn(for: try await atelier.enrollment(atelier.ada), by: ada)
      let reviewers = try await [api.person(.coordinator), api.person(.coordinator)]
      let answers = try await withThrowingTaskGroup(of: Int.self) { group in
        for (reviewer, outcome) in zip(reviewers, ["accepted", "rejected"]) {
          group.addTask {
            try await api.post(path + "/reviews", Atelier.say(outcome), by: reviewer).status
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.sorted() == [200, 409])
      #expect(try await api.get(path, by: ada).json["reviews"]?.elements.count == 1)
    }
  }

  @Test func `the queue is sorted by age, filtered, and comes in pages`() async throws {
    let atelier = try await Atelier.open()
    let clock = try #require(atelier.campus.clock)
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let coordinator = try await api.person(.coordinator)
      let enrollment = try await atelier.enrollment(atelier.ada)
      var paths: [String] = []
      for day in 11...15 {
        clock.set("2026-09-\(day)T12:00:00Z")
        paths.append(
          try await api.handIn(
            Atelier.work("https://example.edu/\(day)", "Work \(day)"), for: enrollment, by: ada))
      }
      _ = try await api.post(paths[0] + "/reviews", Atelier.say("rejected"), by: coordinator)
      _ = try await api.post(
        paths[1] + "/assign", ["person": .text(coordinator.person!), "reason": "Hers."],
        by: coordinator)
      func titles(_ query: String) async throws -> [String] {
        var titles: [String] = []
        var path = "/evidence?limit=2&\(query)"
        while true {
          let page = try await api.get(path, by: coordinator)
          titles += page.json["items"]?.elements.compactMap { $0["title"]?.string } ?? []
          guard let link = page.headers[.link] else { return titles }
          path = String(link.dropFirst("</api/v1".count).prefix { $0 != ">" })
        }
      }
      #expect(
        try await titles("state=submitted") == ["Work 12", "Work 13", "Work 14", "Work 15"])
      #expect(try await titles("assignee=me") == ["Work 12"])
      #expect(try await titles("assignee=none&state=rejected") == ["Work 11"])
      #expect(try await titles("submittedBefore=2026-09-13") == ["Work 11", "Work 12"])
      #expect(try await titles("program=second").isEmpty)
      #expect(try await titles("learner=\(atelier.grace.text)").isEmpty)
      let oldest = try await api.get("/evidence?limit=1", by: coordinator)
      #expect(oldest.json["items"]?.elements.first?["ageInDays"] == 4)
      #expect(try await api.get("/evidence?assignee=x", by: coordinator).status == 400)
      #expect(try await api.get("/evidence?after=x", by: coordinator).status == 422)
    }
  }

  @Test func `a review has a reason, an exact score and a day on which it was there`() async throws
  {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    let scored = "evidence: {name: Portfolio, score: 70}"
    try await campus.apply(
      SampleProgram.badge("first").replacingOccurrences(of: "evidence: none", with: scored))
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,first,2026-08-24")
    try await campus.results("1,workshop,W 1,2026-09-01")
    let atelier = Atelier(campus: campus, ada: try await campus.learnerID("1"), grace: UUID())
    try await APIClient.serve(campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let coordinator = try await api.person(.coordinator)
      let path = try await api.handIn(for: try await atelier.enrollment(atelier.ada), by: ada)
      let refused: [JSONValue] = [
        ["outcome": "accepted", "score": "80"],
        ["outcome": "accepted", "reason": "No score."],
        ["outcome": "accepted", "reason": "x", "score": 80],
        ["outcome": "accepted", "reason": "x", "score": "80.00001"],
        ["outcome": "accepted", "reason": "x", "score": "80", "effectiveOn": "2026-09-09"],
        ["outcome": "accepted", "reason": "x", "score": "80", "effectiveOn": "2026-09-11"],
        ["outcome": "praised", "reason": "x"],
      ]
      for body in refused {
        let answer = try await api.post(path + "/reviews", body, by: coordinator)
        #expect(answer.status == 422, "\(answer.text)")
      }
      let accepted = try await api.post(
        path + "/reviews",
        [
          "outcome": "accepted", "reason": "Fine.", "score": "70.0000",
          "rubric": [["criterion": "Argument", "score": "35.5", "comment": "Clear."]],
        ], by: coordinator)
      #expect(accepted.status == 200)
      let review = accepted.json["reviews"]?.elements.first
      #expect(review?["score"] == "70")
      #expect(review?["rubric"]?.elements.first?["score"] == "35.5")
      try await campus.reconcile()
      #expect(try await campus.awards().count == 1)
    }
  }
}
