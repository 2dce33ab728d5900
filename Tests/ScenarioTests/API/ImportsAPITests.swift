import Foundation
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Looking after imports: what did not go in, why, and what to do about it.
@Suite(.database(.conferral)) struct ImportsAPITests {
  private let mapping = """
    mapping: versions
    records:
      - enrollment: {learner: "{id}", program: "{program}", on: "{on}", version: "{version}"}
    """

  /// Ada goes in; Grace names a version that is not there; nobody knows 9; a row has a bad date.
  private func imported() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.people("1,Ada", "2,Grace")
    let rows = [
      "id,program,on,version", "1,workshop,2026-08-24,1", "2,workshop,2026-08-24,2",
      "9,workshop,2026-08-24,1", "1,workshop,never,1", "",
    ]
    try await campus.load(mapping, Data(rows.joined(separator: "\n").utf8))
    return campus
  }

  private func path(_ api: APIClient, _ token: String) async throws -> String {
    let runs = try await api.get("/imports", as: token).json["items"]?.elements ?? []
    let run = try #require(runs.first { $0["mapping"]?.string == "versions" })
    return "/imports/\(try #require(run["id"]?.string))"
  }

  @Test func `rows that did not go in are listed with their reasons, records only for some`()
    async throws
  {
    let campus = try await imported()
    try await APIClient.serve(campus) { api in
      let technician = try await api.token(.recordsTechnician)
      let path = try await path(api, technician)
      let run = try await api.get(path, as: technician)
      #expect(run["state"] == "done")
      #expect(run.json["created"] == 1)
      #expect(run.json["waiting"] == 1)
      #expect(run.json["quarantined"] == 2)
      let aside = try await api.get(path + "/rows?outcome=quarantined", as: technician)
      let rows = aside.json["items"]?.elements ?? []
      #expect(rows.map { $0["line"] } == [3, 5])
      #expect(rows.compactMap { $0["code"]?.string } == ["version-unknown", "invalid-date"])
      #expect(rows[0]["record"]?["version"]?.string == "2")
      #expect(rows[1]["column"]?.string == "on")
      let auditor = try await api.token(.auditor)
      let seen = try await api.get(path + "/rows", as: auditor)
      #expect(seen.json["items"]?.elements.count == 4)
      #expect(seen.json["items"]?.elements.allSatisfy { $0["record"] == nil } == true)
      var lines: [JSONValue?] = []
      var next: String? = path + "/rows?limit=1"
      while let page = next {
        let answer = try await api.get(page, as: auditor)
        lines += answer.json["items"]?.elements.map { $0["line"] } ?? []
        next = answer["next"].map { path + "/rows?limit=1&after=\($0)" }
      }
      #expect(lines == [2, 3, 4, 5])
      #expect(try await api.get(path + "/rows?after=x", as: auditor).status == 422)
      #expect(try await api.allIDs("/imports?limit=1", as: auditor).count == 2)
      #expect(try await api.allIDs("/imports?limit=1&sort=startedAt", as: auditor).count == 2)
      #expect(try await api.allIDs("/imports?state=running", as: auditor).isEmpty)
    }
  }

  @Test func `what was kept aside goes in when the reason is gone, once`() async throws {
    let campus = try await imported()
    try await APIClient.serve(campus) { api in
      let technician = try await api.token(.recordsTechnician)
      let path = try await path(api, technician)
      let early = try await api.post(path + "/retry", ["reason": "Perhaps."], as: technician)
      #expect(early.json["tried"] == 1)
      #expect(early.json["quarantined"] == 1)
      try await campus.apply(
        SampleProgram.badge().replacing("version: \"1\"", with: "version: \"2\""))
      let retried = try await api.post(path + "/retry", ["reason": "It is there."], as: technician)
      #expect(retried.json["resolved"] == 1)
      #expect(retried["next"] == nil)
      let again = try await api.post(path + "/retry", ["reason": "Twice."], as: technician)
      #expect(again.json["tried"] == 0)
      let resolved = try await api.get(path + "/rows?outcome=resolved", as: technician)
      #expect(resolved.json["items"]?.elements.map { $0["line"] } == [3])
      let bad = try await api.post(
        path + "/retry", ["reason": "x", "after": "x"], as: technician)
      #expect(bad.status == 422)
    }
    #expect(try await campus.count("select count(*) from enrollment") == 2)
  }

  @Test func `nobody brings in their own record by trying again`() async throws {
    let campus = try await imported()
    try await campus.apply(
      SampleProgram.badge().replacing("version: \"1\"", with: "version: \"2\""))
    let grace = try await campus.learner("2", and: .recordsTechnician)
    let run: UUID = try await campus.database.read {
      try $0.query("select import_id from import_run where mapping = 'versions'").only()
    }
    let report = try await campus.office.acting(as: grace) {
      try $0.retryImport(run, after: nil, reason: "Mine.")
    }
    #expect(report.tried == 0)
    #expect(try await campus.count("select count(*) from enrollment") == 1)
  }

  @Test func `a row that need not go in is dismissed, and does not come back`() async throws {
    let campus = try await imported()
    try await APIClient.serve(campus) { api in
      let technician = try await api.token(.recordsTechnician)
      let path = try await path(api, technician)
      for (line, place) in [(4, 1), (5, 0)] {
        let dismissal = path + "/rows/\(line)/\(place)/dismiss"
        let done = try await api.post(dismissal, ["reason": "Not one of ours."], as: technician)
        #expect(done["outcome"] == "superseded")
        let twice = try await api.post(dismissal, ["reason": "Twice."], as: technician)
        #expect(twice.status == 409)
      }
      let run = try await api.get(path, as: technician)
      #expect(run.json["waiting"] == 0)
      #expect(run.json["quarantined"] == 1)
      try await campus.people("9,Late")
      #expect(try await campus.count("select count(*) from enrollment") == 1)
      for bad in [
        "/rows/2/1/dismiss", "/rows/x/1/dismiss", "/rows/99/1/dismiss", "/rows/-1/1/dismiss",
      ] {
        let status = try await api.post(path + bad, ["reason": "x"], as: technician).status
        #expect(status == (bad == "/rows/2/1/dismiss" ? 409 : 404), "\(bad)")
      }
    }
    #expect(try await campus.journal(ofKind: "import").count == 2)
  }

  @Test func `imports are for those who look after all of the institution`() async throws {
    let campus = try await imported()
    try await campus.app(
      "insert into unit (institution_id, code, name) values (\(campus.id)::int, 'arts', 'Arts')")
    try await APIClient.serve(campus) { api in
      let technician = try await api.token(.recordsTechnician)
      let path = try await path(api, technician)
      let limited = try await api.token(.recordsTechnician, unit: "arts")
      #expect(try await api.get("/imports", as: limited).status == 403)
      #expect(try await api.get(path + "/rows", as: limited).status == 403)
      let auditor = try await api.token(.auditor)
      #expect(try await api.post(path + "/retry", ["reason": "x"], as: auditor).status == 403)
      #expect(try await api.get("/imports/\(UUID().text)", as: auditor).status == 404)
      #expect(try await api.get("/imports", as: api.token(.instructor)).status == 403)
    }
    let run: UUID = try await campus.database.read {
      try $0.query("select import_id from import_run where mapping = 'versions'").only()
    }
    let other = try await campus.neighbour("other")
    await #expect(throws: Refusal.self) {
      try await other.office.acting(as: other.staff(.registrar)) {
        _ = try $0.retryImport(run, after: nil, reason: "Not ours.")
      }
    }
  }
}
