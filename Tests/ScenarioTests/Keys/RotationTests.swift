import Foundation
import LinkedData
import Office
import OpenBadges
import Postgres
import Storage
import TestSupport
import Testing

/// Keys that follow each other.
@Suite(.database(.conferral)) struct RotationTests {
  @Test func `what was signed before a rotation verifies after it`() async throws {
    let campus = try await Campus.withBadges(1)
    let old = try #require(try await campus.badges().first)
    let token = try #require(try await campus.office.jwt(of: old.id, at: campus.institution))
    for algorithm in KeyAlgorithm.allCases {
      try await campus.office.createKey(algorithm, for: campus.id, by: "test")
    }
    try await campus.earnBadge("2")
    let new = try #require(try await campus.badges().first { $0.id != old.id })
    #expect(try campus.signingKey(of: old.document) != campus.signingKey(of: new.document))
    for badge in [old, new] { #expect(try await campus.isValid(badge.document)) }
    #expect(try await campus.isValid(jwt: token))
    #expect(try await campus.publishedKeys().webKeys.count == 4)
    let next = try #require(try await campus.office.jwt(of: new.id, at: campus.institution))
    #expect(try JWTProof(parsing: next.utf8).keyID != JWTProof(parsing: token.utf8).keyID)
  }

  @Test func `a scheduled key is published at once and signs from its instant in every daemon`()
    async throws
  {
    let campus = try await Campus.withBadges(1, at: "2026-11-01T10:00:00Z")
    let colleague = campus.colleague()
    let before = try await campus.office.signingKeys(of: campus.id).first {
      $0.algorithm == "Ed25519"
    }
    let next = try await campus.office.createKey(
      from: FakeClock.instant("2026-11-02T00:00:00Z"), for: campus.id, by: "test")
    #expect(try await campus.publishedKeys().keys.contains { $0.id.hasSuffix(next) })
    try await campus.earnBadge("2")
    campus.clock?.set("2026-11-02T00:00:00Z")
    try await colleague.earnBadge("3")
    let keys = try await campus.badges().map { try campus.signingKey(of: $0.document) }
    #expect(keys.count { $0 == before?.id } == 2)
    #expect(keys.count { $0 == next } == 1)
    for badge in try await campus.badges() { #expect(try await campus.isValid(badge.document)) }
    let states = try await campus.office.signingKeys(of: campus.id)
    #expect(states.first { $0.id == next }?.state == "active")
    #expect(states.first { $0.id == before?.id }?.state == "passive")
  }

  @Test func `a key for the past, and a second scheduled one, are refused`() async throws {
    let campus = try await Campus.open(at: "2026-11-01T10:00:00Z")
    await #expect(throws: Refusal.self) {
      try await campus.office.createKey(
        from: FakeClock.instant("2026-10-31T00:00:00Z"), for: campus.id, by: "test")
    }
    let later = FakeClock.instant("2026-12-01T00:00:00Z")
    let first = try await campus.office.createKey(from: later, for: campus.id, by: "test")
    await #expect(throws: Refusal.self) {
      try await campus.office.createKey(from: later, for: campus.id, by: "test")
    }
    try await campus.office.retireKey(first, of: campus.id, by: "test")
    try await campus.office.createKey(from: later, for: campus.id, by: "test")
    try await campus.office.checkKey(of: campus.institution)
  }

  @Test func `keys change while badges are made: each is signed by one that was published`()
    async throws
  {
    let campus = try await Campus.withBadges(1)
    let colleague = campus.colleague()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for _ in 0..<5 { try await colleague.office.createKey(for: campus.id, by: "test") }
      }
      for number in 2...9 { group.addTask { try await campus.earnBadge("\(number)") } }
      try await group.waitForAll()
    }
    let last = try await campus.office.createKey(for: campus.id, by: "test")
    try await colleague.earnBadge("10")
    let badges = try await campus.badges()
    #expect(badges.count == 10)
    for badge in badges { #expect(try await campus.isValid(badge.document)) }
    #expect(try badges.count { try campus.signingKey(of: $0.document) == last } == 1)
  }

  @Test func `a badge signed with a key that was replaced is not kept`() async throws {
    let campus = try await Campus.withBadges(1)
    let id = campus.id
    try await campus.office.createKey(for: campus.id, by: "test")
    await #expect(throws: (any Error).self) {
      try await campus.database.write(as: Scopes.institution(id)) { transaction in
        try transaction.execute(
          """
          insert into credential
          select institution_id, credential_id, revision + 1, award_id, key_id, valid_from,
                 status_list, status_index, document
            from credential where institution_id = \(id)::int
          """)
      }
    }
  }
}
