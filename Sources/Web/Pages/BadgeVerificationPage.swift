import Foundation
import Office
import OpenBadges
import Storage

/// What the page of a verification shows: every step, and what came of it.
struct VerificationPage {
  struct Step {
    let check: String
    let sentence: String
    let word: String
    let style: String
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

  init(_ badge: PublicBadge, _ found: VerificationReport, _ visit: PageVisit, at now: Int64) {
    let language = visit.language
    self.badge = badge
    id = badge.publication.credential.text
    name = badge.name
    tone = found.isValid ? "good" : "bad"
    verdict = (found.isValid ? BadgeWord.allGood : .notGood)(in: language)
    at = DateShown(now, in: visit.institution.zone, language)
    let time = at.iso.drop { $0 != "T" }.dropFirst().prefix(8)
    clock = "\(time) UTC"
    keysAddress = "\(visit.institution.site)/.well-known/did.json"
    steps = found.findings.filter { $0.outcome != .info }.map { finding in
      Step(
        check: finding.name, sentence: finding.sentence,
        word: (finding.outcome == .pass ? BadgeWord.good : .bad)(in: language),
        style: finding.outcome == .pass ? "good" : "bad")
    }
  }
}
