import Foundation
import Office
import Storage

/// What the page of a learner's own badges shows.
struct MyBadgesPage {
  struct Choice {
    let name: String
    let title: String
    let hint: String
    let isChosen: Bool
  }

  struct Badge {
    let award: String
    let credential: String
    let title: String
    let earned: DateShown
    let tone: String
    let state: String
    let notice: String?
    let choices: [Choice]
    let isPublished: Bool
    let isSaved: Bool
  }

  struct LogLine {
    let at: DateShown
    let text: String
  }

  let badges: [Badge]
  let hasBadges: Bool
  let isHeld: Bool
  let token: String
  let decisions: [LogLine]
  let hasDecisions: Bool
  let disclosures: [LogLine]
  let hasDisclosures: Bool

  init(
    _ own: [OwnBadge], _ decisions: [Consents.Decision],
    _ disclosures: [Disclosures.Disclosure], _ visit: PageVisit, token: String, saved: String?
  ) {
    let (zone, language) = (visit.institution.zone, visit.language)
    let titles = Dictionary(
      own.map { ($0.publication.award, $0.name) }, uniquingKeysWith: { first, _ in first })
    badges = own.map { Self.badge($0, language, saved: saved) }
    hasBadges = !own.isEmpty
    isHeld = own.contains(where: \.publication.isHeld)
    self.token = token
    self.decisions = decisions.map { decision in
      let name = decision.award.map { titles[$0] ?? $0.text }
      return LogLine(
        at: DateShown(decision.at, in: zone, language),
        text: [
          name ?? MyBadgesWord.allBadges(in: language), Self.title(of: decision.field, language),
          (decision.isGranted ? MyBadgesWord.allowed : .notAllowed)(in: language),
        ].joined(separator: " – "))
    }
    hasDecisions = !decisions.isEmpty
    self.disclosures = disclosures.compactMap { line in
      line.at.map {
        LogLine(
          at: DateShown($0, in: zone, language),
          text: "\(line.to): \(line.what) \(line.basis)")
      }
    }
    hasDisclosures = !disclosures.isEmpty
  }

  private static func badge(
    _ own: OwnBadge, _ language: Language, saved: String?
  ) -> Badge {
    let publication = own.publication
    let isOpen = publication.granted.contains(.page)
    let state: MyBadgesWord =
      !isOpen ? .isPrivate : publication.isHeld ? .isHidden : .isPublic
    let notice: MyBadgesWord? =
      switch publication.state {
      case .live: nil
      case .suspended: .suspended
      case .revoked, .superseded: .revoked
      }
    return Badge(
      award: publication.award.text, credential: publication.credential.text, title: own.name,
      earned: DateShown(own.earnedOn, language),
      tone: state == .isPublic ? "good" : state == .isHidden ? "warn" : "",
      state: state(in: language), notice: notice.map { $0(in: language) },
      choices: Consents.Field.allCases.map { field in
        Choice(
          name: name(of: field), title: title(of: field, language),
          hint: hint(of: field)(in: language), isChosen: publication.granted.contains(field))
      }, isPublished: isOpen, isSaved: saved == publication.award.text)
  }

  /// The name of a field in forms.
  static func name(of field: Consents.Field) -> String {
    switch field {
    case .page: "page"
    case .name: "name"
    case .evidence: "evidence"
    case .evidenceLink: "evidenceLinks"
    case .results: "results"
    }
  }

  private static func title(of field: Consents.Field, _ language: Language) -> String {
    let word: MyBadgesWord =
      switch field {
      case .page: .page
      case .name: .name
      case .evidence: .evidence
      case .evidenceLink: .evidenceLinks
      case .results: .results
      }
    return word(in: language)
  }

  private static func hint(of field: Consents.Field) -> MyBadgesWord {
    switch field {
    case .page: .pageHint
    case .name: .nameHint
    case .evidence: .evidenceHint
    case .evidenceLink: .evidenceLinksHint
    case .results: .resultsHint
    }
  }
}
