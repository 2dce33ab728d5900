import Foundation
public import Microcredentials
public import OpenBadges
import Postgres
public import Storage

/// What the badges of an institution say.
extension Institution {
  /// Its issuer id: `did:web:badges.example.edu`.
  public var did: String {
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

  /// The id of what a version of a program certifies, which is also its address.
  func achievement(_ program: String, _ version: String) -> String {
    "\(site)/programs/\(Self.escaped(program))/versions/\(Self.escaped(version))"
  }

  /// The address of a status list.
  func statusList(_ number: Int, _ purpose: StatusPurpose) -> String {
    "\(site)/status/\(number)" + (purpose == .suspension ? "/suspension" : "")
  }

  /// What all badges of a version have in common; `related` are ids of other achievements.
  public func outline(of version: ProgramVersion, related: [String] = []) -> BadgeOutline {
    let id = achievement(version.program, version.version)
    var achievement = Achievement(
      id: id, name: version.badge.name, description: version.badge.summary,
      criteriaID: "\(id)/criteria", criteriaNarrative: version.criteriaNarrative)
    achievement.version = version.version
    achievement.humanCode = version.program
    achievement.inLanguage = "en"
    achievement.fieldOfStudy = version.fieldOfStudy
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
    achievement.related = related
    achievement.resultDescriptions = BadgeResults(of: version, achievement: id).descriptions
    achievement.creator = profile(of: .creator, in: version, id)
    return BadgeOutline(
      issuer: profile, achievement: achievement, name: version.badge.name,
      description: version.badge.summary, assessor: profile(of: .assessor, in: version, id))
  }

  /// The partner that has a role.
  private func profile(
    of role: Partner.Role, in version: ProgramVersion, _ achievement: String
  ) -> IssuerProfile? {
    version.partners.first { $0.role == role }.map { partner in
      IssuerProfile(id: "\(achievement)#\(role.rawValue)", name: partner.name, url: partner.url)
    }
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
