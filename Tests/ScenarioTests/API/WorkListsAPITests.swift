import Foundation
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// What waits for a person, within the reach of each.
@Suite(.database(.conferral)) struct WorkListsAPITests {
  /// A proposal for Ada, two enrollments that cannot be evaluated.
  private func busy() async throws -> Campus {
    let campus = try await Campus.withAward(unit: "arts")
    try await campus.people("2,Grace", "3,Mary")
    try await campus.enrollments("2,nonprofit,2026-08-24", "3,nonprofit,2026-08-24")
    for student in ["2", "3"] {
      try await campus.load(
        .results,
        ["\(student),course,NPM 301,2026-09-01,A", "\(student),course,NPM 302,2026-09-02,unheard"])
      try await campus.reconcile()
    }
    try await campus.voidResult()
    return campus
  }

  @Test func `what waits is listed the oldest first with a link to it, and counted by kind`()
    async throws
  {
    let campus = try await busy()
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      let list = try await api.get("/work-list", as: advisor)
      let items = list.json["items"]?.elements ?? []
      #expect(
        items.compactMap { $0["kind"]?.string } == [
          "cannot be evaluated", "cannot be evaluated", "revocation proposed",
        ])
      #expect(items.allSatisfy { $0["ageDays"] == 0 })
      for item in items {
        let link = try #require(item["link"]?.string)
        let target = try await api.get(String(link.dropFirst(API.root.count)), as: advisor)
        #expect(target.status == 200)
      }
      #expect(!list.text.contains("Grace") && !list.text.contains("Ada"))
      let summary = try await api.get("/work-list/summary", as: advisor)
      let counts = summary.json["counts"]?.elements ?? []
      #expect(
        Dictionary(uniqueKeysWithValues: counts.map { ($0["kind"]?.string ?? "", $0["count"]) })
          == [
            "cannot be evaluated": 2, "revocation proposed": 1, "parked": 0,
            "revocation to be confirmed": 0, "correction proposed": 0,
            "correction to be confirmed": 0, "notation held": 0, "acceptance withdrawn": 0,
          ])
      #expect(
        try await api.allIDs("/work-list?limit=1", as: advisor)
          == items.compactMap { $0["id"]?.string })
      for (filter, count) in [
        ("kind=parked", 0), ("kind=revocation%20proposed", 1), ("program=nonprofit", 3),
        ("program=other", 0), ("atLeastDays=1", 0),
      ] {
        #expect(
          try await api.allIDs("/work-list?\(filter)", as: advisor).count == count, "\(filter)")
      }
    }
  }

  @Test func `staff of a unit see what waits there`() async throws {
    let campus = try await busy()
    try await APIClient.serve(campus) { api in
      for (unit, count) in [("arts", 3), ("elsewhere", 0)] {
        let coordinator = try await api.token(.coordinator, unit: unit)
        #expect(try await api.allIDs("/work-list", as: coordinator).count == count)
        let summary = try await api.get("/work-list/summary", as: coordinator)
        let sum = summary.json["counts"]?.elements.reduce(0) {
          $0 + (Fields($1).integerIfAny("count") ?? 0)
        }
        #expect(sum == count)
      }
      #expect(try await api.get("/work-list", as: api.token(.instructor)).status == 403)
      #expect(try await api.get("/work-list?after=x", as: api.token(.auditor)).status == 422)
    }
    let neighbour = try await campus.neighbour("other")
    let rows = try await campus.office.reading(as: neighbour.staff(.auditor)) {
      try $0.workList(WorkList.Filter(), after: nil, limit: 10).count
    }
    #expect(rows == 0)
  }

  @Test func `an item goes away when its facts are mended`() async throws {
    let campus = try await busy()
    try await campus.results("2,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      #expect(
        try await api.allIDs("/work-list?kind=cannot%20be%20evaluated", as: advisor).count == 1)
    }
  }

  @Test func `a parked enrollment is tried again when staff ask for it`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.owner(
      """
      create function fail() returns trigger language plpgsql as $$
      begin raise exception 'no' using errcode = '22012'; end $$
      """)
    try await campus.owner(
      "create trigger poison before insert on award for each row execute function fail()")
    try await campus.crowd(1)
    try await campus.reconcile()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let parked = try await api.only("/work-list", as: registrar)
      #expect(parked["kind"]?.string == "parked")
      let enrollment = try #require(parked["enrollment"]?.string)
      let decision = try await api.get("/enrollments/\(enrollment)/decision", as: registrar)
      #expect(decision.json["parked"]?["code"]?.string == "22012")
      let path = "/work-list/parked/\(enrollment)/retry"
      let advisor = try await api.token(.advisor)
      #expect(try await api.post(path, ["reason": "x"], as: advisor).status == 403)
      #expect(try await api.post(path, [:], as: registrar).status == 422)
      let still = try await api.post(path, ["reason": "Again."], as: registrar)
      #expect(still.json["attempts"] == 1)
      try await campus.reconcile()
      let twice = try await api.get("/enrollments/\(enrollment)/decision", as: registrar)
      #expect(twice.json["parked"]?["attempts"] == 2)
      try await campus.owner("drop trigger poison on award")
      #expect(try await api.post(path, ["reason": "Mended."], as: registrar).status == 200)
      try await campus.reconcile()
      #expect(try await campus.awards().count == 1)
      #expect(try await api.post(path, ["reason": "Once more."], as: registrar).status == 409)
      #expect(
        try await api.post("/work-list/parked/\(UUID().text)/retry", ["reason": "x"], as: registrar)
          .status == 404)
    }
    #expect(try await campus.journal(ofKind: "enrollment").count == 2)
  }
}
