import Foundation
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Placing and releasing holds.
@Suite(.database(.conferral)) struct HoldsAPITests {
  private let record: JSONValue = ["kind": "record", "reason": "A form is missing."]

  private func path(_ campus: Campus, _ number: String) async throws -> String {
    "/learners/\(try await campus.learnerID(number).text)/holds"
  }

  @Test func `a hold is placed once, listed and released, and the journal tells`() async throws {
    let campus = try await Campus.withLine()
    try await APIClient.serve(campus) { api in
      let technician = try await api.token(.recordsTechnician)
      let path = try await path(campus, "1")
      let placed = try await api.post(path, record, as: technician)
      #expect(placed.status == 200)
      #expect(placed.json["items"]?.elements.compactMap { $0["kind"]?.string } == ["record"])
      #expect(try await api.post(path, record, as: technician).status == 409)
      let listed = try await api.only("/holds?kind=record", as: technician)
      #expect(listed["reason"]?.string == "A form is missing.")
      #expect(try await api.allIDs("/holds?kind=financial", as: technician).isEmpty)
      let released = try await api.post(path + "/release", record, as: technician)
      #expect(released.json["items"]?.elements.isEmpty == true)
      #expect(try await api.post(path + "/release", record, as: technician).status == 409)
      #expect(try await api.allIDs("/holds", as: technician).isEmpty)
      for body: JSONValue in [["kind": "library", "reason": "x"], ["kind": "record"], [:]] {
        #expect(try await api.post(path, body, as: technician).status == 422)
      }
      let nobody = "/learners/\(UUID().text)/holds"
      #expect(try await api.post(nobody, record, as: technician).status == 404)
    }
    let learner = try await campus.learnerID("1").text
    #expect(try await campus.journal(of: learner) == ["place hold", "release hold"])
  }

  @Test func `only the registrar and the records technician place holds, and not on themselves`()
    async throws
  {
    let campus = try await Campus.withLine()
    try await APIClient.serve(campus) { api in
      let path = try await path(campus, "1")
      for role in [Role.advisor, .instructor, .coordinator, .auditor, .machineClient] {
        #expect(try await api.post(path, record, as: api.token(role)).status == 403)
      }
    }
    let (own, learner) = (
      try await campus.learner("1", and: .registrar), try await campus.learnerID("1")
    )
    for isPlaced in [true, false] {
      #expect(
        try await campus.refusal(as: own) { visit in
          _ =
            try isPlaced
            ? visit.place(.record, on: learner, reason: "r")
            : visit.release(.record, of: learner, reason: "r")
        } == .separationOfDuties)
    }
  }

  @Test func `a hold on any record of a person is released with all of them`() async throws {
    let campus = try await Campus.withLine()
    try await campus.people("2,A. Lovelace")
    try await campus.hold(.record, on: "1")
    try await campus.hold(.record, on: "2")
    let merge = try await campus.merge("1", into: "2")
    let learner = try await campus.learnerID("1")
    #expect(
      try await campus.refusal(as: campus.staff(.registrar)) {
        _ = try $0.place(.record, on: learner, reason: "r")
      } == .alreadyThere)
    try await campus.hold(.record, on: "1", false)
    try await campus.undo(merge)
    let left = try await campus.office.reading(as: campus.staff(.auditor)) {
      try $0.holds(Holds.Filter(), after: nil, limit: 10).count
    }
    #expect(left == 0)
  }

  @Test func `a directory hold hides the page at once and says so in the log of disclosures`()
    async throws
  {
    let campus = try await Campus.withLine()
    let learner = try await campus.learner("1")
    let award: UUID = try await campus.database.read {
      try $0.query("select award_id from award").only()
    }
    try await campus.office.acting(as: learner) {
      _ = try $0.publish([.page: true], ofAward: award)
    }
    try await campus.hold(.directory, on: "1")
    let log = try await campus.office.reading(as: learner) { visit in
      (try visit.publication(ofAward: award).isPublic, try visit.ownPrivacyLog().disclosures)
    }
    #expect(log.0 == false)
    #expect(log.1.first?.basis == "A directory hold.")
    #expect(log.1.count == 2)
    try await campus.settle()
    #expect(try await campus.feedLines().count == 1)
  }

  @Test func `held notations are listed by reason, page by page, within reach`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(Campus.movable)
    for number in 1...3 {
      try await campus.people("\(number),Person \(number)")
      try await campus.enrollments("\(number),nonprofit,2026-08-24")
      try await campus.results(
        "\(number),course,NPM 301,2026-09-01,A", "\(number),course,NPM 302,2026-10-20,B")
      if number < 3 { try await campus.hold(.record, on: "\(number)") }
    }
    try await campus.units("elsewhere")
    try await campus.renumber("3", to: nil)
    try await campus.settle()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let first = try await api.get("/held-notations?limit=2", as: registrar)
      #expect(first.json["items"]?.elements.count == 2)
      let items = try await api.get("/held-notations?reason=record%20hold", as: registrar)
      #expect(items.json["items"]?.elements.count == 2)
      let summary = try await api.get("/held-notations/summary", as: registrar)
      let counts = summary.json["counts"]?.elements ?? []
      #expect(counts.count == HeldReason.allCases.count)
      #expect(
        counts.filter { $0["count"] != 0 }.compactMap { $0["reason"]?.string }
          == ["no student id", "record hold"])
      let award = try #require(
        items.json["items"]?.elements.first?["award"]?.string)
      let story = try await api.get("/awards/\(award)", as: registrar)
      #expect(story["heldFor"] == "record hold")
      let elsewhere = try await api.token(.registrar, unit: "elsewhere")
      let none = try await api.get("/held-notations", as: elsewhere)
      #expect(none.json["items"]?.elements.isEmpty == true)
      #expect(try await api.get("/held-notations?after=x", as: registrar).status == 422)
    }
  }

  @Test func `a proposal to correct shows what it changes, and needs no public reason`()
    async throws
  {
    let campus = try await Campus.withLine(isDelivered: true)
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    try await APIClient.serve(campus) { api in
      let (first, second) = (try await api.token(.registrar), try await api.token(.registrar))
      let path = try await api.proposalPath(as: first)
      let shown = try await api.get(path, as: first)
      #expect(shown["purpose"] == "correct" && shown.json["isDelivered"] == true)
      #expect(
        shown.json["corrections"]?.elements.first
          == ["name": "earnedOn", "before": "2026-10-20", "after": "2026-09-15"])
      #expect(
        try await api.allIDs("/revocation-proposals?purpose=revoke", as: first).isEmpty)
      let accepted = try await api.post(
        path + "/decide", ["outcome": "accepted", "reason": "So it is."], as: first)
      #expect(accepted["state"] == "to be confirmed")
      let confirmed = try await api.post(path + "/confirm", ["reason": "Yes."], as: second)
      #expect(confirmed["state"] == "accepted")
    }
    #expect(try await campus.transcript() == ["1 nonprofit 2026-09-15 6"])
  }
}
