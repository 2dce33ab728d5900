import Foundation
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage

/// What the page of a badge shows.
struct BadgePage {
  struct Evidence {
    let name: String
    let kind: String?
    let summary: String?
    let hash: String?
    let link: String?
  }

  struct Result {
    let text: String
    let on: DateShown?
    let values: String
  }

  struct Competency {
    let name: String
    let link: String?
    let framework: String?
  }

  let id: String
  let badge: PublicBadge
  let name: String
  let summary: String
  let holder: String?
  let earned: DateShown
  let awarded: DateShown
  let corrected: DateShown?
  let validUntil: DateShown?
  let status: StatusShown
  let criteria: String
  let programPath: String?
  let hasSkills: Bool
  let hasCompetencies: Bool
  let competencies: [Competency]
  let hasEvidence: Bool
  let evidence: [Evidence]
  let hasResults: Bool
  let results: [Result]
  let issuer: IssuerShown
  let keysAddress: String
  let sharing: BadgeSharing?
  let head: BadgeHead

  init(_ badge: PublicBadge, _ visit: PageVisit, at now: Int64) {
    let institution = visit.institution
    let language = visit.language
    let awardedDay = DateShown(badge.awardedAt, in: institution.zone, language)
    self.badge = badge
    id = badge.publication.credential.text
    name = badge.name
    summary = badge.summary
    holder = badge.holder
    earned = DateShown(badge.earnedOn, language)
    awarded = awardedDay
    corrected =
      badge.publication.revision > 1
      ? DateShown(badge.signedAt, in: institution.zone, language) : nil
    validUntil = badge.validUntil.map { DateShown($0, in: institution.zone, language) }
    status = StatusShown(badge, visit, at: now)
    criteria = CriteriaNarrative.html(badge.criteria)
    programPath = badge.programAddress.flatMap {
      $0.hasPrefix(institution.site + "/") ? String($0.dropFirst(institution.site.count)) : nil
    }
    hasSkills = !badge.skills.isEmpty
    hasCompetencies = !badge.competencies.isEmpty
    competencies = badge.competencies.map {
      Competency(
        name: $0.name, link: $0.address.flatMap(WebLink.safe),
        framework: [$0.framework, $0.code].compactMap { $0 }.joined(separator: ", ").ifAny)
    }
    evidence = (badge.evidence ?? []).map {
      Evidence(
        name: $0.name, kind: $0.kind, summary: $0.summary, hash: $0.hash,
        link: $0.link.flatMap(WebLink.safe))
    }
    hasEvidence = !evidence.isEmpty
    results = (badge.results ?? []).map { result in
      Result(
        text: "\(result.kind.capitalized) \(result.code)",
        on: Day(result.on).map { DateShown($0, language) },
        values: result.values.joined(separator: ", "))
    }
    hasResults = !results.isEmpty
    issuer = IssuerShown(institution)
    keysAddress = "\(institution.site)/.well-known/did.json"
    let isLive = badge.publication.state == .live && !status.isExpired
    sharing = isLive ? BadgeSharing(badge, of: institution) : nil
    head = BadgeHead(badge, of: institution)
  }
}

/// Who issues, with links that lead to its own pages.
struct IssuerShown {
  let name: String
  let url: String?
  let email: String
  let logo: String?

  init(_ institution: Institution) {
    name = institution.name
    url = WebLink.safe(institution.url)
    email = institution.email
    logo = institution.image.flatMap(WebLink.safe)
  }
}

/// How the badge stands, in a word, a sentence and a date.
struct StatusShown {
  let tone: String
  let title: String
  let text: String
  let since: DateShown?
  let reason: String?
  let isExpired: Bool

  init(_ badge: PublicBadge, _ visit: PageVisit, at now: Int64) {
    let (zone, language) = (visit.institution.zone, visit.language)
    let publication = badge.publication
    let hasExpired = badge.validUntil.map { $0 <= now } ?? false
    var since = publication.since.map { DateShown($0, in: zone, language) }
    func say(_ title: BadgeWord, _ text: BadgeWord) -> (String, String) {
      (title(in: language), text(in: language))
    }
    switch publication.state {
    case .revoked, .superseded:
      tone = "bad"
      (title, text) = say(.revoked, .revokedOn)
    case .suspended:
      tone = "warn"
      (title, text) = say(.suspended, .suspendedOn)
    case .live where hasExpired:
      tone = "warn"
      (title, text) = say(.expired, .expiredOn)
      since = badge.validUntil.map { DateShown($0, in: zone, language) }
    case .live:
      tone = "good"
      (title, text) = say(.valid, .validText)
      since = nil
    }
    self.since = since
    reason = publication.publicReason
    isExpired = hasExpired
  }
}

/// A date in words, and as programs read it.
struct DateShown {
  let iso: String
  let text: String

  init(_ day: Day, _ language: Language) {
    iso = "\(day)"
    text = Self.words(
      Date(timeIntervalSince1970: Double(day.number) * 86_400), TimeZone(identifier: "UTC"),
      language)
  }

  init(_ instant: PostgresInstant, in zone: String, _ language: Language) {
    let seconds = Double(instant.microsecondsSince1970) / 1_000_000
    self.init(Int64(seconds.rounded(.down)), in: zone, language)
  }

  init(_ seconds: Int64, in zone: String, _ language: Language) {
    let date = Date(timeIntervalSince1970: Double(seconds))
    iso = date.formatted(.iso8601)
    text = Self.words(date, TimeZone(identifier: zone), language)
  }

  /// With the time of day, and the zone in which it is told.
  init(moment instant: PostgresInstant, in zone: String, _ language: Language) {
    let date = Date(timeIntervalSince1970: Double(instant.microsecondsSince1970) / 1_000_000)
    iso = date.formatted(.iso8601)
    text = Self.words(date, TimeZone(identifier: zone), language, time: .shortened) + " (\(zone))"
  }

  private static func words(
    _ date: Date, _ zone: TimeZone?, _ language: Language,
    time: Date.FormatStyle.TimeStyle = .omitted
  ) -> String {
    let locale = Locale(identifier: language == .english ? "en_US" : language.rawValue)
    var style = Date.FormatStyle(date: .long, time: time, locale: locale)
    style.timeZone = zone ?? .gmt
    return date.formatted(style)
  }
}

/// A link that a page may lead to.
enum WebLink {
  /// The link when it is of the web; a program's file may say anything.
  static func safe(_ text: String) -> String? {
    let start = text.prefix(8).lowercased()
    return start.hasPrefix("https://") || start.hasPrefix("http://") ? text : nil
  }
}

extension String {
  var ifAny: String? { isEmpty ? nil : self }
}
