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

/// How programs are found, and who reaches which.
@Suite(.database(.conferral)) struct ProgramListingTests {
  @Test func `programs are listed by state, unit and credit, page by page`() async throws {
    let campus = try await Campus.open()
    for code in ["a", "b", "c"] {
      try await campus.apply(SampleProgram.credit(code, more: "unit: law"))
    }
    try await campus.apply(SampleProgram.badge("d", more: "unit: nursing"))
    try await APIClient.serve(campus) { api in
      let reader = try await api.token(.auditor)
      func codes(_ query: String) async throws -> [String] {
        let answer = try await api.get("/programs?\(query)", as: reader)
        return answer.json["items"]?.elements.compactMap { $0["code"]?.string } ?? []
      }
      #expect(try await codes("") == ["a", "b", "c", "d"])
      #expect(try await codes("unit=nursing") == ["d"])
      #expect(try await codes("creditBearing=false") == ["d"])
      #expect(try await codes("creditBearing=true&limit=2") == ["a", "b"])
      #expect(try await codes("state=draft") == [])
      #expect(try await codes("state=retired") == [])
      let first = try await api.get("/programs?limit=3", as: reader)
      let next = try #require(first["next"])
      #expect(try await codes("limit=3&after=\(next)") == ["d"])
      #expect(try await api.get("/programs?after=x", as: reader).status == 422)
      let versions = try await api.get("/programs/A/versions", as: reader)
      #expect(versions.json["items"]?.elements.count == 1)
      #expect(try await api.get("/programs/zz/versions", as: reader).status == 404)
      #expect(try await api.get("/programs/a/versions/zz", as: reader).status == 404)
    }
  }

  @Test func `the operator's short way needs no review, and the journal says so`() async throws {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    try await APIClient.serve(campus) { api in
      let proposer = try await api.token(.proposer)
      let draft = ProgramsAPITests.file()
      let made = try await api.post(
        "/programs", ["source": .string(draft), "reason": "An idea."], as: proposer)
      #expect(made.status == 201)
      #expect(try await campus.apply(draft) == .replaced)
      let version = try await api.get("/programs/nonprofit/versions/1", as: proposer)
      #expect(version["state"] == "effective")
      #expect(try await api.get("/programs/nonprofit", as: proposer)["state"] == "active")
      let operatorToken = try await api.token(.operator)
      let journal = try await api.get("/journal?action=apply%20program", as: operatorToken)
      let reason = journal.json["items"]?.elements.first?["reason"]?.string ?? ""
      #expect(reason.contains("without a review"))
      #expect(try await campus.apply(draft) == .unchanged)
    }
  }

  @Test func `a draft is nowhere to be seen but in the API`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.credit())
    try await APIClient.serve(campus) { api in
      let proposer = try await api.token(.proposer)
      let draft = ProgramsAPITests.file(version: "2", more: "effective: 2020-01-01")
      let made = try await api.post(
        "/programs/nonprofit/versions", ["source": .string(draft), "reason": "New."],
        as: proposer)
      #expect(made.status == 201)
    }
    let office = campus.office
    #expect(try await office.programs(of: campus.id).map(\.version) == ["1"])
    #expect(
      try await office.source(of: "nonprofit", version: nil, institution: campus.id)
        == SampleProgram.credit())
    await #expect(throws: Refusal.self) {
      _ = try await office.version("2", of: "nonprofit", institution: campus.id)
    }
    try await campus.people("1,Ada")
    try await campus.enrollments("1,nonprofit,2026-09-01")
    let pinned = try await campus.count(
      "select count(*) from enrollment join program_version using (program_version_id) where label = '1'"
    )
    #expect(pinned == 1)
  }

  @Test func `who is limited to a unit proposes and approves there only`() async throws {
    let campus = try await Campus.open()
    try await campus.owner(
      "insert into unit (institution_id, code, name) values (\(campus.id)::int, 'law', 'Law')")
    try await APIClient.serve(campus) { api in
      let proposer = try await api.token(.proposer, unit: "law")
      func propose(_ code: String, _ more: String) async throws -> APIClient.Answer {
        try await api.post(
          "/programs",
          [
            "source": .string(ProgramsAPITests.file(code, more: more)), "reason": "An idea.",
          ], as: proposer)
      }
      #expect(try await propose("x", "unit: nursing").problem == "forbidden")
      #expect(try await propose("x", "").problem == "forbidden")
      #expect(try await propose("x", "unit: law").status == 201)
      let path = "/programs/x/versions/1"
      let elsewhere = ProgramsAPITests.file("x", more: "unit: nursing")
      let moved = try await api.send(
        .patch, path, ["source": .string(elsewhere), "reason": "Moved."], as: proposer,
        [.ifMatch: "*"])
      #expect(moved.problem == "forbidden")
      _ = try await api.post(path + "/submit", ["reason": "Now."], as: api.token(.coordinator))
      let approver = try await api.token(.approver, unit: "law")
      let decided = try await api.post(
        path + "/approvals", ["step": "department", "outcome": "approved", "reason": "Fits."],
        as: approver)
      #expect(decided.status == 200)
      let registrar = try await api.token(.registrar, unit: "law")
      let early = try await api.post(path + "/activate", ["reason": "Go."], as: registrar)
      #expect(early.problem == "wrong-state")
    }
  }

  @Test func `a label with a slash in it is found at its address`() async throws {
    try await APIClient.serve(try await Campus.open()) { api in
      let proposer = try await api.token(.proposer)
      let source = ProgramsAPITests.file(version: "2026/27 ü")
      let new = try await api.post(
        "/programs", ["source": .string(source), "reason": "An idea."], as: proposer)
      let place = try #require(new.headers[.location]).dropFirst(API.root.count)
      #expect(place == "/programs/nonprofit/versions/2026%2F27%20%C3%BC")
      let found = try await api.get(String(place), as: proposer)
      #expect(found.body == new.body)
    }
  }

  @Test func `whatever a file holds, it is taken or refused`() async throws {
    let campus = try await Campus.open()
    var dice = SystemRandomNumberGenerator()
    let whole = ProgramsAPITests.file(more: "unit: law\nskills: [a, b]\naward: [2026-12-01]")
    var sources = [
      whole.replacing("title: Program", with: "title: \"a\\0b\" #"),
      whole.replacing("NPM 301", with: "\"N\\x00\""),
      whole.replacing("version: \"1\"", with: "version: \"  \""),
    ]
    for key in ["program: ", "title: ", "version: \"", "unit: ", "description: ", "course: "] {
      sources.append(whole.replacing(key, with: key + String(repeating: "x", count: 9_000)))
    }
    let signs = Array("{}[]:,-\"'#&*!|>%@` \n09aZé\u{FEFF}\u{85}=~".unicodeScalars)
    for _ in 0..<120 {
      var scalars = Array(whole.unicodeScalars)
      for _ in 0..<Int.random(in: 1...4, using: &dice) {
        let place = Int.random(in: 0..<scalars.count, using: &dice)
        switch Int.random(in: 0...2, using: &dice) {
        case 0: scalars.remove(at: place)
        case 1: scalars.insert(signs.randomElement(using: &dice) ?? "x", at: place)
        default: scalars.swapAt(place, Int.random(in: 0..<scalars.count, using: &dice))
        }
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      sources.append(String(text))
    }
    let all = sources
    try await APIClient.serve(campus) { api in
      let proposer = try await api.token(.proposer)
      for source in all {
        let answer = try await api.post(
          "/programs", ["source": .string(source), "reason": "An idea."], as: proposer)
        #expect([201, 409, 422].contains(answer.status), "\(answer.text)\n\(source)")
      }
      let list = try await api.get("/programs", as: proposer)
      #expect(list.status == 200)
    }
  }

  @Test func `two who propose the same program at once make one`() async throws {
    try await APIClient.serve(try await Campus.open()) { api in
      let proposer = try await api.token(.proposer)
      let body: JSONValue = ["source": .string(ProgramsAPITests.file()), "reason": "An idea."]
      let answers = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<6 {
          group.addTask { try await api.post("/programs", body, as: proposer).status }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.sorted() == [201, 409, 409, 409, 409, 409])
    }
  }
}
