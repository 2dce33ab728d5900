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

/// A registrar decides what the loop proposes; another one confirms what was delivered.
@Suite(.database(.conferral)) struct ProposalsAPITests {
  private let acceptance: JSONValue = [
    "outcome": "accepted", "reason": "The result was recorded by mistake.",
    "publicReason": "A result it was based on was taken back.",
  ]
  private let refusal: JSONValue = ["outcome": "declined", "reason": "She finished in time."]

  @Test func `an accepted proposal revokes the award, its badge and its notation, and says who`()
    async throws
  {
    let campus = try await Campus.withProposal()
    let badge = try #require(try await campus.badges().first)
    #expect(try await campus.isRevoked(badge) == false)
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = try await api.proposalPath(as: registrar)
      let shown = try await api.get(path, as: registrar)
      #expect(shown["before"] == "Earned on 2026-09-02.")
      #expect(shown["after"] == "Not yet earned.")
      #expect(shown.json["isDelivered"] == false)
      let decided = try await api.post(path + "/decide", acceptance, as: registrar)
      #expect(decided["state"] == "accepted")
      #expect(decided.json["voidPosition"] == 2)
      let award = try await api.get(api.awardPath(as: registrar), as: registrar)
      #expect(award["state"] == "revoked")
      let ending = award.json["ending"]
      #expect(ending?["publicReason"]?.string == "A result it was based on was taken back.")
      #expect(ending?["barsAnother"] == false)
      let again = try await api.post(path + "/decide", acceptance, as: registrar)
      #expect(again.status == 409)
    }
    #expect(try await campus.isRevoked(badge))
    let ledger = try await campus.ledger()
    #expect(ledger.map(\.kind.rawValue) == ["add", "void"])
    #expect(ledger.map(\.position) == [1, 2])
    #expect(ledger[1].voids == ledger[0].id)
    #expect(
      try await campus.journal(ofKind: "revocation proposal")
        == ["accept proposal open accepted registrar"])
    #expect(
      try await campus.journal(ofKind: "award")
        == ["award - issued daemon", "revoke issued revoked registrar"])
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.isLive) == [false])
  }

  @Test func `after a revocation the program is awarded again when it is earned, unless barred`()
    async throws
  {
    for isBarred in [false, true] {
      let campus = try await Campus.open(code: "c\(isBarred)")
      try await campus.apply(SampleProgram.credit())
      try await campus.people("1,Ada")
      try await campus.enrollments("1,nonprofit,2026-08-24")
      try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
      try await campus.reconcile()
      try await campus.voidResult()
      let registrar = campus.staff(.registrar)
      try await campus.office.acting(as: registrar) { visit in
        let open = try visit.proposals(
          Proposals.Filter(), by: .openedAt, after: nil, limit: 10)
        _ = try visit.acceptProposal(
          open[0].id,
          Revocation(reason: "r", publicReason: "p", barsAnother: isBarred))
      }
      try await campus.results("1,course,NPM 302,2026-11-01,A")
      try await campus.reconcile()
      #expect(try await campus.awards().filter(\.isLive).count == (isBarred ? 0 : 1))
      #expect(
        try await campus.ledger().map(\.kind.rawValue) == ["add", "void"]
          + (isBarred ? [] : ["add"]))
    }
  }

  @Test func `what was delivered is revoked only when another registrar confirms`() async throws {
    let campus = try await Campus.withProposal()
    try await campus.deliver()
    let badge = try #require(try await campus.badges().first)
    try await APIClient.serve(campus) { api in
      let (first, second) = (try await api.token(.registrar), try await api.token(.registrar))
      let path = try await api.proposalPath(as: first)
      #expect(try await api.get(path, as: first).json["isDelivered"] == true)
      let early = try await api.post(path + "/confirm", ["reason": "Yes."], as: second)
      #expect(early.status == 409)
      let accepted = try await api.post(path + "/decide", acceptance, as: first)
      #expect(accepted["state"] == "to be confirmed")
      let twice = try await api.post(path + "/decide", acceptance, as: second)
      #expect(twice.status == 409)
      try await campus.reconcile()
      #expect(try await campus.office.sweep().marked == 0)
      #expect(try await campus.awards().map(\.isLive) == [true])
      #expect(try await campus.isRevoked(badge) == false)
      let work = try await api.only("/work-list", as: first)
      #expect(work["kind"]?.string == "revocation to be confirmed")
      let own = try await api.post(path + "/confirm", ["reason": "Me again."], as: first)
      #expect(own.status == 403)
      #expect(own.problem == "separation-of-duties")
      let confirmed = try await api.post(path + "/confirm", ["reason": "I agree."], as: second)
      #expect(confirmed["state"] == "accepted")
      #expect(confirmed["confirmedBy"] != confirmed["decidedBy"])
      let award = try await api.get(api.awardPath(as: first), as: first)
      #expect(award.json["ending"]?["confirmedBy"]?.string == confirmed["confirmedBy"])
    }
    #expect(try await campus.isRevoked(badge))
    #expect(try await campus.ledger().map(\.kind.rawValue) == ["add", "void"])
    #expect(
      try await campus.journal(ofKind: "revocation proposal") == [
        "accept proposal open to be confirmed registrar",
        "confirm proposal to be confirmed accepted registrar",
      ])
  }

  @Test func `facts that deserve the award again make what waits to be confirmed moot`()
    async throws
  {
    let campus = try await Campus.withProposal()
    try await campus.deliver()
    try await APIClient.serve(campus) { api in
      let (first, second) = (try await api.token(.registrar), try await api.token(.registrar))
      let path = try await api.proposalPath(as: first)
      _ = try await api.post(path + "/decide", acceptance, as: first)
      try await campus.results("1,course,NPM 302,2026-09-02,C")
      try await campus.reconcile()
      #expect(try await api.get(path, as: first)["state"] == "moot")
      let late = try await api.post(path + "/confirm", ["reason": "Yes."], as: second)
      #expect(late.status == 409)
    }
    #expect(try await campus.awards().map(\.isLive) == [true])
    #expect(try await campus.journal(ofKind: "revocation proposal").last?.hasPrefix("drop") == true)
  }

  @Test func `a declined proposal is not opened again for the same change, but for another`()
    async throws
  {
    let campus = try await Campus.withProposal()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = try await api.proposalPath(as: registrar)
      let declined = try await api.post(path + "/decide", refusal, as: registrar)
      #expect(declined["state"] == "declined")
      try await campus.reconcile()
      #expect(try await campus.office.sweep().marked == 0)
      #expect(try await campus.count("select count(*) from revocation_proposal") == 1)
      try await campus.results("1,course,NPM 301,2026-09-01,A,,,voided")
      try await campus.reconcile()
      let second = try await api.proposalPath(as: registrar)
      #expect(second != path)
      _ = try await api.post(second + "/decide", refusal, as: registrar)
      // Back to what was declined first.
      try await campus.results("1,course,NPM 301,2026-09-01,A")
      try await campus.reconcile()
      #expect(try await campus.count("select count(*) from revocation_proposal") == 2)
    }
    #expect(try await campus.awards().map(\.isLive) == [true])
  }

  @Test func `accepting says publicly why, and every decision has a reason`() async throws {
    let campus = try await Campus.withProposal()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = try await api.proposalPath(as: registrar)
      let silent = try await api.post(
        path + "/decide", ["outcome": "accepted", "reason": "So."], as: registrar)
      #expect(silent.status == 422)
      #expect(silent.text.contains("/publicReason"))
      for body in [["outcome": "declined"], ["reason": "x"], ["outcome": "x", "reason": "x"]] {
        let rubbish = JSONValue.object(JSONObject(body.map { ($0.key, .string($0.value)) }))
        #expect(try await api.post(path + "/decide", rubbish, as: registrar).status == 422)
      }
      for path in ["/revocation-proposals/x", "/revocation-proposals/\(UUID().text)"] {
        #expect(try await api.get(path, as: registrar).status == 404)
        #expect(
          try await api.post(path + "/decide", acceptance, as: registrar).status == 404)
      }
      let cursor = try await api.get("/revocation-proposals?after=x", as: registrar)
      #expect(cursor.status == 422)
    }
    #expect(try await campus.awards().map(\.isLive) == [true])
  }

  @Test func `only a registrar of the unit decides, and nobody about their own award`()
    async throws
  {
    let campus = try await Campus.withProposal(unit: "arts")
    let own = try await campus.learner("1", and: .registrar)
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar, unit: "arts")
      let path = try await api.proposalPath(as: registrar)
      for role in [Role.advisor, .coordinator, .auditor, .recordsTechnician, .machineClient] {
        let token = try await api.token(role)
        #expect(try await api.post(path + "/decide", acceptance, as: token).status == 403)
      }
      let elsewhere = try await api.token(.registrar, unit: "elsewhere")
      #expect(try await api.post(path + "/decide", acceptance, as: elsewhere).status == 403)
      #expect(try await api.get(path, as: elsewhere).status == 403)
      let list = try await api.get("/revocation-proposals", as: elsewhere)
      #expect(list.json["items"]?.elements.isEmpty == true)
      #expect(
        try await api.get("/revocation-proposals?program=nonprofit&atLeastDays=1", as: registrar)
          .json["items"]?.elements.isEmpty == true)
    }
    let id = try await campus.pendingProposal()
    // From here on there are two hosts.
    let other = try await campus.neighbour("other")
    await #expect(throws: Refusal.self) {
      try await campus.office.acting(as: own) { visit in
        _ = try visit.declineProposal(id, reason: "Mine.")
      }
    }
    await #expect(throws: Refusal.self) {
      try await other.office.acting(as: other.staff(.registrar)) { visit in
        _ = try visit.declineProposal(id, reason: "Not mine.")
      }
    }
    #expect(
      try await campus.count("select count(*) from revocation_proposal where state = 'open'") == 1)
  }

  @Test func `a stale reader changes nothing, and the same call with the same key happens once`()
    async throws
  {
    let campus = try await Campus.withProposal()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = try await api.proposalPath(as: registrar)
      let tag = try #require(try await api.get(path, as: registrar).tag)
      let stale = try await api.post(
        path + "/decide", refusal, as: registrar, [.ifMatch: "\"other\""])
      #expect(stale.status == 412)
      let answers = try await withThrowingTaskGroup(of: APIClient.Answer.self) { group in
        for _ in 0..<4 {
          group.addTask {
            try await api.post(
              path + "/decide", acceptance, as: registrar,
              [.ifMatch: tag, .idempotencyKey: "once"])
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.allSatisfy { $0.status == 200 && $0.body == answers[0].body })
    }
    #expect(try await campus.ledger().map(\.kind.rawValue) == ["add", "void"])
  }

  @Test func `of two registrars at once one decides, and the other hears of it`() async throws {
    let campus = try await Campus.withProposal()
    try await APIClient.serve(campus) { api in
      let tokens = [try await api.token(.registrar), try await api.token(.registrar)]
      let path = try await api.proposalPath(as: tokens[0])
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for (index, token) in tokens.enumerated() {
          let body = index == 0 ? acceptance : refusal
          group.addTask { try await api.post(path + "/decide", body, as: token).status }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.sorted() == [200, 409])
    }
  }

  @Test func `a revoked award that another program was earned with puts that one in question`()
    async throws
  {
    let campus = try await Campus.withAward()
    try await campus.apply(
      SampleProgram.badge("stack", criteria: "{credential: nonprofit}"))
    try await campus.enrollments("1,stack,2026-08-24")
    try await campus.reconcile()
    #expect(try await campus.awards().filter(\.isLive).count == 2)
    try await campus.voidResult()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = try await api.proposalPath(as: registrar)
      let shown = try await api.get(path, as: registrar)
      #expect(
        shown.json["dependents"]?.elements.compactMap { $0["program"]?.string } == ["stack"])
      _ = try await api.post(path + "/decide", acceptance, as: registrar)
      try await campus.reconcile()
      let next = try await api.only("/revocation-proposals?state=open", as: registrar)
      #expect(next["program"]?.string == "stack")
    }
  }
}
