import Foundation
import LinkedData
import OpenBadges
import Testing

/// Badges judged by a verifier that shares no code with ours, with no leniency at all.
@Suite(.enabled(if: IndependentVerifier.isPresent)) struct IndependentVerifierTests {
  @Test func `a badge with e-mail address, results and evidence passes`() throws {
    var award = try Fixture.award()
    let grade = Fixture.base + "/achievements/data/v3/"
    award.results = [
      AchievementResult(resultDescription: grade + "grade", value: "A"),
      AchievementResult(resultDescription: grade + "status", status: "Completed"),
    ]
    award.evidence = [
      EvidenceItem(
        id: Fixture.base + "/evidence/1", name: "Portfolio", description: "Three artefacts",
        narrative: "Reviewed blind.", genre: "Portfolio", audience: "Faculty")
    ]
    award.validUntil = Fixture.start + 315_360_000
    award.activityStartDate = Fixture.start - 8_640_000
    let report = try IndependentVerifier.judge(Fixture.outline(), award, email: true)
    #expect(report.status == 0, "\(report.text)")
    #expect(report.text.contains("PASS proof[0].signature"))
    #expect(report.text.contains("PASS jsonld.cross-engine"))
    #expect(report.text.contains("PASS status[0].bit"))
  }

  @Test func `a badge without e-mail address, credits or status passes`() throws {
    var outline = try Fixture.outline()
    outline.achievement.creditsAvailable = nil
    var award = try Fixture.award()
    award.identities = []
    award.creditsEarned = nil
    award.status = nil
    let report = try IndependentVerifier.judge(outline, award, email: false)
    #expect(report.status == 0, "\(report.text)")
  }

  @Test func `a badge whose bit is set is called revoked`() throws {
    var award = try Fixture.award()
    award.status = StatusEntry(list: Fixture.base + "/status/1", index: 5)
    let report = try IndependentVerifier.judge(Fixture.outline(), award, email: true)
    #expect(report.status == 1)
    let failures = report.text.split(separator: "\n").filter { $0.hasPrefix("FAIL") }
    #expect(failures.count == 1 && failures[0].contains("status[0].bit"))
  }

  @Test(arguments: 0..<8)
  func `badges full of hostile text pass`(_ seed: UInt64) throws {
    var badges = RandomBadges(seed)
    var outline = try Fixture.outline()
    outline.name = "N" + badges.text()
    outline.issuer.name = "U" + badges.text()
    outline.achievement.name = "A" + badges.text()
    outline.achievement.description = "D" + badges.text()
    outline.achievement.criteriaNarrative = badges.text()
    outline.achievement.alignments[0].targetName = "T" + badges.text()
    outline.achievement.resultDescriptions[0].allowedValues = ["lo" + badges.text(), "hi"]
    outline.achievement.tags = ["t" + badges.text(), "t"]
    var award = try Fixture.award(Int(seed))
    award.term = badges.text()
    award.narrative = badges.text()
    award.identities.append(IdentityHash(open: "P" + badges.text(), type: "name"))
    award.evidence = [
      EvidenceItem(id: badges.uri(), name: badges.maybe(), narrative: badges.maybe()),
      EvidenceItem(id: nil, name: "without URL " + badges.text()),
    ]
    let report = try IndependentVerifier.judge(outline, award, email: true)
    #expect(report.status == 0, "\(report.text)")
  }

  @Test func `a badge with an embedded endorsement passes`() throws {
    let signer = try Fixture.signer()
    let outline = try Fixture.outline()
    let endorsement = Endorsement(
      id: "urn:uuid:1d4c1b1a-8c0e-4b3d-8d7a-000000000001", name: "Good", issuer: outline.issuer,
      validFrom: Fixture.start, endorsedID: outline.achievement.id, comment: "Rigorous.")
    let signed = try DataIntegrity.sign(endorsement.json, created: Fixture.start, signer: signer)
    let credential = OpenBadgeCredential(
      outline: outline, award: try Fixture.award(), endorsements: [signed])
    let badge = try DataIntegrity.sign(credential.json, created: Fixture.start, signer: signer)
    let report = try IndependentVerifier.judge(badge.serialized, email: true)
    #expect(report.status == 0, "\(report.text)")
    #expect(report.text.contains("PASS endorsement[0].proof[0].signature"))
  }
}
