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

/// Whole sections of results at once, and their release at the end of the term.
@Suite(.database(.conferral)) struct CompletionBatchTests {
  private func campus(_ people: Int = 4) async throws -> Campus {
    let campus = try await Campus.open(at: "2026-12-20T12:00:00Z")
    try await campus.apply(SampleProgram.badge(criteria: "{course: NPM 301, grade: C}"))
    try await campus.load(.people, (1...people).map { "\($0),Person \($0)" })
    try await campus.load(.enrollments, (1...people).map { "\($0),workshop,2026-08-24" })
    return campus
  }

  private func section(
    _ rows: [JSONValue], state: String = "final", term: String = "2026FA"
  ) -> JSONValue {
    [
      "kind": "course", "code": "NPM 301", "term": .string(term), "section": "02",
      "happenedOn": "2026-12-11", "credits": "3", "state": .string(state),
      "reason": "Grades of the section.", "rows": .array(rows),
    ]
  }

  private func row(_ student: String, _ grade: String, key: String? = nil) -> JSONValue {
    ["externalId": .string(student), "grade": .string(grade), "key": .string(key ?? student)]
  }

  private func words(_ answer: APIClient.Answer) -> [String] {
    answer.json["rows"]?.elements.compactMap {
      $0["problem"]?["type"]?.string?.split(separator: ":").last.map(String.init)
        ?? $0["outcome"]?.string
    } ?? []
  }

  @Test func `each row is recorded or refused by itself`() async throws {
    let campus = try await campus()
    let other = try await campus.neighbourBeyondLoopback("auckland")
    try await other.people("77,Hone Heke")
    let hone = try await other.learnerID("77")
    let ada = try await campus.learnerID("3")
    try await APIClient.serve(campus) { api in
      let lms = try await api.token(.machineClient)
      let rows: [JSONValue] = [
        row("1", "A"), row("2", "Q"), row("99", "B"),
        ["learner": .text(ada), "grade": "B", "credits": "1.5", "section": "03"],
        ["learner": .text(hone), "grade": "B"], row("1", "A"), row("1", "B"),
      ]
      let answer = try await api.post("/completions/batch", section(rows), as: lms)
      #expect(answer.status == 200)
      #expect(
        words(answer) == [
          "created", "grade-unknown", "learner-unknown", "created", "learner-unknown", "unchanged",
          "amended",
        ])
      #expect(answer.json["created"] == 2)
      #expect(answer.json["refused"] == 3)
      #expect(!answer.text.contains("Person"))
      let again = try await api.post("/completions/batch", section([row("1", "B")]), as: lms)
      #expect(words(again) == ["unchanged"])
      let third = try await api.get("/completions?learner=\(ada.text)", as: lms)
      let shown = third.json["items"]?.elements.first
      #expect(shown?["credits"]?.string == "1.5")
      #expect(shown?["section"]?.string == "03")
      #expect(shown?["term"]?.string == "2026FA")
    }
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.student) == ["1", "3"])
  }

  @Test func `a row of the wrong shape is refused with its place, and the others go in`()
    async throws
  {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let lms = try await api.token(.machineClient)
      let rows: [JSONValue] = [
        ["externalId": "1", "grade": "A", "happenedOn": "2026-02-30"], row("2", "A"), "3",
        ["externalId": "3", "grade": "A", "points": "5,5"], ["grade": "A"],
      ]
      let answer = try await api.post("/completions/batch", section(rows), as: lms)
      #expect(answer.status == 200)
      #expect(words(answer) == ["invalid", "created", "invalid", "invalid", "invalid"])
      #expect(answer.json["refused"] == 4)
      let places = answer.json["rows"]?.elements.map {
        $0["problem"]?["errors"]?.elements.first?["place"]?.string
      }
      #expect(
        places == ["/rows/0/happenedOn", nil, "/rows/2", "/rows/3/points", "/rows/4/learner"])
      let bare: JSONValue = ["rows": [row("1", "A")], "reason": "x"]
      #expect(words(try await api.post("/completions/batch", bare, as: lms)) == ["invalid"])
    }
  }

  @Test func `a release of a term that nobody knows does not look like success`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = "/completions/release"
      let typo = try await api.post(path, ["term": "2026AF", "reason": "x"], as: registrar)
      #expect(typo.status == 422)
      #expect(typo.text.contains("2026AF"))
      let known = try await api.post(path, ["term": "2026FA", "reason": "x"], as: registrar)
      #expect(known.json["released"] == 0)
    }
  }

  @Test func `a thousand rows go in at once, and one more is too many`() async throws {
    let campus = try await campus(1_000)
    try await APIClient.serve(campus) { api in
      let lms = try await api.token(.machineClient)
      let rows = (1...1_000).map { row("\($0)", "B") }
      let answer = try await api.post("/completions/batch", section(rows), as: lms)
      #expect(answer.json["created"] == 1_000)
      let more = try await api.post(
        "/completions/batch", section(rows + [row("1", "B")]), as: lms)
      #expect(more.status == 422)
    }
    #expect(try await campus.count("select count(*) from completion") == 1_000)
  }

  @Test func `provisional results are released once, and awarded then`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let rows = ["1", "2", "3"].map { row($0, "B") }
      _ = try await api.post(
        "/completions/batch", section(rows, state: "provisional"), as: registrar)
      _ = try await api.post(
        "/completions/batch", section([row("4", "B")], state: "provisional", term: "2027SP"),
        as: registrar)
      try await campus.reconcile()
      #expect(try await campus.awards().isEmpty)
      let instructor = try await api.token(.instructor)
      let release: JSONValue = ["term": "2026FA", "code": "npm 301", "reason": "Period over."]
      #expect(try await api.post("/completions/release", release, as: instructor).status == 403)
      let nothing = try await api.post(
        "/completions/release", ["term": "2026FA", "section": "9", "reason": "x"], as: registrar)
      #expect(nothing.json["released"] == 0)
      let done = try await api.post("/completions/release", release, as: registrar)
      #expect(done.json["released"] == 3)
      let again = try await api.post("/completions/release", release, as: registrar)
      #expect(again.json["released"] == 0)
      try await campus.reconcile()
      #expect(try await campus.awards().map(\.student) == ["1", "2", "3"])
      let one = try await api.get("/completions?term=2026FA&limit=1", as: registrar)
      let id = one.json["items"]?.elements.first?["id"]?.string ?? "-"
      let shown = try await api.get("/completions/\(id)", as: registrar)
      #expect(
        shown.json["revisions"]?.elements.map { $0["state"]?.string } == ["final", "provisional"])
      #expect(try await campus.journal(of: id) == ["record completion", "release result"])
    }
  }

  @Test func `many thousands are released in one call, and one's own are left`() async throws {
    let campus = try await campus()
    let number = campus.id
    try await campus.app(
      """
      insert into completion (institution_id, completion_id, revision, learner_id, kind, code,
          happened_on, state, term, section, recorded_by)
      select \(number)::int, stable_id('c' || n), 1, a.learner_id, 'course', 'C' || n,
             '2026-12-11', 'provisional', '2026FA', '02', 'test'
        from generate_series(1, 24000) n
        join learner_alias a on a.external_id = (1 + n % 4)::text
      """)
    let ada = try await campus.person(.registrar, learner: "1")
    let first = try await campus.office.acting(as: ada) {
      try $0.releaseResults(ofTerm: "2026FA", code: nil, section: nil, reason: "Over.")
    }
    #expect(first == (18_000, 6_000))
    let colleague = try await campus.person(.registrar, learner: nil)
    let second = try await campus.office.acting(as: colleague) {
      try $0.releaseResults(ofTerm: "2026FA", code: nil, section: nil, reason: "Over.")
    }
    #expect(second == (6_000, 0))
    #expect(
      try await campus.count(
        "select count(*) from completion where state = 'final' and section = '02'") == 24_000)
  }

  @Test func `releases and amendments at the same time lose nothing`() async throws {
    let campus = try await campus(40)
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let rows = (1...40).map { row("\($0)", "B") }
      let batch = section(rows, state: "provisional")
      _ = try await api.post("/completions/batch", batch, as: registrar)
      let better = section((1...40).map { row("\($0)", "A") }, state: "provisional")
      let release: JSONValue = ["term": "2026FA", "reason": "Over."]
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 {
          group.addTask {
            try await api.post("/completions/release", release, as: registrar).status
          }
          group.addTask {
            try await api.post("/completions/batch", better, as: registrar).status
          }
        }
        for try await status in group { #expect([200, 409].contains(status)) }
      }
      _ = try await api.post("/completions/release", release, as: registrar)
    }
    #expect(
      try await campus.count(
        """
        select count(*) from completion c
         where state = 'provisional' and not exists (select from completion l
           where l.completion_id = c.completion_id and l.revision > c.revision)
        """) == 0)
  }

  @Test func `of many who record the same key one creates it`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let lms = try await api.token(.machineClient)
      let batch = section((1...4).map { row("\($0)", "A") })
      let outcomes = try await withThrowingTaskGroup(of: [String].self) { group in
        for _ in 0..<6 {
          group.addTask { words(try await api.post("/completions/batch", batch, as: lms)) }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(outcomes.count { $0 == "created" } == 4)
      #expect(outcomes.count { $0 == "unchanged" } == 20)
    }
  }

  @Test func `a merged person's result keeps its key, whichever id it comes under`()
    async throws
  {
    let campus = try await campus()
    let (one, two) = (try await campus.learnerID("1"), try await campus.learnerID("2"))
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      _ = try await api.post(
        "/completions/batch", section([row("2", "B", key: "k")]), as: registrar)
      _ = try await api.post(
        "/learners/\(two.text)/merge", ["into": .text(one), "reason": "Twice."], as: registrar)
      let again = try await api.post(
        "/completions/batch", section([row("1", "B", key: "k"), row("2", "A", key: "k")]),
        as: registrar)
      #expect(words(again) == ["unchanged", "amended"])
      let listed = try await api.get("/completions?learner=\(one.text)", as: registrar)
      #expect(listed.json["items"]?.elements.map { $0["grade"]?.string } == ["A"])
    }
  }

  @Test func `an import amends what was recorded by hand and keeps its section`() async throws {
    let campus = try await campus()
    let mapping = """
      mapping: grades
      records:
        - completion: {learner: "{id}", kind: course, code: "NPM 301", on: "{on}",
            grade: "{grade}", credits: "3", term: 2026FA, key: "{id}"}

      """
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      _ = try await api.post("/completions/batch", section([row("1", "B")]), as: registrar)
    }
    let same = try await campus.load(mapping, Data("id,on,grade\n1,2026-12-11,B\n".utf8))
    #expect(same.counts.unchanged == 1)
    let amended = try await campus.load(mapping, Data("id,on,grade\n1,2026-12-11,A\n".utf8))
    #expect(amended.counts.amended == 1)
    #expect(
      try await campus.count("select count(*) from completion where section = '02'") == 2)
  }

  @Test func `another institution's completions are not there`() async throws {
    let campus = try await campus()
    let other = try await campus.neighbourBeyondLoopback("auckland")
    try await other.people("1,Hone Heke")
    let hone = try await other.learnerID("1")
    let theirs = try await other.person(.registrar, learner: nil)
    let id = try await other.office.acting(as: theirs) {
      try $0.record(
        CompletionOrder(
          subject: .learner(hone), key: nil,
          says: StoredCompletion(
            id: UUID(), learner: hone,
            fact: Fact(id: "", kind: .course, code: "X1", on: .on("2026-09-01")), state: .final)),
        reason: "x"
      ).history[0].says.id
    }
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = "/completions/\(id.text)"
      #expect(try await api.get(path, as: registrar).status == 404)
      #expect(try await api.post(path + "/void", ["reason": "x"], as: registrar).status == 404)
      let patch = try await api.patch(
        path, ["grade": "A", "reason": "x"], as: registrar, [.ifMatch: "*"])
      #expect(patch.status == 404)
    }
  }
}
