import Foundation
import LinkedData
import Microcredentials
import OpenBadges
import Postgres
import Storage

/// Everything that goes into the badge of one award.
struct EarnedBadge {
  let institution: Institution
  let ready: VersionShelf.Ready
  /// The id of the award; the holder goes by it.
  let award: UUID
  /// The id of the badge, the last part of its address.
  let id: UUID
  let status: Credentials.StatusEntry
  let isSuspended: Bool
  let enrollment: StoredEnrollment
  let earnedOn: Day
  /// The name of the term of that day.
  let term: String?
  let credits: Quantity?
  let facts: BadgeFacts
  let evidence: [KnownFacts.EvidenceItem]
  /// Whether the learner lets everybody see the evidence itself.
  let showsEvidence: Bool
  let awardedAt: PostgresInstant
  /// From when the former revision is valid, where there is one.
  let former: PostgresInstant?

  private var holder: String { "urn:uuid:\(award.text)" }
  private var address: String { "\(institution.site)/credentials/\(id.text)" }

  /// The next revision, signed now and verified.
  func signed(at now: PostgresInstant) throws -> Credentials.New {
    guard let template = ready.badge else {
      throw Refusal(.noSigningKey, "The badge of a version was compiled without a key.")
    }
    let award = says(at: now)
    let document = try template.issue(award, created: now.seconds)
    try Self.check(document, by: template.verificationMethod)
    return Credentials.New(
      id: id, award: self.award, status: status,
      validFrom: PostgresInstant(microsecondsSince1970: award.validFrom * 1_000_000),
      document: document)
  }

  /// Reads the document as everybody else does and verifies it: no badge is stored that does not.
  static func check(_ document: [UInt8], by key: VerificationMethod) throws(UnverifiedDocument) {
    let verification = verify(document: document, publicKeys: [key])
    guard verification.isValid else { throw UnverifiedDocument(failures: verification.failures) }
  }

  private func says(at now: PostgresInstant) -> BadgeAward {
    let until = ready.version.validFor.map { day in
      earnedOn.adding(day).instant(in: institution.zone)
    }
    var badge = BadgeAward(
      id: address, subjectID: holder, validFrom: validFrom(now.seconds, until))
    if let email = enrollment.email {
      let salt = String(UUID().text.filter { $0 != "-" }.prefix(16))
      badge.identities = [IdentityHash(hashing: email, type: "emailAddress", salt: salt)]
    }
    badge.validUntil = until
    badge.awardedDate = awardedAt.seconds
    let began = min(enrollment.standing.began, facts.first ?? earnedOn, earnedOn)
    badge.activityStartDate = began.instant(in: institution.zone)
    badge.activityEndDate = earnedOn.instant(in: institution.zone)
    badge.term = term
    // A number on which verifiers disagree stands in words only.
    badge.creditsEarned = credits.flatMap { try? Credits($0.description) }
    badge.narrative =
      credits.map { "Earned on \(earnedOn) with \($0) credits." } ?? "Earned on \(earnedOn)."
    badge.results = ready.results.results(facts.reached)
    badge.evidence = evidence.enumerated().map { item($1, place: $0 + 1) }
    badge.endorsements = endorsements(from: badge.validFrom)
    badge.status = StatusEntry(
      list: institution.statusList(status.list, isSuspended ? .suspension : .revocation),
      index: status.index, purpose: isSuspended ? .suspension : .revocation)
    badge.refresh = address + ".json"
    return badge
  }

  /// A minute ago, so that a verifier whose clock is late takes it, and so that several revisions of
  /// one second are all valid by now; later than the former revision, which it replaces; and before
  /// the end, also where that has passed already.
  private func validFrom(_ now: Int64, _ until: Int64?) -> Int64 {
    let timely = until.map { min(now - 60, $0 - 86_400) } ?? now - 60
    return former.map { max(timely, $0.seconds + 1) } ?? timely
  }

  /// A link is in the badge only where the learner consented; its hash always is.
  private func item(_ item: KnownFacts.EvidenceItem, place: Int) -> EvidenceItem {
    let link = showsEvidence ? item.url.flatMap(EvidenceLink.published) : nil
    let hash = item.sha256.map {
      "SHA-256 of the content: \(String(decoding: $0.hex, as: UTF8.self))"
    }
    return EvidenceItem(
      id: link ?? "\(address)#evidence-\(place)", name: item.name, description: item.summary,
      narrative: hash ?? "SHA-256 of the link: \(item.fingerprint)", genre: item.kind)
  }

  /// What others said of the learner, where it may be seen; the institution signs that they did, and
  /// names what they are, not who. The holder is endorsed: verifiers refuse a badge that describes
  /// itself twice.
  private func endorsements(from validFrom: Int64) -> [Endorsement] {
    guard showsEvidence else { return [] }
    // The items of one submission share its statement.
    var quoted = Set<UUID>()
    return evidence.enumerated().compactMap { place, item in
      guard let statement = item.statement, let relation = item.relation,
        quoted.insert(item.submission).inserted
      else { return nil }
      return Endorsement(
        id: "\(address)#endorsement-\(place + 1)", name: "\(item.name) (\(relation))",
        issuer: institution.profile, validFrom: validFrom, endorsedID: holder, comment: statement)
    }
  }
}

/// A document that was signed and does not verify: a fault of this program or of what it was told.
struct UnverifiedDocument: Error, CustomStringConvertible {
  let failures: [Check]

  var description: String {
    "What was signed does not verify, and was thrown away: "
      + failures.map { "\($0.name) (\($0.detail))" }.joined(separator: "; ")
  }
}
