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

/// Programs from the first idea to the first enrollment.
@Suite(.database(.conferral)) struct ProgramsAPITests {
  private func campus() async throws -> Campus {
    try await Campus.open(at: "2026-09-10T12:00:00Z")
  }

  static func file(
    _ code: String = "nonprofit", version: String = "1", credits: Int = 3, more: String = ""
  ) -> String {
    """
    # As the committee has it.
    program: \(code)
    title: Program \(code) \(version)
    version: "\(version)"
    description: Two courses.
    credit: \(credits * 2)
    evidence: none
    competencies: [Budgeting]
    \(more)
    criteria:
      all:
        - {course: NPM 301, credits: \(credits), grade: C}
        - {course: NPM 302, credits: \(credits), grade: C}

    """
  }

  static let because: JSONValue = ["reason": "As decided."]

  static func proposal(_ source: String) -> JSONValue {
    ["source": .string(source), "reason": "Asked for by employers."]
  }

  /// Takes a version that is under review through all its steps.
  static func approve(_ path: String, _ api: APIClient) async throws {
    for step in ["department", "dean", "committee"] {
      let answer = try await api.post(
        path + "/approvals", ["step": .string(step), "outcome": "approved", "reason": "Fits."],
        by: api.person(.approver))
      #expect(answer.status == 200, "\(answer.text)")
    }
  }

  static func open(_ source: String, _ api: APIClient) async throws -> String {
    let proposer = try await api.token(.proposer)
    let new = try await api.post("/programs", proposal(source), as: proposer)
    #expect(new.status == 201, "\(new.text)")
    let path = String(try #require(new.headers[.location]).dropFirst(API.root.count))
    #expect(try await api.post(path + "/submit", because, as: proposer).status == 200)
    try await approve(path, api)
    let registrar = try await api.token(.registrar)
    #expect(try await api.post(path + "/activate", because, as: registrar).status == 200)
    return path
  }

  @Test func `an idea becomes a program, is approved in steps and takes enrollments`()
    async throws
  {
    let campus = try await campus()
    try await campus.people("1,Ada Lovelace")
    let ada = try await campus.learnerID("1")
    try await APIClient.serve(campus) { api in
      let learner = try await api.person(learner: ada)
      let idea = try await api.post(
        "/suggestions", ["title": "Grants", "text": "We need it."], by: learner)
      #expect(idea["state"] == "suggested")
      let proposer = try await api.token(.proposer)
      let source = Self.file()
      let new = try await api.post(
        "/programs",
        [
          "source": .string(source), "suggestion": .string(try #require(idea["code"])),
          "reason": "A good idea.",
        ], as: proposer)
      #expect(new.status == 201, "\(new.text)")
      #expect(new["state"] == "draft")
      #expect(new.json["figures"]?["most"] == "6")
      #expect(new.json["figures"]?["cap"] == "11")
      #expect(new.json["competencies"]?.elements.first?["name"] == "Budgeting")
      #expect(new.json["criteria"]?["kind"] == "group")
      let program = try await api.get("/programs/NONprofit", as: proposer)
      #expect(program["state"] == "proposed")
      #expect(program["id"] == idea["id"])
      let path = "/programs/nonprofit/versions/1"
      let kept = try await api.get(path + "/source", as: proposer)
      #expect(kept.text == source)
      #expect(kept.headers[.contentType] == "application/yaml")

      let advisor = try await api.token(.advisor)
      let enrollment: JSONValue = [
        "learner": .text(ada), "program": "nonprofit", "reason": "She asked.",
      ]
      #expect(try await api.post("/enrollments", enrollment, as: advisor).status == 404)
      _ = try await api.post(path + "/submit", Self.because, as: proposer)
      try await Self.approve(path, api)
      #expect(try await api.get("/programs/nonprofit", as: advisor)["state"] == "approved")
      #expect(try await api.post("/enrollments", enrollment, as: advisor).status == 404)
      let registrar = try await api.token(.registrar)
      let open = try await api.post(path + "/activate", Self.because, as: registrar)
      #expect(open["state"] == "effective")
      #expect(open.json["approvals"]?.elements.count == 3)
      #expect(try await api.get("/programs/nonprofit", as: advisor)["state"] == "active")
      #expect(try await api.post("/enrollments", enrollment, as: advisor).status == 201)
    }
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    #expect(try await campus.awards().count == 1)
    let states: [String] = try await campus.database.read { transaction in
      try transaction.query(
        """
        select j.to_state from journal j
         where j.subject_kind = 'program' order by j.entry_id
        """
      ).column()
    }
    #expect(states == ["suggested", "proposed", "under review", "approved", "active"])
  }

  @Test func `nobody approves their own proposal, nor two steps of a round`() async throws {
    try await APIClient.serve(try await campus()) { api in
      let author = try await api.person(.proposer, .approver)
      let second = try await api.person(.proposer, .approver)
      let other = try await api.person(.approver)
      _ = try await api.post("/programs", Self.proposal(Self.file()), by: author)
      let path = "/programs/nonprofit/versions/1"
      _ = try await api.post(path + "/submit", Self.because, by: second)
      func decide(_ step: String, _ who: Visitor, _ outcome: String = "approved") async throws
        -> APIClient.Answer
      {
        try await api.post(
          path + "/approvals",
          ["step": .string(step), "outcome": .string(outcome), "reason": "So."], by: who)
      }
      for own in [author, second] {
        #expect(try await decide("department", own).problem == "separation-of-duties")
      }
      #expect(try await decide("dean", other).problem == "wrong-state")
      #expect(try await decide("department", other).status == 200)
      #expect(try await decide("dean", other).problem == "separation-of-duties")
      let dean = try await api.person(.approver)
      #expect(try await decide("department", dean).problem == "wrong-state")
      let back = try await decide("dean", dean, "returned")
      #expect(back["state"] == "draft")
      #expect(back["review"] == "returned")
      #expect(try await api.get("/programs/nonprofit", by: dean)["state"] == "returned")
      #expect(try await decide("dean", dean).problem == "wrong-state")
      let again = try await api.post(path + "/submit", Self.because, by: author)
      #expect(again.json["round"] == 2)
      #expect(try await decide("dean", dean).problem == "wrong-state")
      #expect(try await decide("department", other).status == 200)
    }
  }

  @Test func `a draft is changed only by who read it, and not under review`() async throws {
    try await APIClient.serve(try await campus()) { api in
      let proposer = try await api.person(.proposer)
      let new = try await api.post("/programs", Self.proposal(Self.file()), by: proposer)
      let path = "/programs/nonprofit/versions/1"
      let change = Self.proposal(Self.file(credits: 2))
      let tag = try #require(new.tag)
      #expect(try await api.get(path, by: proposer).tag == tag)
      let changed = try await api.patch(path, change, by: proposer, match: tag)
      #expect(changed.json["credit"]?["most"] == "4")
      let late = try await api.patch(path, change, by: proposer, match: tag)
      #expect(late.status == 412)
      let blind = try await api.send(.patch, path, change, as: nil, proposer.headers)
      #expect(blind.status == 428)
      let other = try await api.patch(
        path, Self.proposal(Self.file(version: "2")), by: proposer, match: "*")
      #expect(other.problem == "invalid")
      _ = try await api.post(path + "/submit", Self.because, by: proposer)
      let closed = try await api.patch(path, change, by: proposer, match: "*")
      #expect(closed.problem == "wrong-state")
    }
  }

  @Test func `mistakes of a file come with their lines, and nothing is kept`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let proposer = try await api.token(.proposer)
      func lines(_ source: String) async throws -> [String] {
        let answer = try await api.post("/programs", Self.proposal(source), as: proposer)
        #expect(answer.status == 422)
        #expect(answer.problem == "program-refused")
        return answer.json["errors"]?.elements.compactMap { $0["place"]?.string } ?? []
      }
      let typo = Self.file().replacing("credit: 6", with: "credits: 6")
      #expect(try await lines(typo).contains("line 6"))
      #expect(try await lines(Self.file(credits: 6)).contains("line 6"))
      #expect(try await lines("just text") == ["line 1"])
      #expect(try await lines("a: [\u{FEFF}").count >= 1)
      let badge = Self.file(more: "badge: {image: \"not an address\"}")
      #expect(try await !lines(badge).isEmpty)
      let list = try await api.get("/programs", as: proposer)
      #expect(list.json["items"] == [])
    }
  }
}
