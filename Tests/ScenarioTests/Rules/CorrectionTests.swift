import Foundation
import LinkedData
import Microcredentials
import Office
import OpenBadges
import Postgres
import Storage
import TestSupport
import Testing

/// Results that become known late though they are dated early: the award has to say the same as if
/// they had come in time (DOMAIN invariant 11).
@Suite(.database(.conferral)) struct CorrectionTests {
  private static let program = SampleProgram.credit(more: "")
    .replacingOccurrences(
      of: "- {course: NPM 302, credits: 3, grade: C}",
      with: "- any: [{course: NPM 302, credits: 3, grade: C}, {course: NPM 303, credits: 3}]")

  private func awarded() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(Self.program)
    try await campus.people("1,Ada Lovelace,ada@example.edu")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-10-20,B")
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.earnedOn) == ["2026-10-20"])
    return campus
  }

  @Test func `an earlier result that comes late moves the day it was earned`() async throws {
    let campus = try await awarded()
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.reconcile()
    #expect(
      try await campus.awards() == [
        AwardLine(student: "1", program: "nonprofit", earnedOn: "2026-09-15"),
        AwardLine(student: "1", program: "nonprofit", earnedOn: "2026-10-20", isLive: false),
      ])
    let ledger = try await campus.ledger()
    #expect(ledger.map(\.kind.rawValue) == ["add", "void", "add"])
    #expect(ledger.map(\.position) == [1, 2, 3])
    #expect(ledger[1].voids == ledger[0].id)
    #expect(ledger[2].earnedOn == .on("2026-09-15"))
    #expect(
      try await campus.count("select count(*) from award_revocation where kind = 'superseded'") == 1
    )
  }

  @Test func `the corrected badge keeps its address and is not revoked`() async throws {
    let campus = try await awarded()
    let before = try #require(try await campus.badges().first)
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.reconcile()
    let badges = try await campus.badges()
    #expect(Set(badges.map(\.id)) == [before.id])
    let after = try #require(badges.first)
    #expect(after.document != before.document)
    let text = String(decoding: after.document, as: UTF8.self)
    #expect(text.contains("2026-09-15") && !text.contains("2026-10-20"))
    // Corrected is not awarded anew: only validFrom tells the two apart.
    let (was, now) = (
      try JSONValue(parsing: before.document), try JSONValue(parsing: after.document)
    )
    #expect(now["awardedDate"]?.string == was["awardedDate"]?.string)
    #expect(try #require(now["validFrom"]?.string) > #require(was["validFrom"]?.string))
    #expect(try await revokedPlaces(campus, after.list) == [])
    if IndependentVerifier.isPresent {
      let verdict = try await IndependentVerifier.judge(after, of: campus, email: "ada@example.edu")
      #expect(verdict.status == 0, "\(verdict.text)")
    }
    try await campus.revoke("1", "nonprofit", barring: true)
    try await campus.reconcile()
    #expect(try await revokedPlaces(campus, after.list)?.count == 1)
  }

  private func revokedPlaces(_ campus: Campus, _ list: Int) async throws -> [Int]? {
    let id = campus.id
    return try await campus.database.read(as: Scopes.institution(id)) {
      try StatusLists.revoked(on: list, of: id, in: $0).indices.map(Int.init)
    }
  }

  @Test func `a correction is made once`() async throws {
    let campus = try await awarded()
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.reconcile()
    let before = try await campus.imprint()
    try await campus.reconcile()
    #expect(try await campus.office.sweep().marked == 0)
    #expect(try await campus.imprint() == before)
  }

  @Test func `a badge without credit is corrected too, and several times`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(
      SampleProgram.badge(criteria: "{any: [{workshop: W 1}, {workshop: W 2}, {workshop: W 3}]}"))
    try await campus.people("1,Ada")
    try await campus.enrollments("1,workshop,2026-08-24")
    for (place, day) in ["2026-10-03", "2026-10-02", "2026-10-01"].enumerated() {
      try await campus.results("1,workshop,W \(place + 1),\(day)")
      try await campus.reconcile()
      #expect(try await campus.awards().filter(\.isLive).map(\.earnedOn) == [day])
    }
    #expect(Set(try await campus.badges().map(\.id)).count == 1)
    #expect(try await campus.ledger().isEmpty)
  }
}
