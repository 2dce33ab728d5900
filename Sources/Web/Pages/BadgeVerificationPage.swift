import Foundation
import Office
import Storage

/// What the page of a verification shows: every step, and what came of it.
struct VerificationPage {
  struct Step {
    let title: String
    let text: String
    let word: String
    let tone: String
  }

  let id: String
  let name: String
  let badge: PublicBadge
  let tone: String
  let verdict: String
  let at: DateShown
  let clock: String
  let steps: [Step]
  let keysAddress: String

  init(_ badge: PublicBadge, _ found: OwnVerification, _ visit: PageVisit) {
    let language = visit.language
    self.badge = badge
    id = badge.publication.credential.text
    name = badge.name
    tone = found.isValid ? "good" : "bad"
    verdict = (found.isValid ? BadgeWord.allGood : .notGood)(in: language)
    at = DateShown(found.at, in: visit.institution.zone, language)
    let time = at.iso.drop { $0 != "T" }.dropFirst().prefix(8)
    clock = "\(time) UTC"
    keysAddress = "\(visit.institution.site)/.well-known/did.json"
    steps = found.passed.compactMap { step, isGood in
      guard let title = VerificationWord(rawValue: step.rawValue),
        let text = VerificationWord(rawValue: step.rawValue + "Text")
      else { return nil }
      return Step(
        title: title(in: language), text: text(in: language),
        word: (isGood ? BadgeWord.good : .bad)(in: language), tone: isGood ? "good" : "bad")
    }
  }
}
