import Foundation
import LinkedData
import OpenBadges
import TestSupport
import Testing

@Suite struct VerifBadgeVerifierTests {
  static func judge(_ badge: SpoiledBadge) async -> VerificationReport {
    let host = badge.host
    return await BadgeVerifier(
      now: SpoilingIssuer.now, identities: badge.email.map { [("emailAddress", $0)] } ?? [],
      forms: [badge.form],
      fetch: { url, _ in
        guard url.hasPrefix(Fixture.base), let bytes = host[String(url.dropFirst(26))] else {
          throw VerificationProblem("Nothing is there.")
        }
        return FetchedDocument(bytes: bytes, mediaType: nil)
      }
    ).verify(badge.input)
  }

  @Test func `good badges are valid, and of spoiled ones the reason is named`() async throws {
    for badge in try SpoiledBadges.all() {
      let report = await Self.judge(badge)
      let failures = report.failures.map(\.description)
      guard let reason = badge.reason else {
        #expect(report.isValid, "\(badge.name): \(failures)")
        continue
      }
      #expect(!report.isValid, "\(badge.name) is taken for valid")
      #expect(
        reason.isEmpty || report.failures.contains { $0.name.contains(reason) },
        "\(badge.name): \(failures)")
    }
  }

  @Test(.enabled(if: IndependentVerifier.isPresent))
  func `a verifier that others wrote comes to the same verdicts`() async throws {
    let badges = try SpoiledBadges.all() + SpoiledBadges.random(300)
    let verdicts = try IndependentVerdicts.of(badges)
    #expect(verdicts.count == badges.count)
    for badge in badges {
      let report = await Self.judge(badge)
      let verdict = try #require(verdicts[badge.name])
      #expect(
        report.isValid == verdict.isValid,
        "\(badge.name): ours \(report.failures), theirs \(verdict.failures)")
    }
  }

  @Test(
    .enabled(if: SharedData.exists("samples/badge.json")),
    arguments: [
      "badge.json", "badge-two-proofs.json", "badge.jwt", "badge-json.png", "badge-json.svg",
      "badge-jwt.png", "badge-jwt.svg",
    ])
  func `the samples of another issuer are valid in every form`(_ file: String) async throws {
    let verifier = BadgeVerifier(
      now: try #require(Timestamp.seconds("2027-01-01T00:00:00Z")),
      forms: BadgeVerifier.SchemaForm.allCases,
      fetch: { url, _ in
        let path = String(url.dropFirst(Fixture.base.count))
        return FetchedDocument(
          bytes: try SharedData.bytes("samples/host" + path), mediaType: nil)
      })
    let report = await verifier.verify(try SharedData.bytes("samples/" + file))
    #expect(report.isValid, "\(report.failures)")
    #expect(report.credential?.issuerName != nil)
  }

  @Test func `whoever is asked for very many documents is asked no more`() async throws {
    let issuer = try SpoilingIssuer()
    let entry = try #require(issuer.document["credentialStatus"])
    let many = (0..<40).map {
      entry.setting("statusListCredential", .string("https://h\($0).example/1"))
    }
    let document = try issuer.sign(issuer.document.setting("credentialStatus", .array(many)))
    let report = await Self.judge(
      SpoiledBadge(name: "", input: document.serialized, host: try issuer.host()))
    #expect(!report.isValid && report.failures.contains { $0.name == "status" })
  }

  @Test func `documents made to cost much time end soon`() async throws {
    let issuer = try SpoilingIssuer()
    let many = JSONValue.array([JSONValue](repeating: ["type": ["Result"]], count: 20_000))
    let alike = JSONValue.array([JSONValue](repeating: ["type": ["Evidence"]], count: 20_000))
    let start = ContinuousClock.now
    for document in [
      issuer.document.setting("credentialSubject/result", many)
        .setting("credentialSubject/achievement/resultDescription", many),
      issuer.document.setting("evidence", alike),
    ] {
      let signed = try issuer.sign(document, ["cryptosuite": "eddsa-rdfc-2022"])
      let report = await Self.judge(
        SpoiledBadge(name: "", input: signed.serialized, host: try issuer.host()))
      #expect(!report.isValid)
    }
    #expect(ContinuousClock.now - start < .seconds(30))
  }
}
