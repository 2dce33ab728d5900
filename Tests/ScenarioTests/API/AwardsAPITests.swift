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

/// Awards as staff and learners see them; suspending and revoking by hand; the feed.
@Suite(.database(.conferral)) struct AwardsAPITests {
  private let revocation: JSONValue = [
    "reason": "The panel decided so.", "publicReason": "It was made in error.",
    "barsAnother": true,
  ]

  @Test func `an award is shown with its decision, its badge and its place in the feed`()
    async throws
  {
    let campus = try await Campus.withAward(at: "2026-09-10T12:00:00Z")
    let badge = try #require(try await campus.badges().first)
    try await APIClient.serve(campus) { api in
      let advisor = try await api.token(.advisor)
      let award = try await api.get(api.awardPath(as: advisor), as: advisor)
      #expect(award["state"] == "issued")
      #expect(award["earnedOn"] == "2026-09-02")
      #expect(award["awardedAt"] == "2026-09-10T12:00:00.000000Z")
      #expect(award["term"] == "2026FA")
      #expect(award["credits"] == "6")
      #expect(award["nameAtAward"] == "Ada Lovelace")
      #expect(
        award["credential"] == "\(campus.institution.site)/credentials/\(badge.id.text)")
      #expect(award.json["position"] == 1)
      let facts = award.json["decision"]?["facts"]?.elements.compactMap { $0["code"]?.string }
      #expect(facts?.sorted() == ["NPM301", "NPM302"])
    }
  }

  @Test func `awards are found by learner, program, term, state and day, in pages that join`()
    async throws
  {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.apply(SampleProgram.badge("other"))
    let rows = (1...5).map { "\($0),Person \($0)" }
    try await campus.load(.people, rows)
    try await campus.load(.enrollments, (1...5).map { "\($0),workshop,2026-08-24" })
    try await campus.load(.results, (1...5).map { "\($0),workshop,W 1,2026-09-0\($0)" })
    try await campus.reconcile()
    try await campus.enrollments("1,other,2026-08-24")
    try await campus.reconcile()
    let ada = try await campus.learnerID("1")
    try await APIClient.serve(campus) { api in
      let auditor = try await api.token(.auditor)
      let orders = try await withThrowingTaskGroup(of: (String, [String]).self) { group in
        for sort in Awards.Order.allCases.map(\.rawValue) {
          group.addTask {
            (sort, try await api.allIDs("/awards?limit=2&sort=\(sort)", as: auditor))
          }
        }
        return try await group.reduce(into: [String: [String]]()) { $0[$1.0] = $1.1 }
      }
      for seen in orders.values { #expect(seen.count == 6 && Set(seen).count == 6) }
      #expect(orders["-awardedAt"] == orders["awardedAt"]?.reversed())
      #expect(orders["-earnedOn"] == orders["earnedOn"]?.reversed())
      for (filter, count) in [
        ("learner=\(ada.text)", 2), ("program=workshop", 5), ("term=2026FA", 6),
        ("term=2027SP", 0), ("earnedFrom=2026-09-04", 2), ("earnedUntil=2026-09-01", 2),
        ("state=issued", 6), ("state=revoked", 0), ("program=nothing", 0),
      ] {
        #expect(try await api.allIDs("/awards?\(filter)", as: auditor).count == count, "\(filter)")
      }
      let first = try await api.get("/awards?limit=1&sort=earnedOn", as: auditor)
      let cursor = try #require(first["next"])
      let mixed = try await api.get("/awards?after=\(cursor)&sort=awardedAt", as: auditor)
      #expect(mixed.status == 422)
    }
  }

  @Test func `a suspension and its end are kept with their reasons, one at a time`() async throws {
    let campus = try await Campus.withAward()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = try await api.awardPath(as: registrar)
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 {
          group.addTask {
            try await api.post(path + "/suspend", ["reason": "An inquiry."], as: registrar).status
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.sorted() == [200, 409, 409, 409])
      #expect(try await api.get(path, as: registrar)["state"] == "suspended")
      #expect(try await api.allIDs("/awards?state=suspended", as: registrar).count == 1)
      #expect(try await api.allIDs("/awards?state=issued", as: registrar).isEmpty)
      try await campus.reconcile()
      let back = try await api.post(path + "/resume", ["reason": "It is over."], as: registrar)
      #expect(back["state"] == "issued")
      #expect(
        back.json["suspensions"]?.elements.compactMap { $0["reason"]?.string }
          == ["An inquiry.", "It is over."])
      let again = try await api.post(path + "/resume", ["reason": "Twice."], as: registrar)
      #expect(again.status == 409)
    }
    #expect(
      try await campus.journal(ofKind: "award").suffix(2) == [
        "suspend issued suspended registrar", "resume suspended issued registrar",
      ])
  }

  @Test func `a corrected award stays suspended`() async throws {
    let campus = try await Campus.withAward()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = try await api.awardPath(as: registrar)
      _ = try await api.post(path + "/suspend", ["reason": "An inquiry."], as: registrar)
      try await campus.results(
        "1,course,NPM 302,2026-09-02,B,,,voided", "1,course,NPM 302,2026-09-08,B")
      try await campus.reconcile()
      #expect(try await api.get(path, as: registrar)["state"] == "superseded")
      let next = try await api.only("/awards?state=suspended", as: registrar)
      #expect(next["earnedOn"]?.string == "2026-09-08")
      #expect("/awards/\(next["follows"]?.string ?? "")" == path)
      let ended = try await api.post(path + "/revoke", revocation, as: registrar)
      #expect(ended.status == 409)
    }
  }

  @Test func `an award that was not delivered is revoked by hand at once`() async throws {
    let campus = try await Campus.withAward()
    let badge = try #require(try await campus.badges().first)
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = try await api.awardPath(as: registrar)
      let revoked = try await api.post(path + "/revoke", revocation, as: registrar)
      #expect(revoked["state"] == "revoked")
      #expect(revoked.json["voidPosition"] == 2)
      #expect(try await api.post(path + "/revoke", revocation, as: registrar).status == 409)
    }
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.isLive) == [false])
    #expect(try await campus.isRevoked(badge))
  }

  @Test func `an award that was delivered is revoked by hand when another registrar confirms`()
    async throws
  {
    let campus = try await Campus.withAward()
    try await campus.deliver()
    try await APIClient.serve(campus) { api in
      let (first, second) = (try await api.token(.registrar), try await api.token(.registrar))
      let award = try await api.awardPath(as: first)
      let asked = try await api.post(award + "/revoke", revocation, as: first)
      #expect(asked["state"] == "issued")
      let path = "/revocation-proposals/\(try #require(asked["proposal"]))"
      #expect(try await api.get(path, as: first)["origin"] == "registrar")
      #expect(try await api.post(award + "/revoke", revocation, as: second).status == 409)
      // The facts deserve the award, and even another date; that is no reason to forget it.
      try await campus.results(
        "1,course,NPM 302,2026-09-02,B,,,voided", "1,course,NPM 302,2026-09-08,B")
      try await campus.reconcile()
      #expect(try await campus.office.sweep().marked == 0)
      #expect(try await api.get(path, as: first)["state"] == "to be confirmed")
      let confirmed = try await api.post(path + "/confirm", ["reason": "Yes."], as: second)
      #expect(confirmed["state"] == "accepted")
      #expect(try await api.get(award, as: first)["state"] == "revoked")
    }
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.isLive) == [false])
    #expect(try await campus.ledger().map(\.kind.rawValue) == ["add", "void"])
  }

  @Test func `when a wish to revoke is declined the loop takes the award up again`() async throws {
    let campus = try await Campus.withAward()
    try await campus.deliver()
    try await APIClient.serve(campus) { api in
      let (first, second) = (try await api.token(.registrar), try await api.token(.registrar))
      let award = try await api.awardPath(as: first)
      _ = try await api.post(award + "/revoke", revocation, as: first)
      try await campus.results(
        "1,course,NPM 302,2026-09-02,B,,,voided", "1,course,NPM 302,2026-09-08,B")
      try await campus.reconcile()
      let path = try await api.proposalPath(as: second, state: "to be confirmed")
      let declined = try await api.post(
        path + "/decide", ["outcome": "declined", "reason": "No."], as: second)
      #expect(declined["state"] == "declined")
    }
    try await campus.reconcile()
    #expect(try await campus.awards().filter(\.isLive).map(\.earnedOn) == ["2026-09-08"])
  }

  @Test func `an award with an open proposal is decided there`() async throws {
    let campus = try await Campus.withProposal()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let refused = try await api.post(
        api.awardPath(as: registrar) + "/revoke", revocation, as: registrar)
      #expect(refused.status == 409)
      let proposal = try await api.proposalPath(as: registrar)
      #expect(refused["detail"]?.contains(proposal.split(separator: "/").last ?? "") == true)
    }
  }

  @Test func `learners see their own awards and decisions, without what is for staff`()
    async throws
  {
    let campus = try await Campus.withAward()
    try await campus.people("2,Grace Hopper")
    let (ada, grace) = (try await campus.cookie(of: "1"), try await campus.cookie(of: "2"))
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = try await api.awardPath(as: registrar)
      _ = try await api.post(path + "/suspend", ["reason": "An inquiry."], as: registrar)
      _ = try await api.post(path + "/revoke", revocation, as: registrar)
      let own = try await api.get(path, as: nil, ada)
      #expect(own.status == 200)
      #expect(own.json["ending"]?["publicReason"]?.string == "It was made in error.")
      #expect(!own.text.contains("panel") && !own.text.contains("inquiry"))
      #expect(!own.text.contains("token:"))
      let enrollment = try #require(own["enrollment"])
      let decision = "/enrollments/\(enrollment)/decision"
      #expect(try await api.get(decision, as: nil, ada).status == 200)
      #expect(try await api.get("/awards", as: nil, ada).json["items"]?.elements.count == 1)
      #expect(try await api.get(path, as: nil, grace).status == 403)
      #expect(try await api.get(decision, as: nil, grace).status == 403)
      #expect(
        try await api.get("/awards", as: nil, grace).json["items"]?.elements.isEmpty == true)
      for path in ["/feed/notations", "/work-list", "/revocation-proposals", "/imports"] {
        #expect(try await api.get(path, as: nil, ada).status == 403, "\(path)")
      }
    }
  }

  @Test func `nobody decides about their own award, and no unit about another's`() async throws {
    let campus = try await Campus.withAward(unit: "arts")
    let own = try await campus.learner("1", and: .registrar)
    let id: UUID = try await campus.database.read {
      try $0.query("select award_id from award").only()
    }
    try await APIClient.serve(campus) { api in
      let elsewhere = try await api.token(.registrar, unit: "elsewhere")
      #expect(try await api.get("/awards/\(id.text)", as: elsewhere).status == 403)
      #expect(try await api.get("/awards", as: elsewhere).json["items"]?.elements.isEmpty == true)
      let refused = try await api.post(
        "/awards/\(id.text)/suspend", ["reason": "x"], as: elsewhere)
      #expect(refused.status == 403)
      #expect(try await api.get("/feed/notations", as: elsewhere).status == 403)
      let arts = try await api.token(.registrar, unit: "arts")
      let suspended = try await api.post("/awards/\(id.text)/suspend", ["reason": "x"], as: arts)
      #expect(suspended.status == 200)
      for path in ["/awards/x", "/awards/\(UUID().text)"] {
        #expect(try await api.get(path, as: arts).status == 404)
        #expect(try await api.post(path + "/suspend", ["reason": "x"], as: arts).status == 404)
      }
    }
    let other = try await campus.neighbour("other")
    let wanted = Revocation(reason: "r", publicReason: "p", barsAnother: true)
    let office = campus.office
    for caller in [own, other.staff(.registrar), campus.staff(.advisor)] {
      await #expect(throws: Refusal.self) {
        try await office.acting(as: caller) { _ = try $0.revoke(id, wanted) }
      }
      await #expect(throws: Refusal.self) {
        try await office.acting(as: caller) { _ = try $0.suspend(id, true, reason: "r") }
      }
    }
    #expect(try await campus.awards().map(\.isLive) == [true])
  }

  @Test func `the feed is read from a position on`() async throws {
    let campus = try await Campus.withAward()
    try await campus.revoke("1", "nonprofit", barring: true)
    try await APIClient.serve(campus) { api in
      let client = try await api.token(.machineClient)
      let first = try await api.get("/feed/notations?limit=1", as: client)
      #expect(first.json["items"]?.elements.compactMap { $0["kind"]?.string } == ["add"])
      #expect(first.json["next"] == 1)
      #expect(first.json["has_more"] == true)
      #expect(first.json["high_water"] == 2)
      let second = try await api.get("/feed/notations?after=1", as: client)
      #expect(second.json["items"]?.elements.compactMap { $0["kind"]?.string } == ["void"])
      let end = try await api.get("/feed/notations?after=2", as: client)
      #expect(end.json["items"]?.elements.isEmpty == true)
      #expect(end.json["next"] == 2)
      #expect(end.json["has_more"] == false)
      for bad in ["after=-1", "after=x", "after=99999999999999999999", "limit=0", "limit=10001"] {
        #expect(try await api.get("/feed/notations?\(bad)", as: client).status == 400, "\(bad)")
      }
      let advisor = try await api.token(.advisor)
      #expect(try await api.get("/feed/notations", as: advisor).status == 403)
    }
  }
}
