import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import OpenBadges
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// A badge of another issuer is verified, accepted, and counts.
@Suite(.database(.conferral)) struct PresentedBadgesTests {
  private static let accept: JSONValue = [
    "kind": "certification", "code": "cpr", "reason": "An issuer that we know.",
  ]

  private func campus() async throws -> Campus {
    let campus = try await Campus.open(at: "2026-10-10T12:00:00Z")
    try await campus.apply(SampleProgram.badge(criteria: "{certification: CPR, id: cpr}"))
    try await campus.people("1,Ada Lovelace,Ada@example.edu", "2,Grace Hopper,grace@example.edu")
    try await campus.enrollments("1,workshop,2026-08-24", "2,workshop,2026-08-24")
    return campus
  }

  private func path(_ campus: Campus, _ number: String = "1") async throws -> String {
    "/enrollments/\(try await campus.enrollmentID(number, "workshop").text)/presented-badges"
  }

  private func body(_ badge: String) -> JSONValue { ["badge": .string(badge)] }

  @Test func `a badge of another issuer is presented, accepted and leads to the award`()
    async throws
  {
    let campus = try await campus()
    let path = try await path(campus)
    try await APIClient.serve(campus) { api in
      let ada = try await api.person(learner: campus.learnerID("1"))
      let coordinator = try await api.person(.coordinator)
      // Issuers that hash addresses write them in lower case.
      let badge = try ForeignIssuer().badge("ada@example.edu")
      var meant = body(badge).object ?? JSONObject()
      meant["requirement"] = "cpr"
      let presented = try await api.post(path, .object(meant), by: ada)
      try #require(presented.status == 201, "\(presented.text)")
      #expect(presented["state"] == "presented" && presented["issuerName"] == "Red Cross")
      #expect(presented["earnedOn"] == "2026-09-10")
      #expect(presented.json["namesLearner"] == true)
      #expect(try await api.post(path, body(badge), by: ada).problem == "already-there")
      try await campus.reconcile()
      #expect(try await campus.awards().isEmpty)
      let one = "/presented-badges/\(presented["id"] ?? "-")"
      #expect(try await api.post(one + "/accept", Self.accept, by: ada).status == 403)
      let unknown = try await api.post(
        one + "/accept", ["kind": "credential", "code": "x", "reason": "x"], by: coordinator)
      #expect(unknown.status == 422 && unknown.text.contains("CPR"), "\(unknown.text)")
      let accepted = try await api.post(one + "/accept", Self.accept, by: coordinator)
      #expect(accepted["state"] == "accepted" && accepted["code"] == "CPR", "\(accepted.text)")
      let fact = try await api.get(
        "/completions/\(accepted["completion"] ?? "-")", by: try await api.person(.registrar))
      #expect(fact["issuer"] == "Red Cross" && fact["expires"] == "2027-08-07", "\(fact.text)")
      #expect(try await api.post(path, body(badge), by: ada).problem == "already-there")
      let listed = try await api.get(path, by: ada)
      #expect(listed.json["items"]?.elements.map { $0["state"]?.string } == ["accepted"])
      #expect(
        try await campus.journal(of: presented["id"] ?? "") == [
          "present badge", "accept presented badge",
        ])
    }
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.earnedOn) == ["2026-09-10"])
  }

  @Test func `a spoiled badge and that of another learner are refused, and nothing is kept`()
    async throws
  {
    let campus = try await campus()
    let path = try await path(campus)
    try await APIClient.serve(campus) { api in
      let ada = try await api.person(learner: campus.learnerID("1"))
      let good = try ForeignIssuer().badge("ada@example.edu")
      let spoiled = try await api.post(
        path, body(good.replacingOccurrences(of: "CPR for adults", with: "Surgery")), by: ada)
      #expect(spoiled.status == 422 && spoiled.text.contains("signature"), "\(spoiled.text)")
      let other = try await api.post(
        path, body(try ForeignIssuer().badge("grace@example.edu")), by: ada)
      #expect(other.status == 422 && other.text.contains("recipient.match"), "\(other.text)")
      #expect(!other.text.contains("@"))
      for text in ["{}", "x", "e30=", "a.b.c"] {
        #expect(try await api.post(path, body(text), by: ada).status == 422, "\(text)")
      }
      let grace = try await api.person(learner: campus.learnerID("2"))
      #expect(try await api.post(path, body(good), by: grace).status == 403)
      let instructor = try await api.person(.instructor)
      #expect(try await api.post(path, body(good), by: instructor).status == 403)
    }
    #expect(try await campus.count("select count(*) from presented_badge") == 0)
  }

  @Test func `a badge that was issued here is pointed out`() async throws {
    let campus = try await Campus.withAward()
    let own = try #require(try await campus.badges().first)
    let enrollment: UUID = try await campus.database.read {
      try $0.query("select enrollment_id from enrollment limit 1").only()
    }
    try await APIClient.serve(campus) { api in
      let answer = try await api.post(
        "/enrollments/\(enrollment.text)/presented-badges",
        body(String(decoding: own.document, as: UTF8.self)), by: try await api.person(.advisor))
      #expect(answer.status == 409 && answer.text.contains("counts by itself"), "\(answer.text)")
    }
  }

  @Test func `of two coordinators one decides, and nobody about what they presented or hold`()
    async throws
  {
    let campus = try await campus()
    let path = try await path(campus)
    try await APIClient.serve(campus) { api in
      let badge = try ForeignIssuer().badge("ada@example.edu")
      let presenter = try await api.person(.coordinator)
      let presented = try await api.post(path, body(badge), by: presenter)
      let one = "/presented-badges/\(presented["id"] ?? "-")"
      let own = try await api.post(one + "/accept", Self.accept, by: presenter)
      #expect(own.problem == "separation-of-duties")
      let ada = try await api.person(.coordinator, learner: campus.learnerID("1"))
      #expect(
        try await api.post(one + "/accept", Self.accept, by: ada).problem
          == "separation-of-duties")
      let others = [try await api.person(.coordinator), try await api.person(.coordinator)]
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for (place, other) in others.enumerated() {
          group.addTask {
            try await place == 0
              ? api.post(one + "/accept", Self.accept, by: other).status
              : api.post(one + "/decline", ["reason": "Unknown."], by: other).status
          }
        }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.sorted() == [200, 409])
    }
  }

  @Test func `a declined badge may come again, and one that names nobody serves one learner`()
    async throws
  {
    let campus = try await campus()
    let (ada, grace) = (try await path(campus), try await path(campus, "2"))
    try await APIClient.serve(campus) { api in
      let advisor = try await api.person(.advisor)
      let coordinator = try await api.person(.coordinator)
      let badge = try ForeignIssuer().badge(nil)
      func presented(_ path: String) async throws -> String {
        let answer = try await api.post(path, body(badge), by: advisor)
        #expect(answer.json["namesLearner"] == false, "\(answer.text)")
        return "/presented-badges/\(answer["id"] ?? "-")"
      }
      let first = try await presented(ada)
      #expect(
        try await api.post(first + "/decline", ["reason": "Whose?"], by: coordinator)["state"]
          == "declined")
      let (again, hers) = (try await presented(ada), try await presented(grace))
      #expect(try await api.post(again + "/accept", Self.accept, by: coordinator).status == 200)
      #expect(try await api.post(hers + "/accept", Self.accept, by: coordinator).status == 409)
    }
  }
}
