import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Storage
import TestSupport
import Testing

@testable import Web

/// Advisors enroll and withdraw; learners apply.
@Suite(.database(.conferral)) struct EnrollmentsAPITests {
  private func campus() async throws -> Campus {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    try await campus.apply(SampleProgram.credit())
    try await campus.people("1,Ada Lovelace", "2,Grace Hopper")
    return campus
  }

  @Test
  func `an advisor enrolls, withdraws and reinstates, and the journal tells who, when and why`()
    async throws
  {
    let campus = try await campus()
    let ada = try await campus.learnerID("1")
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      let new = try await api.post(
        "/enrollments",
        ["learner": .text(ada), "program": "nonprofit", "reason": "She asked for it."],
        as: advisor)
      #expect(new.status == 201)
      #expect(new["state"] == "enrolled")
      #expect(new["began"] == "2026-09-10")
      let path = "/enrollments/\(try #require(new["id"]))"
      #expect(new.headers[.location] == "/api/v1" + path)
      let withdrawn = try await api.post(
        path + "/withdraw", ["on": "2026-09-12", "reason": "She left."], as: advisor)
      #expect(withdrawn["state"] == "withdrawn")
      #expect(withdrawn["ended"] == "2026-09-12")
      let again = try await api.post(path + "/withdraw", ["reason": "Twice."], as: advisor)
      #expect(again.status == 409)
      #expect(again.problem == "wrong-state")
      let back = try await api.post(path + "/reinstate", ["reason": "A mistake."], as: advisor)
      #expect(back["state"] == "enrolled")
      #expect(back["ended"] == nil)
    }
  }

  @Test func `the same call with the same key happens once, also at the same time`() async throws {
    let campus = try await campus()
    let ada = try await campus.learnerID("1")
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      let body: JSONValue = ["learner": .text(ada), "program": "nonprofit", "reason": "Once."]
      let answers = try await withThrowingTaskGroup(of: APIClient.Answer.self) { group in
        for _ in 0..<8 {
          group.addTask {
            try await api.post("/enrollments", body, as: advisor, [.idempotencyKey: "k1"])
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.allSatisfy { $0.status == 201 && $0.body == answers[0].body })
      let other = try await api.post(
        "/enrollments", ["learner": .text(ada), "program": "nonprofit", "reason": "Twice."],
        as: advisor, [.idempotencyKey: "k1"])
      #expect(other.problem == "key-reused")
      let list = try await api.get("/enrollments?learner=\(ada.text)", as: advisor)
      #expect(list.json["items"]?.elements.count == 1)
    }
  }

  @Test func `lists come in pages that join without gap or overlap`() async throws {
    let campus = try await campus()
    try await campus.people("3,C", "4,D", "5,E")
    try await campus.enrollments(
      "1,nonprofit,2026-08-24", "2,nonprofit,2026-08-25", "3,nonprofit,2026-08-26",
      "4,nonprofit,2026-08-27", "5,nonprofit,2026-08-28")
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      for sort in ["recordedAt", "-recordedAt"] {
        var seen: [String] = []
        var path = "/enrollments?limit=2&sort=\(sort)"
        while true {
          let page = try await api.get(path, as: advisor)
          seen += page.json["items"]?.elements.compactMap { $0["id"]?.string } ?? []
          guard let link = page.headers[.link] else { break }
          path = String(link.dropFirst("</api/v1".count).prefix { $0 != ">" })
        }
        #expect(Set(seen).count == 5)
        #expect(seen.count == 5)
      }
    }
  }

  @Test func `bad input is told where and how, and nothing is done`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      let missing = try await api.post("/enrollments", ["program": "nonprofit"], as: advisor)
      #expect(missing.status == 422)
      let places = missing.json["errors"]?.elements.compactMap { $0["place"]?.string } ?? []
      #expect(places == ["/learner", "/reason"])
      let unknown = try await api.get("/enrollments?lerner=1", as: advisor)
      #expect(unknown.status == 400)
      let garbage = try await api.raw(
        .post, "/enrollments", Array("{".utf8), as: advisor, [.contentType: "application/json"])
      #expect(garbage.status == 400)
      let text = try await api.raw(
        .post, "/enrollments", Array("x".utf8), as: advisor, [.contentType: "text/plain"])
      #expect(text.status == 415)
      #expect(try await api.get("/enrollments", as: nil).status == 401)
      #expect(try await api.get("/enrollments/x", as: advisor).status == 404)
      let put = try await api.send(.put, "/enrollments", nil, as: advisor)
      #expect(put.status == 405)
      #expect(put.headers[.allow] == "GET, HEAD, POST")
    }
  }
}
