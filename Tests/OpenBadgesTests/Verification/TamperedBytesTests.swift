import Foundation
import LinkedData
import OpenBadges
import TestSupport
import Testing

/// Our own badges with one bit altered somewhere: as JSON, as VC-JWT, within pictures, in the status
/// list and in the keys.
@Suite struct TamperedBytesTests {
  /// Bits of a text flipped at a stride; the start depends on the seed.
  private static func flipped(
    _ bytes: [UInt8], in range: Range<Int>? = nil, count: Int, seed: UInt64
  ) -> [(place: Int, bytes: [UInt8])] {
    var random = SplitMix(state: seed)
    let range = range ?? bytes.indices
    let stride = max(1, range.count / count)
    let start = range.lowerBound + Int(random.next() % UInt64(stride))
    return Swift.stride(from: start, to: range.upperBound, by: stride).map { place in
      var altered = bytes
      altered[place] ^= 1 << UInt8(random.next() % 8)
      return (place, altered)
    }
  }

  /// Altered badges; those of which it does not have to be noticed have no reason.
  private static func badges(seed: UInt64) throws -> [SpoiledBadge] {
    let issuer = try SpoilingIssuer()
    let host = try issuer.host()
    let template = try BadgeTemplate(outline: Fixture.outline(), signer: issuer.signer)
    let json = try template.issue(Fixture.award(), created: Fixture.start)
    let jwt = try issuer.token(issuer.document)
    let png = try Baking.png(BakingSamples.png, credential: .json(json))
    let svg = [UInt8](try Baking.svg(BakingSamples.svg, credential: .json(json)).utf8)
    let credential = try #require(svg.firstRange(of: json))
    var badges: [SpoiledBadge] = []
    let forms: [(String, [UInt8], Range<Int>?)] = [
      ("JSON", json, nil), ("JWT", jwt, nil), ("PNG", png, nil), ("SVG", svg, credential),
    ]
    for (name, bytes, range) in forms {
      badges.append(
        SpoiledBadge(name: "\(seed) whole \(name)", input: bytes, host: host, reason: nil))
      badges += flipped(bytes, in: range, count: 60, seed: seed).map {
        SpoiledBadge(name: "\(seed) \(name) \($0.place)", input: $0.bytes, host: host, reason: "")
      }
    }
    // The keys' document is not signed: what matters of it is the key.
    for (path, isSigned) in [("/status/1", true), ("/.well-known/did.json", false)] {
      let document = try #require(host[path])
      for change in flipped(document, count: 60, seed: seed) {
        var host = host
        host[path] = change.bytes
        badges.append(
          SpoiledBadge(
            name: "\(seed) \(path) \(change.place)", input: json, host: host,
            reason: isSigned ? "" : nil))
      }
    }
    return badges
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a badge of ours with one bit altered is refused`(seed: UInt64) async throws {
    for badge in try Self.badges(seed: seed) {
      let report = await VerifBadgeVerifierTests.judge(badge)
      if badge.name.contains("whole") { #expect(report.isValid, "\(report.failures)") }
      if badge.reason != nil { #expect(!report.isValid, "\(badge.name) is taken for valid") }
    }
  }

  @Test(.enabled(if: IndependentVerifier.isPresent), arguments: [1, 2] as [UInt64])
  func `a verifier that others wrote refuses and accepts the same`(seed: UInt64) async throws {
    let badges = try Self.badges(seed: seed)
    let verdicts = try IndependentVerdicts.of(badges)
    for badge in badges {
      let report = await VerifBadgeVerifierTests.judge(badge)
      let verdict = try #require(verdicts[badge.name])
      #expect(
        report.isValid == verdict.isValid,
        "\(badge.name): ours \(report.failures), theirs \(verdict.failures)")
    }
  }
}
