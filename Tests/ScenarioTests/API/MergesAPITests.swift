import Foundation
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Two records of one person become one, and are taken apart again (DOMAIN invariant 14).
@Suite(.database(.conferral)) struct MergesAPITests {
  private func campus(
    criteria: String = "{all: [{workshop: W 1}, {workshop: W 2}]}"
  ) async throws -> Campus {
    let campus = try await Campus.open(at: "2026-10-10T12:00:00Z")
    try await campus.apply(SampleProgram.badge(criteria: criteria))
    try await campus.people("1,Ada Lovelace", "2,A. Lovelace", "3,Ada King", "4,Ada Byron")
    return campus
  }

  private func merge(
    _ api: APIClient, _ old: String, _ new: String, as token: String
  ) async throws -> APIClient.Answer {
    let (old, new) = (try await api.campus.learnerID(old), try await api.campus.learnerID(new))
    return try await api.post(
      "/learners/\(old.text)/merge", ["into": .text(new), "reason": "Registered twice."], as: token)
  }

  private func undo(
    _ api: APIClient, _ merge: APIClient.Answer, as token: String
  ) async throws -> APIClient.Answer {
    try await api.post(
      "/merges/\(merge["id"] ?? "-")/undo", ["reason": "They are two people."], as: token)
  }

  /// Which record stands for each number.
  private func standing(_ campus: Campus) async throws -> [String] {
    try await campus.database.read {
      try $0.query(
        """
        select a.external_id || coalesce('→' || m.external_id, '')
          from learner l
          join learner_alias a using (institution_id, learner_id)
          left join learner_alias m on m.learner_id = l.merged_into
         order by a.external_id
        """
      ).column()
    }
  }

  @Test func `what was done under two records is awarded once, and undoing proposes a revocation`()
    async throws
  {
    let campus = try await campus()
    try await campus.enrollments("1,workshop,2026-08-24", "2,workshop,2026-08-24")
    try await campus.results("1,workshop,W 1,2026-09-01", "2,workshop,W 2,2026-09-10")
    try await campus.reconcile()
    #expect(try await campus.awards().isEmpty)
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let merged = try await merge(api, "2", "1", as: registrar)
      #expect(merged.status == 201)
      let notices = merged.json["notices"]?.elements.compactMap(\.string) ?? []
      #expect(notices.count == 1)
      #expect(notices.first?.contains("enrolled in workshop more than once") ?? false)
      try await campus.reconcile()
      #expect(try await campus.awards().map(\.earnedOn) == ["2026-09-10"])
      try await campus.people("2,Ada Byron King")
      #expect(try await standing(campus) == ["1", "2→1", "3", "4"])
      let ada = try await campus.learnerID("1")
      let shown = try await api.get("/learners/\(ada.text)", as: registrar)
      #expect(shown.json["records"]?.elements.count == 1)
      #expect(shown.json["ids"]?.elements.compactMap { $0["externalId"]?.string } == ["1", "2"])
      let found = try await api.get("/learners?externalId=2", as: registrar)
      #expect(found.json["items"]?.elements.first?["id"]?.string == ada.text)
      let undone = try await undo(api, merged, as: registrar)
      #expect(undone.json["undone"]?["reason"]?.string == "They are two people.")
      #expect(try await undo(api, merged, as: registrar).status == 409)
      let old = try await campus.learnerID("2")
      #expect(try await campus.journal(of: old.text) == ["merge", "undo merge"])
    }
    try await campus.reconcile()
    #expect(try await campus.proposals() == ["open"])
    #expect(try await campus.awards().map(\.isLive) == [true])
  }

  @Test func `two live awards of one program are named, and one is revoked before the merge`()
    async throws
  {
    let campus = try await campus(criteria: "{workshop: W 1}")
    try await campus.enrollments("1,workshop,2026-08-24", "2,workshop,2026-08-24")
    try await campus.results("1,workshop,W 1,2026-09-01", "2,workshop,W 1,2026-09-10")
    try await campus.reconcile()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let refused = try await merge(api, "2", "1", as: registrar)
      #expect(refused.status == 409)
      #expect(refused["detail"]?.contains("live award of workshop (awards ") ?? false)
      #expect(refused["detail"]?.contains("revoke one") ?? false)
      #expect(!refused.text.contains("Lovelace"))
      #expect(try await standing(campus) == ["1", "2", "3", "4"])
      try await campus.revoke("2", "workshop", barring: true)
      try await campus.reconcile()
      #expect(try await merge(api, "2", "1", as: registrar).status == 201)
    }
    try await campus.reconcile()
    #expect(try await campus.awards().filter(\.isLive).map(\.student) == ["1"])
  }

  @Test func `the ledger stays as it was delivered, through a merge and its undoing`()
    async throws
  {
    let campus = try await campus()
    try await campus.apply(SampleProgram.credit())
    try await campus.enrollments("2,nonprofit,2026-08-24")
    try await campus.results("2,course,NPM 301,2026-09-01,A", "2,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    let before = try await campus.ledger().map(\.id)
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let merged = try await merge(api, "2", "1", as: registrar)
      try await campus.reconcile()
      #expect(try await campus.ledger().map(\.id) == before)
      _ = try await undo(api, merged, as: registrar)
    }
    try await campus.reconcile()
    #expect(try await campus.ledger().map(\.id) == before)
    #expect(try await campus.proposals().isEmpty)
  }

  @Test func `merges follow each other and are undone in any order`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let first = try await merge(api, "3", "2", as: registrar)
      let second = try await merge(api, "2", "1", as: registrar)
      let third = try await merge(api, "1", "4", as: registrar)
      #expect(third.status == 201)
      #expect(try await standing(campus) == ["1→4", "2→4", "3→4", "4"])
      #expect(try await undo(api, second, as: registrar).status == 200)
      #expect(try await standing(campus) == ["1→4", "2", "3→2", "4"])
      #expect(try await undo(api, first, as: registrar).status == 200)
      #expect(try await standing(campus) == ["1→4", "2", "3", "4"])
      let again = try await merge(api, "3", "1", as: registrar)
      #expect(again.status == 409)
      #expect(again["detail"]?.contains("merge into that one") ?? false)
      let twice = try await merge(api, "1", "2", as: registrar)
      #expect(twice.status == 409)
      #expect(twice["detail"]?.contains("undo merge \(third["id"] ?? "-")") ?? false)
      #expect(try await merge(api, "4", "1", as: registrar).status == 409)
      #expect(try await merge(api, "2", "2", as: registrar).status == 422)
      #expect(try await undo(api, third, as: registrar).status == 200)
      #expect(try await standing(campus) == ["1", "2", "3", "4"])
      let all = try await api.get("/merges?limit=2", as: registrar)
      #expect(all.json["items"]?.elements.count == 2)
      let rest = try await api.get("/merges?after=\(all["next"] ?? "-")", as: registrar)
      #expect(rest.json["items"]?.elements.map { $0["id"]?.string } == [first["id"]])
    }
  }

  @Test func `merges at the same time never make a chain or a circle`() async throws {
    let campus = try await campus()
    try await campus.enrollments("1,workshop,2026-08-24", "2,workshop,2026-08-24")
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let pairs = [("1", "2"), ("2", "1"), ("2", "3"), ("3", "1"), ("1", "4"), ("4", "2")]
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for (old, new) in pairs {
          group.addTask { try await merge(api, old, new, as: registrar).status }
        }
        group.addTask {
          try await campus.results("1,workshop,W 1,2026-09-01", "2,workshop,W 2,2026-09-01")
          try await campus.reconcile()
          return 201
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.allSatisfy { $0 == 201 || $0 == 409 })
      let merged = try await standing(campus).count { $0.contains("→") }
      #expect(merged == statuses.count { $0 == 201 } - 1)
      #expect((1...3).contains(merged))
    }
    try await campus.reconcile()
  }

  @Test func `one piece of evidence for two programs of one person keeps records apart`()
    async throws
  {
    let campus = try await campus()
    for code in ["one", "two"] {
      try await campus.apply(
        SampleProgram.badge(code).replacing(
          "evidence: none", with: "evidence: {name: Portfolio}"))
    }
    try await campus.enrollments("1,one,2026-08-24", "2,two,2026-08-24", "3,one,2026-08-24")
    try await campus.evidence(
      "1,one,2026-09-01,portfolio,https://example.edu/a",
      "2,two,2026-09-01,portfolio,https://example.edu/a",
      "3,one,2026-09-01,portfolio,https://example.edu/a")
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let refused = try await merge(api, "2", "1", as: registrar)
      #expect(refused.problem == "evidence-reused")
      #expect(refused["detail"]?.contains("one, two") ?? false)
      #expect(try await merge(api, "3", "1", as: registrar).status == 201)
    }
  }

  @Test func `nobody merges their own record, and each sign-in keeps its own person`()
    async throws
  {
    let campus = try await campus()
    let (ada, other) = (try await campus.learnerID("1"), try await campus.learnerID("2"))
    let own = try await campus.person(.registrar, learner: "2")
    for (old, new) in [(ada, other), (other, ada)] {
      #expect(
        try await campus.refusal(as: own) { _ = try $0.merge(old, into: new, reason: "x") }
          == .separationOfDuties)
    }
    let number = campus.id
    for (subject, learner) in [("a", ada), ("b", other)] {
      try await campus.app(
        """
        insert into person (institution_id, subject, name, learner_id)
        values (\(number)::int, \(subject), 'Ada', \(learner))
        """)
    }
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let merged = try await merge(api, "2", "1", as: registrar)
      #expect(merged.text.contains("2 sign-ins now lead to one person"))
      let id = try #require(merged["id"].flatMap(UUID.init(uuidString:)))
      let now = try await campus.person(.registrar, learner: "1")
      #expect(
        try await campus.refusal(as: now) { _ = try $0.undoMerge(id, reason: "x") }
          == .separationOfDuties)
      let auditor = try await api.token(.auditor)
      #expect(try await api.get("/merges/\(id.text)", as: auditor).status == 200)
      #expect(try await undo(api, merged, as: auditor).status == 403)
      #expect(try await api.get("/merges/\(ada.text)", as: registrar).status == 404)
    }
  }

  @Test func `records of another institution are not merged`() async throws {
    let campus = try await campus()
    let other = try await campus.neighbourBeyondLoopback("auckland")
    try await other.people("1,Hone Heke")
    let (ada, hone) = (try await campus.learnerID("1"), try await other.learnerID("1"))
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      for (old, new) in [(ada, hone), (hone, ada)] {
        let answer = try await api.post(
          "/learners/\(old.text)/merge", ["into": .text(new), "reason": "x"], as: registrar)
        #expect(answer.status == 404)
      }
    }
  }
}
