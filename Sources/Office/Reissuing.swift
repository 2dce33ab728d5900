public import Foundation
import Microcredentials
import OpenBadges
import Postgres
import Storage

/// Signing badges again, as the same credential with a newer `validFrom` (Open Badges 3.0,
/// "Credential equality and comparison"): made anew from the stored decision and from what is known
/// today, so that the institution, the artwork, the e-mail address and the consents are today's. The
/// id, the place on the status list, what was earned and the date of the first award stay.
extension Visit {
  /// Signs the badge of an award again, for something that changed around it.
  public func reissueBadge(of id: UUID, reason: String) throws -> AwardStory {
    let (award, role) = try lockedAward(id)
    guard award.state.hasNotEnded else {
      throw Refusal(.wrongState, "The award has ended: it is \(award.state.rawValue).")
    }
    try reissue(awards: [id], reason: reason, as: role)
    return try self.award(id)
  }

  /// Signs the badges of awards again, whatever changed; awards that were superseded are passed
  /// over, as their badge belongs to another one now. Whoever calls has authorised it.
  func reissue(awards ids: [UUID], reason: String, as role: Role) throws {
    let issued = try signAgain(ids)
    for award in issued {
      try journal("reissue badge", "award", award.text, reason: reason, as: role)
    }
  }

  /// The same without an entry of its own in the journal, for what makes one of another kind.
  @discardableResult
  func signAgain(_ ids: [UUID]) throws -> [UUID] {
    try Reissuing.signAgain(ids, of: institution, office: office, in: transaction)
  }
}

/// What is needed to sign badges again, read after their enrollments were locked.
struct Reissuing {
  private let now: PostgresInstant
  private let key: String
  private let institution: Institution
  private let policy: Policy?
  private let awards: [BadgedAward]
  private let former: [UUID: Credentials.Latest]
  private let enrollments: [UUID: StoredEnrollment]
  private let versions: [UUID: VersionShelf.Ready]
  private let facts: [UUID: BadgeFacts]
  private let evidence: [BadgeFacts.Submission: [KnownFacts.EvidenceItem]]
  private let showing: Set<UUID>

  /// Signs the badges of awards again and stores them; the awards whose badges they are.
  static func signAgain(
    _ ids: [UUID], of institution: Int, office: Office, in transaction: Transaction
  ) throws -> [UUID] {
    guard !ids.isEmpty else { return [] }
    let enrollments = try Awards.badged(ids, of: institution, in: transaction).map(\.enrollment)
    try Enrollments.lock(enrollments, of: institution, in: transaction)
    let again = try Reissuing(ids, of: institution, office: office, in: transaction)
    let badges = try again.badges().map { badge in
      do {
        var new = try badge.earned.signed(at: again.now)
        new.revision = badge.former.revision + 1
        return new
      } catch let fault as UnverifiedDocument {
        throw Refusal(.invalid, fault.description)
      }
    }
    try Credentials.add(badges, key: again.key, of: institution, in: transaction)
    return badges.map(\.award)
  }

  private init(
    _ ids: [UUID], of id: Int, office: Office, in transaction: Transaction
  ) throws {
    institution = try Institutions.one(id, in: transaction)
    let keys = try Credentials.keys(
      of: id, at: office.clock?(), in: transaction)
    guard let active = keys.first(where: \.isActive) else {
      throw Refusal(
        .noSigningKey,
        "\(institution.code) has no signing key: run `conferral key create`.")
    }
    key = active.id
    now = try Institutions.now(of: id, at: office.clock?(), in: transaction).0
    policy = try Institutions.policy(of: id, in: transaction)
    awards = try Awards.badged(ids, of: id, in: transaction).filter { !$0.isSuperseded }
    former = try Credentials.latest(of: awards.map(\.id), institution: id, in: transaction)
    let read = try Enrollments.read(awards.map(\.enrollment), of: id, in: transaction)
    enrollments = Dictionary(uniqueKeysWithValues: read.map { ($0.id, $0) })
    versions = try office.shelf.versions(
      Set(awards.map(\.version)), of: VersionShelf.Issuer(institution: institution, key: key),
      keys: office.keys, in: transaction)
    facts = Dictionary(
      uniqueKeysWithValues: awards.compactMap { award in
        BadgeFacts(record: award.decision).map { (award.id, $0) }
      })
    evidence = try BadgeFacts.evidence(of: facts.values, institution: id, in: transaction)
    showing = try Publications.granting(
      .evidenceLink, of: awards.map(\.id), institution: id, in: transaction)
  }

  private func badges() throws -> [(earned: EarnedBadge, former: Credentials.Latest)] {
    awards.compactMap { award in
      guard let former = former[award.id], let enrollment = enrollments[award.enrollment],
        let ready = versions[award.version], let facts = facts[award.id]
      else { return nil }
      let term = award.term.flatMap { code in policy?.terms.first { $0.code == code } }
      return (
        EarnedBadge(
          institution: institution, ready: ready, award: award.id, id: former.id,
          status: former.status, isSuspended: award.isSuspended, enrollment: enrollment,
          earnedOn: award.earnedOn, term: term?.name ?? award.term, credits: award.credits,
          facts: facts, evidence: facts.submissions.flatMap { evidence[$0] ?? [] },
          showsEvidence: showing.contains(award.id), awardedAt: former.awardedAt,
          former: former.validFrom), former
      )
    }
  }
}

extension BadgeFacts {
  /// The items of all evidence that badges tell of.
  static func evidence(
    of facts: some Sequence<BadgeFacts>, institution: Int, in transaction: Transaction
  ) throws -> [Submission: [KnownFacts.EvidenceItem]] {
    let submissions = Set(facts.flatMap(\.submissions)).map { ($0.id, $0.version) }
    guard !submissions.isEmpty else { return [:] }
    let items = try KnownFacts.items(of: submissions, institution: institution, in: transaction)
    return Dictionary(grouping: items) { Submission(id: $0.submission, version: $0.version) }
  }
}
