import Foundation
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Who may do what with evidence.
@Suite(.database(.conferral)) struct EvidenceRulesAPITests {
  @Test func `nobody reviews their own evidence, nor what they handed in`() async throws {
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let enrollment = try await atelier.enrollment(atelier.ada)
      // A coordinator who learns here, too.
      let both = try await api.person(.coordinator, learner: atelier.ada)
      let own = try await api.handIn(for: enrollment, by: both)
      let reviewed = try await api.post(own + "/reviews", Atelier.accept(), by: both)
      #expect(reviewed.status == 403)
      #expect(reviewed.problem == "separation-of-duties")
      let assigned = try await api.post(
        own + "/assign", ["person": .text(both.person!), "reason": "Mine."], by: both)
      #expect(assigned.problem == "separation-of-duties")
      // Staff on the learner's behalf, with a reason.
      let staff = try await api.person(.coordinator)
      let silent = try await api.post("\(enrollment)/evidence", Atelier.work(), by: staff)
      #expect(silent.status == 422)
      let given = Atelier.work().object?.members.map { ($0.name, $0.value) } ?? []
      let work = JSONValue.object(JSONObject(given + [("reason", "By mail.")]))
      let behalf = try await api.post("\(enrollment)/evidence", work, by: staff)
      #expect(behalf.json["versions"]?.elements.first?["submittedAs"] == "coordinator")
      let path = "/evidence/\(try #require(behalf["id"]))"
      let answer = try await api.post(path + "/reviews", Atelier.accept(), by: staff)
      #expect(answer.problem == "separation-of-duties")
      let other = try await api.person(.coordinator)
      #expect(
        try await api.post(path + "/reviews", Atelier.accept(), by: other)["state"] == "accepted")
    }
    #expect(
      try await atelier.campus.journal("evidence").contains(
        "submit evidence coordinator - submitted"))
  }

  @Test func `what is assigned to one reviewer is not reviewed by another`() async throws {
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let one = try await api.person(.coordinator)
      let two = try await api.person(.coordinator)
      let advisor = try await api.person(.advisor)
      let path = try await api.handIn(for: try await atelier.enrollment(atelier.ada), by: ada)
      for person in [advisor.person!, ada.person!, UUID()] {
        let refused = try await api.post(
          path + "/assign", ["person": .text(person), "reason": "Please."], by: one)
        #expect(refused.status == 422, "\(refused.text)")
      }
      let assigned = try await api.post(
        path + "/assign", ["person": .text(one.person!), "reason": "Please."], by: two)
      #expect(assigned["assignee"] == one.person!.text)
      let refused = try await api.post(path + "/reviews", Atelier.accept(), by: two)
      #expect(refused.status == 409)
      #expect(refused.json["detail"]?.string?.contains("assigned to you") == true)
      _ = try await api.post(path + "/assign", ["person": .null, "reason": "Away."], by: two)
      let freed = try await api.get(path, by: two)
      #expect(freed["assignee"] == nil)
      #expect(freed.json["assignments"]?.elements.count == 2)
      #expect(
        try await api.post(path + "/reviews", Atelier.accept(), by: two)["state"] == "accepted")
    }
  }

  @Test func `a draft is its writer's alone and is changed only as it was read`() async throws {
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let coordinator = try await api.person(.coordinator)
      let enrollment = try await atelier.enrollment(atelier.ada)
      let new = try await api.post(
        "\(enrollment)/evidence",
        [
          "requirement": "evidence", "kind": "portfolio", "title": "Plan", "items": [],
          "draft": true,
        ],
        by: ada)
      #expect(new["state"] == "draft")
      let path = "/evidence/\(try #require(new["id"]))"
      #expect(try await api.get(path, by: coordinator).status == 404)
      #expect(
        try await api.get("\(enrollment)/evidence", by: coordinator).json["items"] == [])
      let blind = try await api.post(path + "/reviews", Atelier.accept(), by: coordinator)
      #expect(blind.status == 404)
      let empty = try await api.post(path + "/submit", [:], by: ada)
      #expect(empty.status == 422)
      let edit: JSONValue = [
        "description": "With a budget.", "items": [["url": "https://example.edu/a", "name": "A"]],
      ]
      let tag = try #require(try await api.get(path, by: ada).tag)
      let changed = try await api.patch(path, edit, by: ada, match: tag)
      #expect(changed.json["versions"]?.elements.first?["description"] == "With a budget.")
      #expect(try await api.patch(path, edit, by: ada, match: tag).status == 412)
      let cleared = try await api.patch(
        path, ["description": .null], by: ada, match: try #require(changed.tag))
      let version = cleared.json["versions"]?.elements.first
      #expect(version?["description"] == nil)
      #expect(version?["items"]?.elements.first?["name"] == "A")
      #expect(try await api.post(path + "/submit", [:], by: ada)["state"] == "submitted")
      let late = try await api.patch(path, edit, by: ada, match: "*")
      #expect(late.problem == "wrong-state")
    }
  }

  @Test func `an endorsement has an author, who neither is the learner nor reviews it`()
    async throws
  {
    let atelier = try await Atelier.open()
    let campus = atelier.campus
    try await APIClient.serve(campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let grace = try await api.person(learner: atelier.grace)
      let coordinator = try await api.person(.coordinator)
      let other = try await api.person(.coordinator)
      let path = try await atelier.enrollment(atelier.ada) + "/endorsements"
      let words: JSONValue = [
        "requirement": "evidence", "kind": "peer", "statement": "She led our group.",
      ]
      let own = try await api.post(path, words, by: ada)
      #expect(own.problem == "separation-of-duties")
      let peer = try await api.post(path, words, by: grace)
      #expect(peer.status == 201)
      #expect(peer["kind"] == "endorsement")
      let version = try #require(peer.json["versions"]?.elements.first)
      #expect(version["author"]?["person"]?.string == grace.person?.text)
      #expect(version["statement"] == "She led our group.")
      // What somebody from outside says is entered by staff.
      let outside: JSONValue = [
        "requirement": "evidence", "kind": "expert", "authorName": "Mary Seacole",
        "relation": "head of the kitchen", "statement": "She cooked for two hundred.",
        "reason": "A letter.",
      ]
      #expect(try await api.post(path, outside, by: grace).status == 403)
      let expert = try await api.post(path, outside, by: coordinator)
      let expertPath = "/evidence/\(try #require(expert["id"]))"
      #expect(
        try await api.post(expertPath + "/reviews", Atelier.accept(), by: coordinator).problem
          == "separation-of-duties")
      let returned = try await api.post(
        expertPath + "/reviews", Atelier.say("returned"), by: other)
      #expect(returned["state"] == "returned")
      let foreign = try await api.post(
        expertPath + "/versions", ["statement": "I am great."], by: ada)
      #expect(foreign.status == 403)
      let again = try await api.post(
        expertPath + "/versions",
        ["statement": "She cooked for two hundred guests a day.", "reason": "A new letter."],
        by: coordinator)
      #expect(again.json["version"] == 2)
      #expect(
        try await api.post(expertPath + "/reviews", Atelier.accept(), by: other)["state"]
          == "accepted")
      let token = try await api.token(.instructor)
      #expect(try await api.post(path, words, as: token).status == 422)
      try await campus.reconcile()
    }
    let badge = try #require(try await campus.badges().first)
    let text = String(decoding: badge.document, as: UTF8.self)
    #expect(text.contains("Expert endorsement") && !text.contains("two hundred"))
  }

  @Test func `units, learners and institutions see their own`() async throws {
    let atelier = try await Atelier.open()
    let campus = atelier.campus
    try await campus.owner(
      """
      insert into unit (institution_id, code, name)
      select institution_id, c, c from institution, unnest(array['ARTS', 'LAW']) c
      """)
    try await campus.owner("update program set unit = 'ARTS'")
    try await APIClient.serve(campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let grace = try await api.person(learner: atelier.grace)
      let path = try await api.handIn(for: try await atelier.enrollment(atelier.ada), by: ada)
      let arts = try await api.token(.coordinator, unit: "ARTS")
      let law = try await api.token(.coordinator, unit: "LAW")
      #expect(try await api.get("/evidence", as: arts).json["items"]?.elements.count == 1)
      #expect(try await api.get("/evidence", as: law).json["items"] == [])
      #expect(try await api.get(path, as: law).status == 403)
      #expect(try await api.post(path + "/reviews", Atelier.accept(), as: law).status == 403)
      #expect(try await api.get(path, by: grace).status == 403)
      #expect(try await api.get("/evidence", by: grace).json["items"] == [])
      let mine = try await atelier.enrollment(atelier.ada)
      #expect(try await api.post("\(mine)/evidence", Atelier.work(), by: grace).status == 403)
      #expect(try await api.get("\(mine)/evidence", by: grace).status == 403)
      #expect(
        try await api.post(path + "/reviews", Atelier.accept(), as: arts)["state"] == "accepted")
    }
    // Ids of one institution name nothing at another.
    let neighbour = try await campus.neighbour("auckland")
    let submission: UUID = try await campus.database.read {
      try $0.query("select submission_id from evidence_submission").only()
    }
    let stranger = Caller(
      institution: neighbour.institution, id: "token:x", grants: [.init(.coordinator)])
    let review = NewReview(
      outcome: .invalidated, effectiveOn: nil, score: nil, level: nil, rubric: [], reason: "x")
    await #expect(throws: Refusal(.nothingThere, "There is no submission of this id.")) {
      _ = try await campus.office.acting(as: stranger) { try $0.review(submission, review) }
    }
    let seen = try await campus.office.reading(as: stranger) { visit in
      try visit.evidence(Evidence.Filter(), after: nil, limit: 10).count
    }
    #expect(seen == 0)
  }

  @Test func `what cannot be reviewed is refused with what is wanted`() async throws {
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let enrollment = try await atelier.enrollment(atelier.ada)
      func item(_ item: JSONValue, kind: JSONValue = "portfolio", of id: JSONValue = "evidence")
        -> JSONValue
      { ["requirement": id, "kind": kind, "title": "Plan", "items": [item]] }
      let rubbish: [(JSONValue, String)] = [
        (item(["url": "https://example.edu/a"], of: "workshop"), "handed in for one of: evidence"),
        (item(["url": "https://example.edu/a"], kind: "song"), "portfolio, endorsement"),
        (item(["url": "ftp://example.edu/a"]), "http"),
        (item(["url": "https://user:secret@example.edu/a"]), "user"),
        (item(["url": "javascript:alert(1)"]), "http"),
        (item([:]), "either a url or the sha256"),
        (item(["sha256": .string(String(repeating: "a", count: 64))]), "no upload"),
        (item(["sha256": "A"]), "sha256"),
        (item(["url": "https://example.edu/a", "x": 1]), "name"),
        (
          [
            "requirement": "evidence", "kind": "portfolio", "title": "Plan",
            "items": [["url": "https://example.edu/a"], ["url": "https://EXAMPLE.edu/a/"]],
          ], "twice"
        ),
      ]
      for (body, words) in rubbish {
        let answer = try await api.post("\(enrollment)/evidence", body, by: ada)
        #expect([404, 422].contains(answer.status), "\(answer.text)")
        #expect(answer.text.contains(words), "\(answer.text) for \(words)")
      }
      #expect(try await api.get("/evidence/x", by: ada).status == 404)
      #expect(try await api.get("/evidence/\(UUID().text)", by: ada).status == 404)
      let advisor = try await api.token(.advisor)
      let left = try await api.post(
        enrollment + "/withdraw", ["reason": "She left."], as: advisor)
      #expect(left.status == 200)
      let late = try await api.post("\(enrollment)/evidence", Atelier.work(), by: ada)
      #expect(late.problem == "wrong-state")
    }
    #expect(try await atelier.campus.count("select count(*) from evidence_submission") == 0)
  }
}
