import LinkedData
import OpenBadges
import Testing

@Suite struct BadgeTemplateTests {
  @Test(arguments: 0..<80)
  func `the fast path gives the bytes of the general path, and they verify`(_ seed: UInt64) throws {
    var badges = RandomBadges(seed)
    let signer = try Fixture.signer()
    let outline = badges.outline()
    let template = try BadgeTemplate(outline: outline, signer: signer)
    for _ in 0..<4 {
      let award = badges.award(for: outline)
      let created = badges.instant()
      let fast = try template.issue(award, created: created)
      let general = try template.issueGenerally(award, created: created)
      #expect(fast == general)
      let checks = verify(document: fast, publicKeys: [signer.verificationMethod])
      #expect(checks.checks.contains { $0.name == "proof[0].signature" && $0.passed })
      #expect(checks.checks.contains { $0.name == "vocabulary" && $0.passed })
    }
  }

  @Test func `an ordinary badge is compiled and valid`() throws {
    let signer = try Fixture.signer()
    let template = try BadgeTemplate(outline: try Fixture.outline(), signer: signer)
    #expect(template.isCompiled)
    var award = try Fixture.award()
    award.results = [
      AchievementResult(
        resultDescription: Fixture.base + "/achievements/data/v3/grade", value: "A"),
      AchievementResult(
        resultDescription: Fixture.base + "/achievements/data/v3/status", status: "Completed"),
    ]
    award.evidence = [EvidenceItem(id: Fixture.base + "/evidence/1", name: "Portfolio")]
    #expect(template.compiledCanonicalForm(of: award) != nil)
    let bytes = try template.issue(award, created: Fixture.start)
    let verification = verify(
      document: bytes, publicKeys: [signer.verificationMethod], at: Fixture.start + 60)
    #expect(verification.isValid, "\(verification.failures)")
  }

  @Test func `a subject is identified even without e-mail address`() throws {
    let signer = try Fixture.signer()
    let template = try BadgeTemplate(outline: try Fixture.outline(), signer: signer)
    var award = try Fixture.award()
    award.identities = []
    let bytes = try template.issue(award, created: Fixture.start)
    let subject = try JSONValue(parsing: bytes)["credentialSubject"]
    #expect(subject?["identifier"] == nil)
    #expect(subject?["id"]?.string?.hasPrefix("urn:uuid:") == true)
    #expect(verify(document: bytes, publicKeys: [signer.verificationMethod]).isValid)
  }

  @Test func `parts of an achievement that look alike are issued the general way`() throws {
    let signer = try Fixture.signer()
    var outline = try Fixture.outline()
    outline.achievement.resultDescriptions = ["1", "2"].map {
      ResultDescription(
        id: Fixture.base + "/r/" + $0, name: $0, resultType: "Result",
        allowedValues: ["Fail", "Pass"])
    }
    let template = try BadgeTemplate(outline: outline, signer: signer)
    #expect(!template.isCompiled)
    let bytes = try template.issue(try Fixture.award(), created: Fixture.start)
    #expect(verify(document: bytes, publicKeys: [signer.verificationMethod]).isValid)
  }

  @Test func `a wrong URI is named and never signed`() throws {
    let template = try BadgeTemplate(outline: try Fixture.outline(), signer: try Fixture.signer())
    var award = try Fixture.award()
    award.evidence = [EvidenceItem(id: "https://example.edu/ü", name: "Work")]
    #expect(throws: VocabularyError(path: "/evidence/0/id", problem: .notAbsoluteURI)) {
      try template.issue(award, created: Fixture.start)
    }
  }

  @Test func `control characters never reach a badge`() throws {
    let template = try BadgeTemplate(outline: try Fixture.outline(), signer: try Fixture.signer())
    var award = try Fixture.award()
    award.narrative = "a\u{0}\tb\u{85}\r\nc\u{7F}"
    let bytes = try template.issue(award, created: Fixture.start)
    #expect(
      try JSONValue(parsing: bytes)["credentialSubject"]?["narrative"]?.string == "a b\nc")
  }
}
