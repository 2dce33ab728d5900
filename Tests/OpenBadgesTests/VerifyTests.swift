import LinkedData
import OpenBadges
import Testing

@Suite struct VerifyTests {
  static func issued() throws -> (document: JSONValue, key: VerificationMethod) {
    let signer = try Fixture.signer()
    let template = try BadgeTemplate(outline: try Fixture.outline(), signer: signer)
    let bytes = try template.issue(try Fixture.award(), created: Fixture.start)
    return (try JSONValue(parsing: bytes), signer.verificationMethod)
  }

  static func failures(
    _ document: JSONValue, _ keys: [VerificationMethod], at now: Int64? = nil
  ) -> Set<String> {
    Set(verify(document: document, publicKeys: keys, at: now).failures.map(\.name))
  }

  @Test func `every altered member of a badge breaks its signature`() throws {
    let (document, key) = try Self.issued()
    let object = try #require(document.object)
    for name in ["id", "name", "description", "validFrom", "awardedDate"] {
      var altered = object
      altered[name] = name == "id" ? "urn:x:other" : "2020-01-01T00:00:00Z"
      #expect(Self.failures(.object(altered), [key]).contains("proof[0].signature"))
    }
    var removed = object
    removed["credentialStatus"] = nil
    #expect(Self.failures(.object(removed), [key]).contains("proof[0].signature"))
  }

  @Test func `the order of members and of unordered lists does not matter`() throws {
    let (document, key) = try Self.issued()
    let members = try #require(document.object).members.reversed().map { ($0.name, $0.value) }
    var object = JSONObject(members)
    object["type"] = ["OpenBadgeCredential", "VerifiableCredential"]
    #expect(Self.failures(.object(object), [key]).isEmpty)
  }

  @Test func `another key, another controller or an altered proof is noticed`() throws {
    let (document, key) = try Self.issued()
    let other = VerificationMethod(
      controller: Fixture.did, publicKey: try Fixture.signer(8).verificationMethod.publicKey)
    #expect(Self.failures(document, [other]) == ["proof[0].key"])
    let stolen = try #require(
      VerificationMethod(
        id: key.id, controller: "did:web:other.example", publicKeyMultibase: key.publicKeyMultibase)
    )
    #expect(Self.failures(document, [stolen]) == ["proof[0].controller"])
    let wrong = try #require(
      VerificationMethod(
        id: key.id, controller: key.controller, publicKeyMultibase: other.publicKeyMultibase))
    #expect(Self.failures(document, [wrong]) == ["proof[0].signature"])
    var object = try #require(document.object)
    var proof = try #require(object["proof"]?.elements.first?.object)
    proof["created"] = "2026-09-21T00:00:00Z"
    object["proof"] = [.object(proof)]
    #expect(Self.failures(.object(object), [key]) == ["proof[0].signature"])
    object["proof"] = nil
    #expect(Self.failures(.object(object), [key]) == ["proof.present"])
  }

  @Test func `validity is judged at the instant given`() throws {
    let (document, key) = try Self.issued()
    #expect(Self.failures(document, [key], at: Fixture.start).isEmpty)
    #expect(
      Self.failures(document, [key], at: Fixture.start - 1000)
        == ["validity.from", "proof[0].created"])
    #expect(
      Self.failures(document, [key], at: .min).isSuperset(of: ["validity.from"]))
    #expect(Self.failures(document, [key], at: .max).isEmpty)
  }

  @Test func `bytes that are no document give one named failure`() {
    #expect(verify(document: [0x7B], publicKeys: []).failures.map(\.name) == ["json"])
    #expect(verify(document: [UInt8]("[]".utf8), publicKeys: []).failures.map(\.name) == ["json"])
  }

  @Test func `an embedded endorsement is verified with the badge`() throws {
    let signer = try Fixture.signer()
    let outline = try Fixture.outline()
    let endorsement = Endorsement(
      id: "urn:uuid:1d4c1b1a-8c0e-4b3d-8d7a-000000000001", name: "Good", issuer: outline.issuer,
      validFrom: Fixture.start, endorsedID: outline.achievement.id, comment: "Rigorous.")
    let signed = try DataIntegrity.sign(endorsement.json, created: Fixture.start, signer: signer)
    let credential = OpenBadgeCredential(
      outline: outline, award: try Fixture.award(), endorsements: [signed])
    let badge = try DataIntegrity.sign(credential.json, created: Fixture.start, signer: signer)
    let verification = verify(document: badge, publicKeys: [signer.verificationMethod])
    #expect(verification.isValid, "\(verification.failures)")
    #expect(verification.checks.contains { $0.name == "endorsement[0].proof[0].signature" })
  }

  @Test func `a chained proof is verified with the proof that it follows`() throws {
    let (document, key) = try Self.issued()
    var object = try #require(document.object)
    object["proof"] = nil
    var first = try #require(document["proof"]?.elements.first?.object)
    first["previousProof"] = "urn:x:none"
    object["proof"] = [.object(first)]
    #expect(Self.failures(.object(object), [key]) == ["proof[0].previousProof"])
  }
}
