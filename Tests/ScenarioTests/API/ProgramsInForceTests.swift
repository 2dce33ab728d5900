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

/// Versions that follow each other, and programs up to teach-out.
@Suite(.database(.conferral)) struct ProgramsInForceTests {
  @Test func `a new version waits for its first day and supersedes the one before`() async throws {
    // A day is settled once it comes after that of the institution's making.
    let campus = try await Campus.open(at: "2035-03-10T12:00:00Z")
    try await campus.people("1,Ada", "2,Grace", "3,Mary")
    let ids = try await [campus.learnerID("1"), campus.learnerID("2"), campus.learnerID("3")]
    try await APIClient.serve(campus) { api in
      let first = try await ProgramsAPITests.open(ProgramsAPITests.file(), api)
      let advisor = try await api.token(.advisor)
      func enroll(_ id: UUID, _ label: String? = nil) async throws -> String? {
        var body = JSONObject([
          ("learner", .text(id)), ("program", "nonprofit"), ("reason", "She asked."),
        ])
        body["version"] = label.map { .string($0) }
        let answer = try await api.post("/enrollments", .object(body), as: advisor)
        return answer["version"] ?? answer.problem
      }
      let proposer = try await api.token(.proposer)
      let draft = ProgramsAPITests.file(version: "2", more: "effective: 2035-04-01")
      let second = "/programs/nonprofit/versions/2"
      let made = try await api.post(
        "/programs/nonprofit/versions", ProgramsAPITests.proposal(draft), as: proposer)
      #expect(made.status == 201)
      let third = try await api.post(
        "/programs/nonprofit/versions",
        ProgramsAPITests.proposal(ProgramsAPITests.file(version: "3")), as: proposer)
      #expect(third.problem == "already-there")
      #expect(try await enroll(ids[0]) == "1")
      #expect(try await enroll(ids[1], "2") == "no-program")
      _ = try await api.post(second + "/submit", ProgramsAPITests.because, as: proposer)
      try await ProgramsAPITests.approve(second, api)
      let registrar = try await api.token(.registrar)
      _ = try await api.post(second + "/activate", ProgramsAPITests.because, as: registrar)
      #expect(try await api.get(first, as: advisor)["state"] == "effective")
      #expect(try await api.get("/programs/nonprofit", as: advisor)["version"] == "1")
      #expect(try await enroll(ids[1]) == "1")
      campus.clock?.set("2035-04-01T12:00:00Z")
      try await campus.reconcile()
      #expect(try await api.get(first, as: advisor)["state"] == "superseded")
      #expect(try await api.get("/programs/nonprofit", as: advisor)["version"] == "2")
      #expect(try await enroll(ids[2]) == "2")
      let pinned = try await api.get("/enrollments?program=nonprofit", as: advisor)
      let labels = pinned.json["items"]?.elements.compactMap { $0["version"]?.string } ?? []
      #expect(labels == ["1", "1", "2"])
    }
  }

  @Test func `a version without a first day holds from its activation on`() async throws {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    try await APIClient.serve(campus) { api in
      _ = try await ProgramsAPITests.open(ProgramsAPITests.file(more: "effective: 2026-08-24"), api)
      let proposer = try await api.token(.proposer)
      _ = try await api.post(
        "/programs/nonprofit/versions",
        ProgramsAPITests.proposal(ProgramsAPITests.file(version: "2")), as: proposer)
      let second = "/programs/nonprofit/versions/2"
      _ = try await api.post(second + "/submit", ProgramsAPITests.because, as: proposer)
      try await ProgramsAPITests.approve(second, api)
      let registrar = try await api.token(.registrar)
      let open = try await api.post(second + "/activate", ProgramsAPITests.because, as: registrar)
      #expect(open["effectiveFrom"] == "2026-09-10")
      let first = try await api.get("/programs/nonprofit/versions/1", as: proposer)
      #expect(first["state"] == "superseded")
      let title = try await api.get("/programs/nonprofit", as: proposer)["title"]
      #expect(title == "Program nonprofit 2")
    }
  }

  @Test func `a suspended or retired program takes nobody, and teach-out goes on`() async throws {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    try await campus.people("1,Ada", "2,Grace")
    try await APIClient.serve(campus) { api in
      _ = try await ProgramsAPITests.open(ProgramsAPITests.file(), api)
      let registrar = try await api.token(.registrar)
      let advisor = try await api.token(.advisor)
      func enroll(_ student: String) async throws -> Int {
        let id = try await campus.learnerID(student)
        return try await api.post(
          "/enrollments", ["learner": .text(id), "program": "nonprofit", "reason": "So."],
          as: advisor
        ).status
      }
      #expect(try await enroll("1") == 201)
      for (word, status) in [("suspend", 409), ("resume", 201), ("retire", 409)] {
        let done = try await api.post(
          "/programs/nonprofit/\(word)", ProgramsAPITests.because, as: registrar)
        #expect(done.status == 200)
        if word != "resume" { #expect(try await enroll("2") == status) }
      }
      let again = try await api.post(
        "/programs/nonprofit/resume", ProgramsAPITests.because, as: registrar)
      #expect(again.problem == "wrong-state")
      let late = try await api.post(
        "/programs/nonprofit/versions",
        ProgramsAPITests.proposal(ProgramsAPITests.file(version: "2")),
        as: api.token(.proposer))
      #expect(late.problem == "wrong-state")
    }
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    #expect(try await campus.awards().count == 1)
  }
}
