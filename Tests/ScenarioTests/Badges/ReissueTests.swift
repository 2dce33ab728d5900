import Foundation
import LinkedData
import Office
import OpenBadges
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Badges that are signed again: suspended, resumed, revoked, or because something around them
/// changed.
@Suite(.database(.conferral)) struct ReissueTests {
  private let revocation = Revocation(
    reason: "The panel decided so.", publicReason: "It was made in error.", barsAnother: true)

  private func badge(_ campus: Campus) async throws -> PublishedBadge {
    let badges = try await campus.badges()
    #expect(Set(badges.map(\.id)).count == 1)
    return try #require(badges.first)
  }

  /// Which checks a verifier of others fails the present badge for.
  private func refusals(_ campus: Campus) async throws -> [String] {
    let badge = try await badge(campus)
    if OpenBadgesLib.isPresent {
      let words = try await OpenBadgesLib.judge(badge, of: campus)
      #expect((words == "valid") == (try await !campus.isRevoked(badge)), "\(words)")
    }
    guard IndependentVerifier.isPresent else {
      return try await campus.isRevoked(badge) ? ["FAIL status[0].bit"] : []
    }
    let verdict = try await IndependentVerifier.judge(badge, of: campus, email: "ada@example.edu")
    return verdict.text.split(separator: "\n").filter { $0.hasPrefix("FAIL") }.map(String.init)
  }

  @Test func `who fetches a badge sees it suspended, resumed and revoked, for that reason alone`()
    async throws
  {
    let campus = try await Campus.withAward()
    let registrar = try await campus.person(.registrar, learner: nil)
    let award = try await campus.presentAward()
    let first = try await badge(campus)
    #expect(try await refusals(campus) == [])
    _ = try await campus.office.acting(as: registrar) {
      try $0.suspend(award, true, reason: "A complaint.")
    }
    let suspended = try await refusals(campus)
    #expect(suspended.count == 1 && suspended[0].contains("status[0].bit"), "\(suspended)")
    #expect(try await !campus.isRevoked(first))
    _ = try await campus.office.acting(as: registrar) {
      try $0.suspend(award, false, reason: "It came to nothing.")
    }
    #expect(try await refusals(campus) == [])
    let revocation = revocation
    _ = try await campus.office.acting(as: registrar) {
      _ = try $0.suspend(award, true, reason: "Another complaint.")
      return try $0.revoke(award, revocation)
    }
    let revoked = try await refusals(campus)
    #expect(revoked.count == 1 && revoked[0].contains("status[0].bit"), "\(revoked)")
    // Copies of every revision see the revocation, or see that they were suspended no longer.
    #expect(try await campus.isRevoked(first))
    let lists = try await lists(campus, first.list)
    #expect(lists.revoked.count == 1 && lists.suspended.isEmpty)
  }

  private func lists(
    _ campus: Campus, _ list: Int
  ) async throws -> (revoked: [Int32], suspended: [Int32]) {
    let id = campus.id
    return try await campus.database.read(as: Scopes.institution(id)) {
      (
        try StatusLists.revoked(on: list, of: id, in: $0).indices,
        try StatusLists.suspended(on: list, of: id, in: $0).indices
      )
    }
  }

  @Test func `a badge that is corrected while it is suspended stays suspended`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(
      SampleProgram.badge(criteria: "{any: [{workshop: W 1}, {workshop: W 2}]}"))
    try await campus.people("1,Ada,ada@example.edu")
    try await campus.enrollments("1,workshop,2026-08-24")
    try await campus.results("1,workshop,W 1,2026-10-03")
    try await campus.reconcile()
    let registrar = try await campus.person(.registrar, learner: nil)
    let award = try await campus.presentAward()
    _ = try await campus.office.acting(as: registrar) {
      try $0.suspend(award, true, reason: "A complaint.")
    }
    try await campus.results("1,workshop,W 2,2026-09-01")
    try await campus.reconcile()
    let after = try await badge(campus)
    #expect(String(decoding: after.document, as: UTF8.self).contains("2026-09-01"))
    #expect(try await campus.isRevoked(after))
    #expect(try await refusals(campus).count == 1)
  }

  @Test func `a correction keeps the day of the first award, however late it comes`() async throws {
    let campus = try await Campus.open(at: "2026-10-05T12:00:00Z")
    try await campus.apply(
      SampleProgram.badge(criteria: "{any: [{workshop: W 1}, {workshop: W 2}]}"))
    try await campus.people("1,Ada,ada@example.edu")
    try await campus.enrollments("1,workshop,2026-08-24")
    try await campus.results("1,workshop,W 1,2026-10-03")
    try await campus.reconcile()
    campus.clock?.set("2026-11-05T12:00:00Z")
    try await campus.results("1,workshop,W 2,2026-09-01")
    try await campus.reconcile()
    let after = try JSONValue(parsing: try await badge(campus).document)
    #expect(after["awardedDate"] == "2026-10-05T12:00:00Z")
    #expect(after["validFrom"] == "2026-11-05T11:59:00Z")
    #expect(
      after["credentialSubject"]?["activityEndDate"]?.string?.hasPrefix("2026-09-01T") == true)
  }

  @Test func `a registrar signs a badge again for a new name and a new e-mail address`()
    async throws
  {
    let campus = try await Campus.withAward()
    let before = try JSONValue(parsing: try await badge(campus).document)
    try await campus.app("update institution set name = 'Renamed University'")
    try await campus.people("1,Ada Lovelace,ada@new.example.edu")
    let award = try await campus.presentAward()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let advisor = try await api.token(.advisor)
      let path = "/awards/\(award.text)/badge"
      #expect(try await api.post(path, ["reason": "r"], as: advisor).status == 403)
      let story = try await api.post(path, ["reason": "The university is renamed."], as: registrar)
      #expect(story.status == 200)
    }
    let published = try await badge(campus)
    let after = try JSONValue(parsing: published.document)
    #expect(after["issuer"]?["name"] == "Renamed University")
    #expect(after["id"] == before["id"] && after["awardedDate"] == before["awardedDate"])
    #expect(after["credentialStatus"] == before["credentialStatus"])
    #expect(try #require(after["validFrom"]?.string) > #require(before["validFrom"]?.string))
    let identity = try #require(after["credentialSubject"]?["identifier"]?.elements.first)
    #expect(
      identity["identityHash"]?.string
        == IdentityHash.hash("ada@new.example.edu", salt: identity["salt"]?.string ?? ""))
    #expect(try await campus.journal(of: award.text).contains("reissue badge"))
  }

  @Test func `a status list is the same bytes for the same state, whoever makes it`() async throws {
    let campus = try await Campus.withAward()
    let list = try await badge(campus).list
    func read(_ office: Office, _ purpose: StatusListPurpose) async throws -> SignedDocument {
      try #require(try await office.statusList(list, purpose, of: campus.institution))
    }
    let first = try await read(campus.office, .revocation)
    #expect(try await read(campus.colleague().office, .revocation) == first)
    #expect(try await read(campus.office, .suspension).tag != first.tag)
    #expect(try await campus.office.statusList(list + 1, of: campus.institution) == nil)
    try await campus.revoke("1", "nonprofit", barring: true)
    let second = try await read(campus.office, .revocation)
    #expect(second.tag != first.tag && second.changed > first.changed)
    #expect(try await read(campus.colleague().office, .revocation) == second)
  }
}

extension Campus {
  /// The only award that was not revoked.
  func presentAward() async throws -> UUID {
    try await database.read {
      try $0.query(
        """
        select award_id from award a
         where not exists (
           select from award_revocation r
            where r.institution_id = a.institution_id and r.award_id = a.award_id)
        """
      ).only()
    }
  }
}
