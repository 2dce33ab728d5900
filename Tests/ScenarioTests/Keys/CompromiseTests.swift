import Foundation
import LinkedData
import Office
import OpenBadges
import Storage
import TestSupport
import Testing

/// A key that somebody else may have.
@Suite(.database(.conferral)) struct CompromiseTests {
  private struct Killed: Error {}

  @Test func `after a compromise every badge is signed again and the old key is refused`()
    async throws
  {
    let campus = try await Campus.withBadges(5)
    let before = try await campus.badges()
    let token = try #require(
      try await campus.office.jwt(of: before[0].id, at: campus.institution))
    let key = try campus.signingKey(of: before[0].document)
    let since = FakeClock.instant("2026-11-20T00:00:00Z")
    await #expect(throws: Killed.self) {
      try await campus.office.compromiseKey(
        key, since: since, reason: "A laptop was stolen.", of: campus.institution, by: "test",
        batch: 2
      ) { _ in throw Killed() }
    }
    // Cut off: nothing is lost, and the key signs no longer.
    for badge in try await campus.badges() { #expect(try await campus.isValid(badge.document)) }
    try await campus.earnBadge("6")
    let rest = try await campus.colleague().office.compromiseKey(
      key, since: since, reason: "A laptop was stolen.", of: campus.institution, by: "test",
      batch: 2)
    #expect(rest.signedAgain == 3)
    let after = try await campus.badges()
    #expect(Set(before.map(\.id)).isSubset(of: after.map(\.id)))
    for badge in after {
      #expect(try await campus.isValid(badge.document))
      #expect(try campus.signingKey(of: badge.document) != key)
    }
    for badge in before { #expect(try await !campus.isValid(badge.document)) }
    let fresh = try #require(
      try await campus.office.jwt(of: before[0].id, at: campus.institution))
    #expect(try await campus.isValid(jwt: fresh))
    #expect(fresh != token)
    let set = try JSONValue(parsing: try await campus.office.keySet(of: campus.institution))
    #expect(set["keys"]?.elements.contains { $0["kid"]?.string?.hasSuffix(key) == true } == false)
  }

  @Test func `what the badges say, and where, stays`() async throws {
    let campus = try await Campus.withBadges(1)
    let before = try #require(try await campus.badges().first)
    let key = try campus.signingKey(of: before.document)
    _ = try await campus.office.compromiseKey(
      key, since: FakeClock.instant("2026-11-20T00:00:00Z"), reason: "Found in a log.",
      of: campus.institution, by: "test")
    let after = try #require(try await campus.badges().first)
    func statement(_ badge: PublishedBadge) throws -> JSONObject? {
      try JSONValue(parsing: badge.document).object?.removing("proof").removing("validFrom")
    }
    #expect(try statement(before) == statement(after))
    let error = await #expect(throws: Refusal.self) {
      try await campus.office.compromiseKey(
        key, since: FakeClock.instant("2026-11-20T00:00:00Z"), reason: "Again.",
        of: campus.institution, by: "test")
    }
    #expect(error?.code == .wrongState)
  }

  @Test func `a compromised key of VC-JWT takes its tokens with it`() async throws {
    let campus = try await Campus.withBadges(2)
    let badges = try await campus.badges()
    let token = try #require(
      try await campus.office.jwt(of: badges[0].id, at: campus.institution))
    let kid = try #require(try JWTProof(parsing: token.utf8).keyID)
    let key = String(kid.split(separator: "#")[1])
    let done = try await campus.office.compromiseKey(
      key, since: FakeClock.instant("2026-11-20T00:00:00Z"), reason: "Found in a backup.",
      of: campus.institution, by: "test")
    #expect(done.standing == 1 && done.signedAgain == 1 && done.successor != nil)
    #expect(try await !campus.isValid(jwt: token))
    let fresh = try #require(
      try await campus.office.jwt(of: badges[0].id, at: campus.institution))
    #expect(try await campus.isValid(jwt: fresh))
  }
}
