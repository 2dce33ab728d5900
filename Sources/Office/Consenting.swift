public import Foundation
public import Microcredentials
import Postgres
public import Storage

/// A badge as its own learner sees it.
public struct OwnBadge: Sendable {
  /// How it stands, and what is allowed of it.
  public var publication: Publication
  /// What it is called.
  public var name: String
  /// The day on which it was earned.
  public var earnedOn: Day
}

/// What a learner allows to be shown; nobody else decides it.
extension Visit {
  /// What a learner allows at present, for all awards.
  public func consents(of learner: UUID) throws -> Set<Consents.Field> {
    let learner = try standing(learner)
    try may(.readLearners, learner: learner)
    return try granted(by: learner)
  }

  /// Notes what the learner allows from now on for all awards, or allows no longer; what was said
  /// of one award still holds for that one.
  public func consent(
    _ wanted: [Consents.Field: Bool], for learner: UUID
  ) throws -> Set<Consents.Field> {
    let learner = try standing(learner)
    try refuseOthers(learner)
    let records = try records(of: learner)
    try Enrollments.lock(ofLearners: records, of: institution, in: transaction)
    let before = try granted(by: learner)
    let badges = try Publications.of(
      learners: records, institution: institution, in: transaction)
    for (field, isGranted) in wanted.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where before.contains(field) != isGranted {
      try Consents.add(
        field, granted: isGranted, by: learner, of: institution, actor: caller.id, in: transaction)
      try journal(
        "consent", "learner", learner.text, from: isGranted ? "withheld" : "granted",
        to: isGranted ? "granted" : "withheld", reason: "The learner decided: \(field.rawValue).",
        as: .learner)
    }
    for badge in badges { try follow(badge) }
    return try granted(by: learner)
  }

  /// How the badge of an award stands, and what the learner allows of it.
  public func publication(ofAward award: UUID) throws -> Publication {
    let publication = try badge(ofAward: award)
    try may(.readAwards, learner: publication.learner)
    return publication
  }

  /// Notes what the learner allows to be shown of one badge from now on, or allows no longer.
  public func publish(
    _ wanted: [Consents.Field: Bool], ofAward award: UUID
  ) throws -> Publication {
    let learner = try badge(ofAward: award).learner
    try refuseOthers(learner)
    // The loop and other changes of the same badge wait.
    try Enrollments.lock(
      ofLearners: records(of: learner), of: institution, in: transaction)
    let before = try badge(ofAward: award)
    for (field, isGranted) in wanted.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where before.granted.contains(field) != isGranted {
      try Consents.add(
        field, granted: isGranted, by: standing(learner), for: before.award, of: institution,
        actor: caller.id, in: transaction)
      try journal(
        isGranted ? "publish" : "withdraw", "award", before.award.text,
        from: isGranted ? "withheld" : "granted", to: isGranted ? "granted" : "withheld",
        reason: "The learner decided: \(field.rawValue).", as: .learner)
    }
    try follow(before)
    return try badge(ofAward: award)
  }

  /// The badges of the caller as a learner, the one awarded last first.
  public func ownBadges() throws -> [OwnBadge] {
    guard let learner = caller.learner else { return [] }
    return try Publications.of(
      learners: records(of: learner), institution: institution, in: transaction
    ).compactMap { publication in
      let content = try Publications.content(
        of: publication, institution: institution, in: transaction)
      return try content.map {
        try OwnBadge(
          publication: publication,
          name: PublicBadge(publication, $0, of: caller.institution).name, earnedOn: $0.earnedOn)
      }
    }
  }

  /// The decisions that the caller made as a learner, and what was disclosed; the last one first.
  public func ownPrivacyLog() throws -> (
    decisions: [Consents.Decision], disclosures: [Disclosures.Disclosure]
  ) {
    guard let learner = caller.learner else { return ([], []) }
    let records = try records(of: learner)
    return (
      try Consents.history(
        of: records, limit: 200, institution: institution, in: transaction),
      try Disclosures.of(records, limit: 200, institution: institution, in: transaction)
    )
  }

  private func badge(ofAward award: UUID) throws -> Publication {
    let found = try Publications.of(award: award, institution: institution, in: transaction)
    guard let found else { throw Refusal(.nothingThere, "There is no award of this id.") }
    return found
  }

  private func refuseOthers(_ learner: UUID) throws {
    guard try isCaller(learner) else {
      throw Refusal(.forbidden, "Only the learner decides what is shown.")
    }
  }

  func records(of learner: UUID) throws -> [UUID] {
    try Learners.people(of: [learner], institution: institution, in: transaction)[learner]?
      .records ?? [learner]
  }

  /// Carries a decision out: the badge is signed again where its links change, and the log of
  /// disclosures says what the world may see from now on.
  func follow(
    _ before: Publication, on basis: String = "The learner's consent."
  ) throws {
    let now = try badge(ofAward: before.award)
    if before.granted.contains(.evidenceLink) != now.granted.contains(.evidenceLink) {
      try signAgain([now.award])
    }
    let visible = before.isPublic ? before.granted : []
    guard (now.isPublic ? now.granted : []) != visible else { return }
    let fields = Consents.Field.allCases.filter(now.shows).map(\.rawValue)
    try Disclosures.add(
      Disclosures.Disclosure(
        of: now.learner, to: "the public",
        what: now.isPublic
          ? "Badge \(now.credential.text): \(fields.joined(separator: ", "))."
          : "Badge \(now.credential.text): nothing any more.",
        basis: basis), of: institution, in: transaction)
  }

  private func granted(by learner: UUID) throws -> Set<Consents.Field> {
    Set(
      try Consents.Field.allCases.filter { field in
        try !Consents.granted(field, by: [learner], of: institution, in: transaction).isEmpty
      })
  }
}
