import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Results recorded by hand and by systems, and what the loop makes of them.
@Suite(.database(.conferral)) struct CompletionsAPITests {
  private func campus() async throws -> Campus {
    let campus = try await Campus.open(at: "2026-10-10T12:00:00Z")
    try await campus.apply(SampleProgram.credit())
    try await campus.people("1,Ada Lovelace", "2,Grace Hopper")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    return campus
  }

  private func course(
    _ code: String, _ grade: String, on day: String = "2026-09-01", of student: String = "1",
    _ more: [(String, JSONValue)] = []
  ) -> JSONValue {
    .object(
      JSONObject(
        [
          ("externalId", .string(student)), ("kind", "course"), ("code", .string(code)),
          ("grade", .string(grade)), ("happenedOn", .string(day)), ("credits", "3"),
          ("reason", "Graded."),
        ] + more))
  }

  /// Records both courses of the program; returns the path of the second.
  private func earn(_ api: APIClient, as token: String) async throws -> String {
    let first = try await api.post("/completions", course("NPM 301", "A"), as: token)
    #expect(first.status == 200)
    #expect(first["outcome"] == "created")
    let second = try await api.post(
      "/completions", course("NPM 302", "B", on: "2026-09-20"), as: token)
    try await api.campus.reconcile()
    #expect(try await api.campus.awards().map(\.earnedOn) == ["2026-09-20"])
    return "/completions/\(second.json["completion"]?["id"]?.string ?? "-")"
  }

  @Test func `what is recorded is awarded, and an amended grade only proposes a revocation`()
    async throws
  {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let instructor = try await api.token(.instructor)
      let path = try await earn(api, as: instructor)
      let shown = try await api.get(path, as: instructor)
      let worse: JSONValue = ["grade": "F", "score": "12.5", "reason": "It was copied."]
      #expect(try await api.patch(path, worse, as: instructor).status == 428)
      let amended = try await api.patch(
        path, worse, as: instructor, [.ifMatch: try #require(shown.tag)])
      #expect(amended.status == 200)
      #expect(amended.json["revisions"]?.elements.map { $0["grade"]?.string } == ["F", "B"])
      #expect(amended["reason"] == "It was copied.")
      #expect(amended["recordedBy"]?.hasPrefix("token:") ?? false)
      #expect(amended["credits"] == "3")
      let late = try await api.patch(
        path, worse, as: instructor, [.ifMatch: try #require(shown.tag)])
      #expect(late.status == 412)
      let same = try await api.patch(path, worse, as: instructor, [.ifMatch: "*"])
      #expect(same.body == amended.body)
      try await campus.reconcile()
      #expect(try await campus.proposals() == ["open"])
      #expect(try await campus.awards().map(\.isLive) == [true])
      let back: JSONValue = ["state": "provisional", "reason": "x"]
      #expect(try await api.patch(path, back, as: instructor, [.ifMatch: "*"]).status == 409)
      let mended: JSONValue = ["grade": "B", "score": .null, "reason": "It was not."]
      let answer = try await api.patch(path, mended, as: instructor, [.ifMatch: "*"])
      #expect(answer.json["score"] == nil)
      let id = String(path.dropFirst("/completions/".count))
      #expect(
        try await campus.journal(of: id) == [
          "record completion", "amend completion", "amend completion",
        ])
    }
    try await campus.reconcile()
    #expect(try await campus.proposals() == ["moot"])
  }

  @Test func `a voided completion no longer counts, and its key brings it back`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      _ = try await earn(api, as: registrar)
      let body = course("NPM 301", "B", [("key", "k1")])
      let new = try await api.post("/completions", body, as: registrar)
      let path = "/completions/\(new.json["completion"]?["id"]?.string ?? "-")"
      let other = course("NPM 999", "B", [("key", "k1"), ("state", "provisional")])
      #expect(try await api.post("/completions", other, as: registrar).status == 409)
      let voided = try await api.post(path + "/void", ["reason": "Wrong."], as: registrar)
      #expect(voided["state"] == "voided")
      #expect(try await api.post(path + "/void", ["reason": "x"], as: registrar).status == 409)
      let amended = try await api.patch(
        path, ["grade": "A", "reason": "x"], as: registrar, [.ifMatch: "*"])
      #expect(amended.problem == "wrong-state")
      let again = try await api.post("/completions", body, as: registrar)
      #expect(again["outcome"] == "amended")
      #expect(again.json["completion"]?["id"] == new.json["completion"]?["id"])
      #expect(again.json["completion"]?["revision"] == 3)
      let same = try await api.post("/completions", body, as: registrar)
      #expect(same["outcome"] == "unchanged")
    }
  }

  @Test func `voiding what an award needs proposes a revocation`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = try await earn(api, as: registrar)
      #expect(
        try await api.post(path + "/void", ["reason": "x"], as: registrar, [.ifMatch: "\"0\""])
          .status == 412)
      _ = try await api.post(path + "/void", ["reason": "Never taken."], as: registrar)
    }
    try await campus.reconcile()
    #expect(try await campus.proposals() == ["open"])
    #expect(try await campus.awards().map(\.isLive) == [true])
  }

  @Test func `a corrected day corrects the day on which it was earned`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = try await earn(api, as: registrar)
      let earlier: JSONValue = ["happenedOn": "2026-09-05", "reason": "A typing mistake."]
      #expect(try await api.patch(path, earlier, as: registrar, [.ifMatch: "*"]).status == 200)
    }
    try await campus.reconcile()
    #expect(
      try await campus.awards().filter(\.isLive).map(\.earnedOn) == ["2026-09-05"])
    #expect(try await campus.ledger().map(\.kind.rawValue) == ["add", "void", "add"])
  }

  @Test func `a grade that the scale does not know is answered with those it knows`()
    async throws
  {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let unknown = try await api.post("/completions", course("NPM 301", "Q"), as: registrar)
      #expect(unknown.status == 422)
      #expect(unknown.problem == "grade-unknown")
      #expect(unknown["detail"]?.contains("A-, A, A+") ?? false)
      let path = try await earn(api, as: registrar)
      let amended = try await api.patch(
        path, ["grade": "Q", "reason": "x"], as: registrar, [.ifMatch: "*"])
      #expect(amended.problem == "grade-unknown")
      let level: JSONValue = [
        "externalId": "1", "kind": "competency", "code": "Spanish", "grade": "Intermediate Low",
        "happenedOn": "2026-09-01", "reason": "Assessed.",
      ]
      #expect(try await api.post("/completions", level, as: registrar).status == 200)
    }
  }

  @Test func `instructors of a unit record for its learners, and nobody for themselves`()
    async throws
  {
    let campus = try await campus()
    try await campus.units("law", "arts")
    try await campus.apply(SampleProgram.badge(more: "unit: law"))
    try await campus.enrollments("2,workshop,2026-08-24")
    let body = course("NPM 301", "A", of: "2")
    try await APIClient.serve(campus) { api in
      let law = try await api.token(.instructor, unit: "law")
      let arts = try await api.token(.instructor, unit: "arts")
      #expect(try await api.post("/completions", body, as: arts).status == 403)
      let mine = try await api.post("/completions", body, as: law)
      #expect(mine.status == 200)
      #expect(try await api.post("/completions", course("X", "A"), as: law).status == 403)
      let path = "/completions/\(mine.json["completion"]?["id"]?.string ?? "-")"
      #expect(try await api.get(path, as: arts).status == 403)
      #expect(
        try await api.post(path + "/void", ["reason": "x"], as: arts).status == 403)
      #expect(try await api.get("/completions", as: law).json["items"]?.elements.count == 1)
      #expect(try await api.get("/completions", as: arts).json["items"]?.elements.count == 0)
      let advisor = try await api.token(.advisor)
      #expect(try await api.post("/completions", body, as: advisor).status == 403)
    }
    let ada = try await campus.learnerID("1")
    let own = try await campus.person(.instructor, learner: "1")
    let order = CompletionOrder(
      subject: .learner(ada), key: nil,
      says: StoredCompletion(
        id: UUID(), learner: ada,
        fact: Fact(id: "", kind: .course, code: "X1", on: .on("2026-09-01")), state: .final))
    #expect(
      try await campus.refusal(as: own) { _ = try $0.record(order, reason: "x") as Any }
        == .separationOfDuties)
    let colleague = try await campus.person(.instructor, learner: "2")
    let id = try await campus.office.acting(as: colleague) {
      try $0.record(order, reason: "Passed.").history[0].says.id
    }
    #expect(
      try await campus.refusal(as: own) { _ = try $0.void(id, if: { _ in }, reason: "x") }
        == .separationOfDuties)
    let seen = try await campus.office.reading(as: own) {
      try $0.completion(id).map(\.reason)
    }
    #expect(seen == ["Passed."])
  }

  @Test func `lists are filtered, sorted by day and come in pages`() async throws {
    let campus = try await campus()
    let days = ["2026-09-03", "2026-09-01", "2026-09-02", "2026-09-02", "2026-09-02"]
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      for (number, day) in days.enumerated() {
        let more: [(String, JSONValue)] = [
          ("term", "2026FA"), ("section", .string("s\(number % 2)")),
          ("state", number == 0 ? "provisional" : "final"),
        ]
        let body = course("C \(number)", "A", on: day, of: number < 4 ? "1" : "2", more)
        #expect(try await api.post("/completions", body, as: registrar).status == 200)
      }
      func codes(_ query: String) async throws -> [String] {
        let page = try await api.get("/completions?\(query)", as: registrar)
        return page.json["items"]?.elements.compactMap { $0["code"]?.string } ?? []
      }
      let ada = try await campus.learnerID("1").text
      #expect(try await codes("learner=\(ada)").first == "C1")
      #expect(try await codes("learner=\(ada)&sort=-happenedOn").first == "C0")
      #expect(try await codes("state=provisional") == ["C0"])
      #expect(try await codes("section=s1&until=2026-09-01") == ["C1"])
      #expect(try await codes("code=c3") == ["C3"])
      #expect(try await codes("term=2026FA&from=2026-09-03") == ["C0"])
      #expect(try await codes("kind=exam").isEmpty)
      #expect(try await codes("learner=\(UUID().text)").isEmpty)
      for sort in ["happenedOn", "-happenedOn"] {
        var seen: [String] = []
        var path = "sort=\(sort)&limit=2"
        while true {
          let page = try await api.get("/completions?\(path)", as: registrar)
          seen += page.json["items"]?.elements.compactMap { $0["id"]?.string } ?? []
          guard let next = page["next"] else { break }
          path = "sort=\(sort)&limit=2&after=\(next)"
        }
        #expect(seen.count == 5)
        #expect(Set(seen).count == 5)
      }
    }
  }

  @Test func `rubbish is refused where it stands`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let good = try #require(course("X", "A").object)
      let wrong: [(String, JSONValue)] = [
        ("kind", "evidence"), ("kind", 1), ("code", " "), ("happenedOn", "2026-02-30"),
        ("grade", ""), ("score", "-1"), ("score", 1), ("score", "1e3"), ("credits", "0.00001"),
        ("hours", "9999999999"), ("attempt", 0), ("attempt", "1"), ("state", "voided"),
        ("tags", ["a\u{1F}b"]), ("learner", "1"), ("key", ""), ("expires", "2026-09-01"),
        ("reason", .null), ("id", "x"), ("passed", "yes"), ("origin", "moon"),
      ]
      for (name, value) in wrong {
        var body = good
        body[name] = value
        let answer = try await api.post("/completions", .object(body), as: registrar)
        #expect(answer.status == 422, "\(name): \(answer.text)")
      }
      var both = good
      both["learner"] = .text(UUID())
      #expect(try await api.post("/completions", .object(both), as: registrar).status == 422)
      #expect(try await api.get("/completions/x", as: registrar).status == 404)
      #expect(try await api.get("/completions?after=WyJ4Il0", as: registrar).status == 422)
    }
    #expect(try await campus.count("select count(*) from completion") == 0)
  }
}
