import Crypto
public import Foundation
import Microcredentials
public import OpenBadges
import Postgres
public import Storage

/// Badges of other issuers that learners present. A badge is verified before the transaction that
/// keeps what it said: its keys and status lists are on hosts of others.
extension Office {
  /// Verifies a badge that somebody wants to present for an enrollment; nobody else is asked for
  /// anything unless the caller may.
  public func verifyPresented(
    _ badge: [UInt8], for enrollment: UUID, by caller: Caller
  ) async throws -> VerificationReport {
    try await reading(as: caller) { _ = try $0.enrollment(enrollment, for: .presentBadges) }
    return await verify(badge, at: caller.institution)
  }
}

extension Visit {
  /// Presentations for an enrollment that the caller may see, one more than `limit` where there are
  /// more.
  public func presentedBadges(
    of enrollment: UUID, after last: UUID?, limit: Int
  ) throws -> [PresentedBadges.Listed] {
    _ = try self.enrollment(enrollment, for: .readLearners)
    return try PresentedBadges.page(
      of: enrollment, after: last, limit: limit + 1, institution: institution, in: transaction)
  }

  /// Keeps what a verified badge said, for a coordinator to decide about; refuses one that is not
  /// valid, with the checks that failed, and one that is not the learner's.
  public func present(
    _ badge: [UInt8], verified report: VerificationReport, for enrollment: UUID,
    requirement: String?
  ) throws -> PresentedBadges.Listed {
    let (found, role) = try self.enrollment(enrollment, for: .presentBadges)
    let person = try lock(personOf: found)
    guard found.standing.state != .denied else {
      throw Refusal(.wrongState, "The application was denied: there is nothing to present for.")
    }
    let says = try PresentedSaying(report, today: today(), at: caller.institution)
    if let requirement {
      try CredentialRequirements(of: enrollment, in: self).check(requirement)
    }
    let isNamed = try isNamed(in: says.recipient, person)
    let isThere = try PresentedBadges.serves(
      says.id, learners: person, of: institution, in: transaction)
    guard !isThere else {
      throw Refusal(.alreadyThere, "This badge was presented already: it serves once.")
    }
    let (now, _) = try Institutions.now(of: institution, at: office.clock?(), in: transaction)
    let new = PresentedBadges.New(
      id: .ordered(at: now), enrollment: enrollment, badge: says.id,
      sha256: Array(SHA256.hash(data: badge)), issuer: says.issuer, issuerName: says.issuerName,
      achievement: says.achievement, validFrom: says.validFrom, validUntil: says.validUntil,
      earnedOn: says.earnedOn, namesLearner: isNamed, requirement: requirement,
      report: report.json)
    try PresentedBadges.add(
      new, by: Journal.Actor(id: caller.id, role: role.rawValue), of: institution, in: transaction)
    try journal(
      "present badge", "presented badge", new.id.text, to: "presented",
      reason: "A badge of another issuer was verified.", as: role)
    return try presented(new.id)
  }

  /// A presentation, whoever asks.
  func presented(_ id: UUID) throws -> PresentedBadges.Listed {
    guard let found = try PresentedBadges.one(id, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "There is no presented badge of this id.")
    }
    return found
  }

  /// Locks a person's enrollments and records, in the order of the reconciler; their records.
  func lock(personOf enrollment: Enrollments.Listed) throws -> [UUID] {
    let people = try Learners.people(
      of: [enrollment.learner], institution: institution, in: transaction)
    let records = people[enrollment.learner]?.records ?? [enrollment.learner]
    try Enrollments.lock(ofLearners: records, of: institution, in: transaction)
    try Learners.lock(records, of: institution, in: transaction)
    return records
  }

  /// Whether the badge names an address of the person; one that names another's is refused.
  private func isNamed(in recipient: Recipient, _ records: [UUID]) throws -> Bool {
    guard recipient.hasAddress else { return false }
    let addresses = try Learners.addresses(of: records, institution: institution, in: transaction)
    guard addresses.contains(where: recipient.has(address:)) else {
      throw Refusal(
        .invalid, "The badge is not the learner's: it names another e-mail address.",
        findings: [
          Refusal.Finding(
            place: "recipient.match",
            sentence: "It names none of the learner's addresses that are known here.")
        ])
    }
    return true
  }
}

/// What a valid badge says, fit to be kept.
struct PresentedSaying {
  let id: String
  let issuer: String
  let issuerName: String?
  let achievement: String?
  let validFrom: PostgresInstant
  let validUntil: PostgresInstant?
  let earnedOn: Day
  let recipient: Recipient

  init(_ report: VerificationReport, today: Day, at institution: Institution) throws(Refusal) {
    guard report.isValid, let credential = report.credential else {
      throw Refusal(
        .invalid, "The badge is not valid: \(report.failures.count) of its checks failed.",
        findings: report.failures.map {
          Refusal.Finding(place: $0.name, sentence: $0.sentence)
        })
    }
    guard let id = credential.id, let issuer = credential.issuer,
      let validFrom = credential.validFrom.flatMap(Timestamp.seconds),
      [id, issuer].allSatisfy({ $0.utf8.count <= 2_000 && $0 == Self.line($0, 2_000) })
    else {
      throw Refusal(
        .invalid,
        "The badge cannot be kept: it needs an id, an issuer, each of at most 2000 bytes, "
          + "and a day from which it is valid.")
    }
    guard issuer != institution.did, !id.hasPrefix(institution.site + "/credentials/") else {
      throw Refusal(
        .alreadyThere, "This badge was issued here: it counts by itself and is not presented.")
    }
    (self.id, self.issuer) = (id, issuer)
    issuerName = credential.issuerName.flatMap { Self.line($0, 300) }
    achievement = credential.achievement.flatMap { Self.line($0, 300) }
    self.validFrom = PostgresInstant(microsecondsSince1970: validFrom * 1_000_000)
    validUntil = credential.validUntil.flatMap(Timestamp.seconds).map {
      PostgresInstant(microsecondsSince1970: $0 * 1_000_000)
    }
    let days = [credential.activityEndDate, credential.awardedDate, credential.validFrom]
      .compactMap { $0.flatMap(Timestamp.seconds).map { Day(seconds: $0, in: institution.zone) } }
    earnedOn = days.first { $0 <= today } ?? today
    recipient = credential.recipient
  }

  /// One line of what a foreign document says, and not too much of it; nil for an empty one.
  private static func line(_ text: String, _ most: Int) -> String? {
    let plain = text.unicodeScalars.map { scalar -> Unicode.Scalar in
      scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar
    }
    var line = String.UnicodeScalarView()
    line.append(contentsOf: plain)
    let trimmed = String(line).trimmingCharacters(in: .whitespaces)
    let short = String(String.UnicodeScalarView(trimmed.unicodeScalars.prefix(most)))
    return short.isEmpty ? nil : short
  }
}

extension Day {
  /// The date that an instant, in seconds since 1970 in UTC, is in a zone.
  init(seconds: Int64, in zone: String) {
    let offset = TimeZone(identifier: zone)?.secondsFromGMT(
      for: Foundation.Date(timeIntervalSince1970: TimeInterval(seconds)))
    let local = seconds + Int64(offset ?? 0)
    self.init(number: Int32(clamping: local / 86_400 - (local % 86_400 < 0 ? 1 : 0)))
  }
}
