import Foundation
import LinkedData
import TestSupport
import Testing

/// Every badge of the sample university in every form, before verifiers that share no code with us.
@Suite(.database(.conferral), .enabled(if: Daemon.isPresent)) struct SampleUniversityTests {
  @Test func `every badge is valid in every form, before and after keys were replaced`()
    async throws
  {
    try await SampleUniversity.serve { university in
      let badges = try await university.badges()
      #expect(badges.count == 13)
      #expect(badges.contains { $0.learner.contains("小明") && $0.email != nil })
      let before = try await university.copies(of: badges)
      #expect(try await university.complaints(about: before) == [:])
      try await university.command("key", "rotate")
      // One more is earned, and signed with the new keys.
      try await university.record("S1002,course,NPM 302,2026-11-01,A,,3,,2026FA,here,,")
      try await eventually { try await university.badges().count == 14 }
      let after = try await university.copies(of: university.badges())
      // What nothing happened to is what it was, to the last byte.
      let kept = after.filter { copy in before.contains { $0.bytes == copy.bytes } }
      #expect(kept.count == before.count)
      #expect(try await university.complaints(about: after) == [:])
    }
  }

  @Test func `a corrected badge is valid, and so is the copy that was saved before`() async throws {
    try await SampleUniversity.serve { university in
      let badge = try #require(try await university.badges().first { $0.learner.contains("Fox") })
      let before = try await university.copies(of: [badge])
      // The pledge was made earlier than was known: the badge was earned on another day.
      try await university.record("S1017,form,LIB-PLEDGE,2026-03-01,,,,,,here,true,")
      // Another award supersedes the first one; the badge stays the same.
      try await eventually {
        try await university.badges().contains {
          $0.credential == badge.credential && $0.award != badge.award
        }
      }
      let corrected = try await university.copies(of: [badge])
      let document = String(decoding: corrected[0].bytes, as: UTF8.self)
      #expect(document.contains("2026-03-20") && !document.contains("2026-03-21"))
      let standing = try #require(
        try await university.badges().first { $0.credential == badge.credential })
      try await university.decide("badge", standing)
      let again = try await university.copies(of: [badge])
      for (old, new) in zip(corrected, again) { #expect(old.bytes != new.bytes, "\(new.name)") }
      #expect(try await university.complaints(about: before + corrected + again) == [:])
    }
  }

  @Test func `a badge that is suspended or revoked is refused for that reason alone`()
    async throws
  {
    try await SampleUniversity.serve { university in
      let badge = try #require(
        try await university.badges().first { $0.program == "quantitative-reasoning" })
      let before = try await university.copies(of: [badge])
      try await university.decide("suspend", badge)
      let suspended = try await university.copies(of: [badge])
      try await refuses(university, suspended, "suspen")
      #expect(try await university.complaints(about: before) == [:])
      try await university.decide("resume", badge)
      #expect(try await university.complaints(about: suspended) == [:])
      let resumed = try await university.copies(of: [badge])
      #expect(try await university.complaints(about: resumed) == [:])
      try await university.decide(
        "revoke", badge, JSONObject([("publicReason", "In error."), ("barsAnother", true)]))
      let revoked = try await university.copies(of: [badge])
      try await refuses(university, before + resumed + revoked, "revo")
    }
  }

  /// Every verifier refuses every copy, each with one complaint that has the word.
  private func refuses(
    _ university: SampleUniversity, _ copies: [BadgeCopy], _ word: String
  ) async throws {
    let complaints = try await university.complaints(about: copies)
    let judges =
      1 + (IndependentVerifier.isPresent ? 1 : 0) + (OpenBadgesLib.isPresent ? 1 : 0)
    #expect(complaints.count == judges * copies.count)
    for (copy, words) in complaints {
      #expect(words.count == 1 && words[0].contains(word), "\(copy): \(words)")
      let isOfLibrary = copy.hasPrefix("openbadgeslib")
      #expect(isOfLibrary || words.allSatisfy { $0.contains("status[0].bit") }, "\(copy)")
    }
  }

  @Test func `control characters do not get into a name`() async throws {
    try await SampleUniversity.serve { university in
      let desk = try await university.registrar()
      for name in ["Bell\u{7}", "\u{1B}[31mRed", "Two\nlines", "\u{0}"] {
        let body: JSONValue = [
          "name": .string(name), "reason": "A test.",
          "ids": [["system": "sis", "externalId": "S2001"]],
        ]
        let answer = try await desk.post("/learners", body, key: UUID().uuidString)
        #expect(answer.status == 422, "\(name.debugDescription)")
      }
    }
  }
}
