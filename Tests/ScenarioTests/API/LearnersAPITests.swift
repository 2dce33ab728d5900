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

/// Learners, and the ids that other systems know them by.
@Suite(.database(.conferral)) struct LearnersAPITests {
  private func campus() async throws -> Campus {
    let campus = try await Campus.open(at: "2026-09-10T12:00:00Z")
    try await campus.people("1,Ada Lovelace", "2,Élodie Durand", "3,adam Smith", "4,Grace Hopper")
    return campus
  }

  private func names(_ answer: APIClient.Answer) -> [String] {
    answer.json["items"]?.elements.compactMap { $0["name"]?.string } ?? []
  }

  private func body(_ name: String, _ id: String) -> JSONValue {
    [
      "name": .string(name), "ids": [["system": "sis", "externalId": .string(id)]],
      "reason": "New.",
    ]
  }

  @Test func `a learner is added, found by id and by how the name begins, and changed`()
    async throws
  {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      let new = try await api.post("/learners", body("Ada King", "77"), as: advisor)
      #expect(new.status == 201)
      let path = "/learners/\(try #require(new["id"]))"
      #expect(new.headers[.location] == "/api/v1" + path)
      let found = try await api.get("/learners?externalId=77", as: advisor)
      #expect(names(found) == ["Ada King"])
      let prefix = try await api.get("/learners?name=ADA", as: advisor)
      #expect(names(prefix) == ["Ada King", "Ada Lovelace", "adam Smith"])
      #expect(names(try await api.get("/learners?name=%C3%A9LO", as: advisor)) == ["Élodie Durand"])
      #expect(
        names(try await api.get("/learners?name=E%CC%81lo", as: advisor)) == ["Élodie Durand"])
      #expect(names(try await api.get("/learners?name=%25da", as: advisor)).isEmpty)
      let blind = try await api.patch(path, ["name": "A. King", "reason": "x"], as: advisor)
      #expect(blind.status == 428)
      let change: JSONValue = ["email": "ada@example.edu", "reason": "Asked for it."]
      let tag = try #require(new.tag)
      let changed = try await api.patch(path, change, as: advisor, [.ifMatch: tag])
      #expect(changed["email"] == "ada@example.edu")
      #expect(changed["name"] == "Ada King")
      let late = try await api.patch(path, change, as: advisor, [.ifMatch: tag])
      #expect(late.status == 412)
      let id = try #require(new["id"])
      #expect(try await campus.journal(of: id) == ["add learner", "change learner"])
    }
  }

  @Test func `an id that is taken is refused without naming anybody`() async throws {
    let campus = try await campus()
    let ada = try await campus.learnerID("1")
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      let twice = try await api.post("/learners", body("Somebody Else", "1"), as: advisor)
      #expect(twice.status == 409)
      #expect(twice.problem == "already-there")
      #expect(!twice.text.contains("Ada") && !twice.text.contains(ada.text))
      #expect(names(try await api.get("/learners?name=Somebody", as: advisor)).isEmpty)
      let grace = try await campus.learnerID("4")
      let added = try await api.post(
        "/learners/\(grace.text)/ids", ["system": "sis", "externalId": "1", "reason": "x"],
        as: advisor)
      #expect(added.status == 409)
    }
  }

  @Test func `rows of an import that waited for an id go in when somebody gets it`() async throws {
    let campus = try await campus()
    try await campus.apply(SampleProgram.badge())
    try await campus.enrollments("9,workshop,2026-08-24", "8,workshop,2026-08-24")
    try await campus.results("9,workshop,W 1,2026-09-01", "8,workshop,W 1,2026-09-02")
    let ada = try await campus.learnerID("1")
    try await APIClient.serve(campus) { api in
      let technician = try await api.token(.recordsTechnician)
      #expect(
        try await api.post("/learners", body("Mary Shelley", "9"), as: technician).status == 201)
      let added = try await api.post(
        "/learners/\(ada.text)/ids", ["system": "sis", "externalId": "8", "reason": "Hers."],
        as: technician)
      #expect(added.status == 200)
    }
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.earnedOn).sorted() == ["2026-09-01", "2026-09-02"])
    #expect(
      try await campus.count("select count(*) from import_row where outcome = 'waiting'") == 0)
  }

  @Test func `ids are dated: another person bears one later, and never two at a time`()
    async throws
  {
    let campus = try await campus()
    let (ada, grace) = (try await campus.learnerID("1"), try await campus.learnerID("4"))
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      func add(_ learner: UUID, _ from: String?, _ until: String? = nil) async throws -> Int {
        var body = JSONObject([
          ("system", "sis"), ("externalId", "1"), ("reason", "Given again."),
        ])
        body["validFrom"] = from.map { .string($0) }
        body["validUntil"] = until.map { .string($0) }
        return try await api.post(
          "/learners/\(learner.text)/ids", .object(body), as: registrar
        ).status
      }
      func bearer(_ day: String) async throws -> [String] {
        names(try await api.get("/learners?externalId=1&asOf=\(day)", as: registrar))
      }
      let end: JSONValue = [
        "system": "sis", "externalId": "1", "validUntil": "2026-06-01", "reason": "She left.",
      ]
      let path = "/learners/\(ada.text)/ids/end"
      #expect(try await api.post(path, end, as: registrar).status == 200)
      #expect(try await api.post(path, end, as: registrar).status == 404)
      #expect(try await add(grace, "2026-05-31") == 409)
      #expect(try await add(grace, nil) == 409)
      #expect(try await add(grace, "2026-09-11") == 422)
      #expect(try await add(grace, "2026-07-01", "2026-07-01") == 422)
      #expect(try await add(grace, "2026-07-01", "2026-08-01") == 200)
      #expect(try await add(ada, "2026-07-31") == 409)
      #expect(try await add(ada, "2026-06-01", "2026-07-01") == 200)
      #expect(try await bearer("2026-05-31") == ["Ada Lovelace"])
      #expect(try await bearer("2026-07-01") == ["Grace Hopper"])
      #expect(try await bearer("2026-08-01").isEmpty)
      #expect(names(try await api.get("/learners?externalId=1", as: registrar)).isEmpty)
      let ids = try await api.get("/learners/\(ada.text)", as: registrar).json["ids"]?.elements
      #expect(ids?.map { $0["validUntil"]?.string } == ["2026-06-01", "2026-07-01"])
    }
    // A file that knows the id gives it to somebody new.
    try await campus.people("1,Joan Clarke")
    #expect(try await campus.count("select count(*) from learner") == 5)
    #expect(try await campus.learnerID("1") != ada)
  }

  @Test func `of many who add the same id one gets it`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<8 {
          group.addTask {
            try await api.post("/learners", body("Person \(number)", "55"), as: advisor).status
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 7))
    }
  }

  @Test func `pages by name join without gap or overlap, also among the same names`()
    async throws
  {
    let campus = try await campus()
    try await campus.people("5,Ada Lovelace", "6,Ada Lovelace", "7,ada lovelace")
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      var seen: [String] = []
      var path = "/learners?limit=2"
      while true {
        let page = try await api.get(path, as: advisor)
        seen += page.json["items"]?.elements.compactMap { $0["id"]?.string } ?? []
        guard let next = page["next"] else { break }
        #expect(!path.lowercased().contains("ada"))
        path = "/learners?limit=2&after=\(next)"
      }
      #expect(seen.count == 7)
      #expect(Set(seen).count == 7)
      #expect(try await api.get("/learners?after=WzFd", as: advisor).status == 422)
    }
  }

  @Test func `staff of a unit see its learners, learners see themselves`() async throws {
    let campus = try await campus()
    try await campus.units("law", "arts")
    try await campus.apply(SampleProgram.badge(more: "unit: law"))
    try await campus.enrollments("1,workshop,2026-08-24")
    let (ada, grace) = (try await campus.learnerID("1"), try await campus.learnerID("4"))
    try await APIClient.serve(campus) { api in
      let law = try await api.token(.instructor, unit: "law")
      let arts = try await api.token(.instructor, unit: "arts")
      #expect(names(try await api.get("/learners", as: law)) == ["Ada Lovelace"])
      #expect(names(try await api.get("/learners", as: arts)).isEmpty)
      #expect(try await api.get("/learners/\(ada.text)", as: law).status == 200)
      #expect(try await api.get("/learners/\(ada.text)", as: arts).status == 403)
      #expect(try await api.post("/learners", body("X", "x"), as: law).status == 403)
    }
    let caller = try await campus.person(nil, learner: "4")
    let listed = try await campus.office.reading(as: caller) {
      try $0.learners(Learners.Filter(), after: nil, limit: 10).map(\.learner.id)
    }
    #expect(listed == [grace])
    #expect(try await campus.refusal(as: caller) { _ = try $0.learner(ada) } == .forbidden)
    let clerk = try await campus.person(.registrar, learner: "1")
    #expect(
      try await campus.refusal(as: clerk) {
        let alias = Alias(learner: ada, id: ExternalID(system: "sis", id: "99"))
        _ = try $0.addAlias(alias, reason: "Mine.")
      } == .separationOfDuties)
  }

  @Test func `another institution's learners are not there`() async throws {
    let campus = try await campus()
    let other = try await campus.neighbourBeyondLoopback("auckland")
    try await other.people("1,Hone Heke")
    let hone = try await other.learnerID("1")
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      #expect(try await api.get("/learners/\(hone.text)", as: registrar).status == 404)
      #expect(names(try await api.get("/learners?name=Hone", as: registrar)).isEmpty)
      let added = try await api.post(
        "/learners/\(hone.text)/ids", ["system": "sis", "externalId": "5", "reason": "x"],
        as: registrar)
      #expect(added.status == 404)
    }
  }

  @Test func `rubbish is refused where it stands`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let bodies: [JSONValue] = [
        [:], [], "x", ["name": "", "ids": [], "reason": "x"],
        ["name": "x", "ids": [], "reason": "x"],
        ["name": "x", "ids": [["system": "sis"]], "reason": "x"],
        ["name": "a\u{0}b", "ids": [["system": "s", "externalId": "1"]], "reason": "x"],
        ["name": "x", "email": "y", "ids": [["system": "s", "externalId": "1"]], "reason": "x"],
        .members(("name", .string(String(repeating: "é", count: 401))), ("reason", "x")),
      ]
      for body in bodies {
        #expect(try await api.post("/learners", body, as: registrar).status == 422, "\(body)")
      }
      for query in ["asOf=2026-01-01", "system=sis"] {
        #expect(try await api.get("/learners?\(query)", as: registrar).status == 422, "\(query)")
      }
      for query in ["externalId=", "limit=0", "name=%FF", "x=1"] {
        #expect(try await api.get("/learners?\(query)", as: registrar).status == 400, "\(query)")
      }
    }
  }
}
