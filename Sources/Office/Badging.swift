import Foundation
import Microcredentials
import OpenBadges
import Postgres
import Storage

/// What the badges of an institution say.
extension Institution {
  /// Its issuer id: `did:web:badges.example.edu`.
  var did: String {
    let rest = site.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: true).last ?? ""
    let parts = rest.drop { $0 == "/" }.split(separator: "/").map(String.init)
    let host = parts.first ?? "localhost"
    return DIDWeb(host: host, path: Array(parts.dropFirst()))?.did ?? "did:web:localhost"
  }

  var profile: IssuerProfile {
    IssuerProfile(
      id: did, name: name, url: url, email: email,
      image: image.map { BadgeImage(id: $0, caption: imageCaption) })
  }

  /// What all badges of a version have in common.
  func outline(of version: ProgramVersion) -> BadgeOutline {
    let address = "\(site)/programs/\(Self.escaped(version.program))"
    let id = "\(address)/versions/\(Self.escaped(version.version))"
    var achievement = Achievement(
      id: id, name: version.badge.name, description: version.badge.summary,
      criteriaID: "\(id)/criteria", criteriaNarrative: version.criteriaNarrative)
    achievement.version = version.version
    achievement.humanCode = version.program
    achievement.inLanguage = "en"
    achievement.tags = version.skills
    achievement.creditsAvailable = version.credit.stated.flatMap { try? Credits($0.description) }
    achievement.image = BadgeImage(
      id: version.badge.image ?? "\(id)/image.png",
      caption: version.badge.imageCaption ?? version.badge.name)
    achievement.alignments = version.competencies.enumerated().map { place, competency in
      // An alignment needs an address; a competency without one gets its place in the version.
      Alignment(
        targetName: competency.name, targetUrl: competency.url ?? "\(id)#competency-\(place + 1)",
        targetType: "ceasn:Competency", targetFramework: competency.framework,
        targetCode: competency.code)
    }
    return BadgeOutline(
      issuer: profile, achievement: achievement, name: version.badge.name,
      description: version.badge.summary)
  }

  /// A code as one segment of a path.
  static func escaped(_ text: String) -> String {
    var allowed = CharacterSet.alphanumerics
    allowed.insert(charactersIn: "-._~")
    return text.addingPercentEncoding(withAllowedCharacters: allowed.intersection(.urlPathAllowed))
      ?? "x"
  }
}

extension PostgresInstant {
  /// Whole seconds since 1970 in UTC.
  var seconds: Int64 {
    microsecondsSince1970 / 1_000_000 - (microsecondsSince1970 % 1_000_000 < 0 ? 1 : 0)
  }
}

extension Day {
  /// An instant that is this date both in UTC and in the institution's zone, in seconds since 1970:
  /// badges hold instants where the rules know dates. Noon in UTC, where that is within the day.
  func instant(in zone: String) -> Int64 {
    let noon = Int64(number) * 86_400 + 43_200
    let offset = TimeZone(identifier: zone)?.secondsFromGMT(
      for: Foundation.Date(timeIntervalSince1970: TimeInterval(noon)))
    let start = Int64(number) * 86_400 - Int64(offset ?? 0)
    return min(max(noon, start + 3_600), start + 82_800)
  }
}

/// Makes signed badges for awards.
struct Badging {
  let institution: Institution
  let now: PostgresInstant

  func document(
    _ award: Awards.New, id: UUID, status: Credentials.StatusEntry, badge: BadgeTemplate,
    evidence: [KnownFacts.EvidenceItem], showsLinks: Bool
  ) throws -> [UInt8] {
    var new = BadgeAward(
      id: "\(institution.site)/credentials/\(id.text)", subjectID: "urn:uuid:\(award.id.text)",
      validFrom: now.seconds)
    if let email = award.enrollment.email {
      let salt = String(UUID().text.filter { $0 != "-" }.prefix(16))
      new.identities = [IdentityHash(hashing: email, type: "emailAddress", salt: salt)]
    }
    new.awardedDate = now.seconds
    new.activityEndDate = award.earned.on.instant(in: institution.zone)
    new.term = award.earned.term?.name
    // A number on which verifiers disagree stands in words only.
    new.creditsEarned = award.earned.credits.flatMap { try? Credits($0.description) }
    new.narrative = narrative(award.earned)
    new.evidence = evidence.enumerated().map { place, item in
      // A link is in the badge only where the learner consented; its hash always is.
      let link = showsLinks ? item.url.flatMap(EvidenceLink.published) : nil
      let own = "\(institution.site)/credentials/\(id.text)#evidence-\(place + 1)"
      return EvidenceItem(
        id: link ?? own, name: item.name, description: item.summary,
        narrative: item.sha256.map { "SHA-256 of the content: \($0.map(hex).joined())" }
          ?? "SHA-256 of the link: \(item.fingerprint)",
        genre: item.kind)
    }
    new.status = StatusEntry(
      list: "\(institution.site)/status/\(status.list)", index: status.index)
    return try badge.issue(new, created: now.seconds)
  }

  private func narrative(_ earned: Decision.Earned) -> String {
    guard let credits = earned.credits else { return "Earned on \(earned.on)." }
    return "Earned on \(earned.on) with \(credits) credits."
  }

  private func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
