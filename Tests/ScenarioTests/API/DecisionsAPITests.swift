import Foundation
import LinkedData
import Microcredentials
import Office
import Storage
import TestSupport
import Testing

@testable import Web

/// Why a program is awarded, or not yet, as of today.
@Suite(.database(.conferral)) struct DecisionsAPITests {
  private func campus(_ rows: String...) async throws -> Campus {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    try await campus.apply(SampleProgram.credit())
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    if !rows.isEmpty { try await campus.load(.results, rows) }
    try await campus.reconcile()
    return campus
  }

  private func decision(_ api: APIClient) async throws -> APIClient.Answer {
    let advisor = try await api.token(.advisor)
    let enrollment = try #require(try await api.only("/enrollments", as: advisor)["id"]?.string)
    return try await api.get("/enrollments/\(enrollment)/decision", as: advisor)
  }

  @Test func `what is missing is said in words, and nothing is written`() async throws {
    let campus = try await campus("1,course,NPM 301,2026-09-01,A")
    try await APIClient.serve(campus) { api in
      _ = try await api.token(.advisor)
      let before = try await campus.contents()
      let decision = try await decision(api)
      #expect(decision["outcome"] == "not yet")
      #expect(decision["day"] == "2026-09-10")
      #expect(decision.json["remaining"]?.elements.count == 1)
      let members = decision.json["criteria"]?["members"]?.elements ?? []
      #expect(members.compactMap { $0["truth"]?.string } == ["met", "not met"])
      #expect(members.first?["on"]?.string == "2026-09-01")
      let fact = try #require(decision.json["facts"]?.elements.first)
      #expect(fact["id"] == members.first?["facts"]?.elements.first)
      #expect(fact["grade"]?.string == "A")
      #expect(decision.json["award"] == nil)
      let after = try await campus.contents()
      for table in ["enrollment", "award", "dirty_log", "staff_item"] {
        #expect(before[table] == after[table], "\(table)")
      }
    }
  }

  @Test func `a provisional result shows what it would meet once it is final`() async throws {
    let campus = try await campus(
      "1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B,,,provisional")
    try await APIClient.serve(campus) { api in
      let decision = try await decision(api)
      #expect(decision["outcome"] == "not yet")
      #expect(decision.json["provisionallyComplete"] == true)
      let members = decision.json["criteria"]?["members"]?.elements ?? []
      #expect(members.map { $0["metIfFinal"] } == [false, true])
      #expect(
        decision.json["facts"]?.elements.map { $0["isFinal"] } == [true, false])
    }
  }

  @Test func `an award is shown with the day, the term and the credits`() async throws {
    let campus = try await campus(
      "1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
    try await APIClient.serve(campus) { api in
      let decision = try await decision(api)
      #expect(decision["outcome"] == "earned")
      #expect(decision["earnedOn"] == "2026-09-02")
      #expect(decision["term"] == "2026FA")
      #expect(decision["credits"] == "6")
      #expect(decision["award"] != nil)
      #expect(decision.json["provisionallyComplete"] == false)
    }
  }

  @Test func `what nobody can evaluate says so, and why`() async throws {
    let campus = try await campus(
      "1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,unheard of")
    try await APIClient.serve(campus) { api in
      let decision = try await decision(api)
      #expect(decision["outcome"] == "cannot be evaluated")
      #expect(decision.text.contains("scale does not know"))
    }
  }

  @Test func `a decision is for those who may see the enrollment`() async throws {
    let campus = try await Campus.withAward(unit: "arts")
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor, unit: "arts")
      let enrollment = try #require(try await api.only("/enrollments", as: advisor)["id"]?.string)
      let path = "/enrollments/\(enrollment)/decision"
      #expect(try await api.get(path, as: advisor).status == 200)
      let elsewhere = try await api.token(.advisor, unit: "elsewhere")
      #expect(try await api.get(path, as: elsewhere).status == 403)
      #expect(try await api.get(path, as: api.token(.operator)).status == 403)
      let nowhere = "/enrollments/\(UUID().text)/decision"
      #expect(try await api.get(nowhere, as: advisor).status == 404)
    }
  }
}
