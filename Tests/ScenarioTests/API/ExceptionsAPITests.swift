import Foundation
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Waivers and substitutions, and what the loop makes of them.
@Suite(.database(.conferral)) struct ExceptionsAPITests {
  private func campus(exceptions: String = "all") async throws -> Campus {
    let campus = try await Campus.open(at: "2026-10-10T12:00:00Z")
    try await campus.units("law", "arts")
    try await campus.apply(
      SampleProgram.badge(
        criteria: "{all: [{workshop: W 1, id: first}, {workshop: W 2, id: second}]}",
        more: "unit: law\nexceptions: \(exceptions)"))
    try await campus.people("1,Ada Lovelace", "2,Grace Hopper")
    try await campus.enrollments("1,workshop,2026-08-24")
    try await campus.results("1,workshop,W 1,2026-09-01")
    try await campus.reconcile()
    return campus
  }

  private func waiver(_ requirement: String = "second") -> JSONValue {
    [
      "kind": "waiver", "requirement": .string(requirement), "effectiveOn": "2026-09-15",
      "reason": "She taught it.",
    ]
  }

  private func path(_ campus: Campus) async throws -> String {
    "/enrollments/\(try await campus.enrollmentID("1", "workshop").text)/exceptions"
  }

  @Test func `a waiver awards, and taking it back proposes a revocation`() async throws {
    let campus = try await campus()
    let path = try await path(campus)
    try await APIClient.serve(campus) { api in
      let coordinator = try await api.token(.coordinator, unit: "law")
      let granted = try await api.post(path, waiver(), as: coordinator)
      #expect(granted.status == 201)
      #expect(try await api.post(path, waiver(), as: coordinator).status == 409)
      try await campus.reconcile()
      #expect(try await campus.awards().map(\.earnedOn) == ["2026-09-15"])
      let one = "/exceptions/\(granted["id"] ?? "-")"
      let taken = try await api.post(
        one + "/take-back", ["reason": "By mistake."], as: coordinator)
      #expect(taken["state"] == "taken back")
      #expect(taken.json["revisions"]?.elements.count == 2)
      let again = try await api.post(one + "/take-back", ["reason": "x"], as: coordinator)
      #expect(again.status == 409)
      try await campus.reconcile()
      #expect(try await campus.proposals() == ["open"])
      #expect(try await campus.awards().map(\.isLive) == [true])
      let listed = try await api.get(path, as: coordinator)
      #expect(listed.json["items"]?.elements.map { $0["state"]?.string } == ["taken back"])
      #expect(
        try await campus.journal(of: granted["id"] ?? "") == ["waive", "take back exception"])
      #expect(try await api.post(path, waiver(), as: coordinator).status == 201)
    }
    try await campus.reconcile()
    #expect(try await campus.proposals() == ["moot"])
  }

  @Test func `another workshop counts where it is substituted`() async throws {
    let campus = try await campus()
    try await campus.results("1,workshop,W 9,2026-09-20")
    let path = try await path(campus)
    try await APIClient.serve(campus) { api in
      let coordinator = try await api.token(.coordinator)
      let substitution: JSONValue = [
        "kind": "substitution", "requirement": "second", "substitute": "w9",
        "effectiveOn": "2026-09-01", "reason": "As good.",
      ]
      let granted = try await api.post(path, substitution, as: coordinator)
      #expect(granted["substitute"] == "W9")
      for body: JSONValue in [
        ["kind": "substitution", "requirement": "second", "reason": "x"],
        ["kind": "waiver", "requirement": "second", "substitute": "W9", "reason": "x"],
      ] {
        #expect(try await api.post(path, body, as: coordinator).status == 422)
      }
    }
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.earnedOn) == ["2026-09-20"])
  }

  @Test func `a requirement that the version does not have is answered with those it has`()
    async throws
  {
    let campus = try await campus()
    let path = try await path(campus)
    try await APIClient.serve(campus) { api in
      let coordinator = try await api.token(.coordinator)
      let unknown = try await api.post(path, waiver("third"), as: coordinator)
      #expect(unknown.status == 422)
      #expect(unknown["detail"]?.contains("first, second") ?? false)
    }
  }

  @Test(arguments: [("none", 409, 409), ("waivers", 201, 409), ("all", 201, 201)])
  func `exceptions are granted as far as the program allows them`(
    _ policy: String, _ waived: Int, _ substituted: Int
  ) async throws {
    let campus = try await campus(exceptions: policy)
    let path = try await path(campus)
    try await APIClient.serve(campus) { api in
      let coordinator = try await api.token(.coordinator)
      let substitution: JSONValue = [
        "kind": "substitution", "requirement": "second", "substitute": "W 9", "reason": "x",
      ]
      #expect(try await api.post(path, substitution, as: coordinator).status == substituted)
      #expect(try await api.post(path, waiver(), as: coordinator).status == waived)
    }
  }

  @Test func `the coordinator of the unit decides, and nobody for themselves`() async throws {
    let campus = try await campus()
    let other = try await campus.neighbourBeyondLoopback("auckland")
    let path = try await path(campus)
    try await APIClient.serve(campus) { api in
      let arts = try await api.token(.coordinator, unit: "arts")
      #expect(try await api.post(path, waiver(), as: arts).status == 403)
      let registrar = try await api.token(.registrar)
      #expect(try await api.post(path, waiver(), as: registrar).status == 403)
      let law = try await api.token(.coordinator, unit: "law")
      let elsewhere = "/enrollments/\(UUID().text)/exceptions"
      #expect(try await api.post(elsewhere, waiver(), as: law).status == 404)
      #expect(try await api.get("/exceptions/\(UUID().text)", as: law).status == 404)
    }
    let enrollment = try await campus.enrollmentID("1", "workshop")
    let grant: @Sendable (Visit) throws -> Void = {
      _ = try $0.grantException(
        to: enrollment, requirement: "second", substitute: nil, on: nil, reason: "x")
    }
    let own = try await campus.person(.coordinator, learner: "1")
    #expect(try await campus.refusal(as: own, grant) == .separationOfDuties)
    let foreign = try await other.person(.coordinator, learner: nil)
    #expect(try await other.refusal(as: foreign, grant) == .noEnrollment)
    let ada = try await campus.person(nil, learner: "1")
    let seen = try await campus.office.reading(as: ada) {
      try $0.exceptions(of: enrollment, after: nil, limit: 10).count
    }
    #expect(seen == 0)
    let grace = try await campus.person(nil, learner: "2")
    #expect(
      try await campus.refusal(as: grace) {
        _ = try $0.exceptions(of: enrollment, after: nil, limit: 10)
      } == .forbidden)
  }

  @Test func `an exception from a later day counts from that day on`() async throws {
    let campus = try await campus()
    let path = try await path(campus)
    try await APIClient.serve(campus) { api in
      let coordinator = try await api.token(.coordinator)
      let later: JSONValue = [
        "kind": "waiver", "requirement": "second", "effectiveOn": "2026-11-01", "reason": "Then.",
      ]
      #expect(try await api.post(path, later, as: coordinator).status == 201)
    }
    try await campus.reconcile()
    #expect(try await campus.awards().isEmpty)
  }
}
