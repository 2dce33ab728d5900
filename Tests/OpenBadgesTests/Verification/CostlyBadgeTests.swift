import LinkedData
import Testing

@testable import OpenBadges

/// Badges made to cost much, whose every part is within its own bounds.
@Suite struct CostlyBadgeTests {
  /// Blank nodes that cannot be told apart within the steps of one document.
  private func poisoned(_ issuer: SpoilingIssuer) throws -> JSONValue {
    let results = JSONValue.array([JSONValue](repeating: ["type": ["Result"]], count: 300))
    let subject = try #require(issuer.document["credentialSubject"]?.object)
    let alike = JSONValue.object(subject.removing("id"))
      .setting("result", results)
    return issuer.document.setting("credentialSubject", [alike, alike])
  }

  @Test func `poisoned endorsements cost no more than one poisoned badge`() async throws {
    let issuer = try SpoilingIssuer()
    let signed = try issuer.sign(poisoned(issuer), ["cryptosuite": "eddsa-rdfc-2022"])
    let proof = try #require(signed["proof"]?.elements.first)
    let endorsement = signed.setting("proof", .array([JSONValue](repeating: proof, count: 8)))
    let badge = try issuer.sign(
      issuer.document.setting(
        "endorsement", .array([JSONValue](repeating: endorsement, count: 30))))
    let host = try issuer.host()
    let start = ContinuousClock.now
    let report = await VerifBadgeVerifierTests.judge(
      SpoiledBadge(name: "", input: badge.serialized, host: host))
    let failures = report.failures.map(\.sentence)
    #expect(failures.contains { $0.contains("cannot be told apart") })
    #expect(failures.contains { $0.contains("cost too much work") })
    #expect(failures.contains { $0.contains("too many proofs") })
    #expect(ContinuousClock.now - start < .seconds(40))
  }

  @Test func `endorsements within endorsements come to an end`() async throws {
    let issuer = try SpoilingIssuer()
    let plain = try issuer.sign(issuer.document)
    var badge = plain
    for _ in 0..<6 { badge = try issuer.sign(issuer.document.setting("endorsement", [badge])) }
    let report = await VerifBadgeVerifierTests.judge(
      SpoiledBadge(name: "", input: badge.serialized, host: try issuer.host()))
    #expect(report.failures.contains { $0.sentence.contains("too deep") })
    #expect(report.findings.count { $0.name.hasSuffix("proof.present") } <= 10)
  }

  @Test func `large documents of many hosts are not all kept`() async throws {
    let issuer = try SpoilingIssuer()
    let large = [UInt8(ascii: "{")] + [UInt8](repeating: 0, count: (8 << 20) - 1)
    let entry = try #require(issuer.document["credentialStatus"]?.elements.first)
    let many = (0..<8).map {
      entry.setting("statusListCredential", .string("\(Fixture.base)/large/\($0)"))
    }
    let badge = try issuer.sign(issuer.document.setting("credentialStatus", .array(many)))
    var host = try issuer.host()
    for number in 0..<8 { host["/large/\(number)"] = large }
    let report = await VerifBadgeVerifierTests.judge(
      SpoiledBadge(name: "", input: badge.serialized, host: host))
    #expect(report.failures.contains { $0.sentence.contains("are too large") })
  }
}
