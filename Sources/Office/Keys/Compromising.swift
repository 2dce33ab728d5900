public import Foundation
import OpenBadges
public import Postgres
public import Storage

/// What came of a compromise.
public struct Compromise: Sendable, Hashable {
  /// How many badges the key stood for when this began.
  public var standing: Int
  /// How many of them were signed since somebody else may have had it.
  public var signedSince: Int
  /// The key that signs instead; nil where one signed already.
  public var successor: String?
  /// How many badges were signed again.
  public var signedAgain: Int
}

/// Takes a key out of use that somebody else may have.
///
/// The key signs nothing more from the first step on. Then every badge that it stands for is signed
/// again with the key that follows, keeping its id; only then is the key taken out of the DID
/// document and the JWK Set, and with it whatever else was signed with it. Cut off at any point and
/// run again, it goes on where it was.
extension Office {
  /// The badges that a key stands for, by id, after one: their standing revision is signed with it.
  public func badges(
    signedBy key: String, after: UUID?, limit: Int, of institution: Int
  ) async throws -> [SigningKeys.Signed] {
    try await database.read(as: Scopes.institution(institution)) {
      try SigningKeys.signed(by: key, after: after, limit: limit, of: institution, in: $0)
    }
  }

  /// How many badges a key stands for, and how many of them were signed from an instant on.
  public func countBadges(
    signedBy key: String, since: PostgresInstant, of institution: Int
  ) async throws -> (all: Int, since: Int) {
    try await database.read(as: Scopes.institution(institution)) {
      try SigningKeys.count(signedBy: key, since: since, of: institution, in: $0)
    }
  }

  /// Deals with a compromised key from the first step to the last; `progress` hears how many badges
  /// were signed again so far. Instant and reason of the first run stand.
  ///
  /// Throws a refusal when there is no such key, it was dealt with before, or nothing signs instead.
  public func compromiseKey(
    _ id: String, since: PostgresInstant, reason: String, of institution: Institution,
    by actor: String, batch: Int = 200, progress: @Sendable (Int) async throws -> Void = { _ in }
  ) async throws -> Compromise {
    let counts = try await countBadges(signedBy: id, since: since, of: institution.id)
    let successor = try await replaceCompromised(
      id, since: since, reason: reason, of: institution, by: actor)
    var compromise = Compromise(
      standing: counts.all, signedSince: counts.since, successor: successor, signedAgain: 0)
    var last: UUID?
    while true {
      let after = last
      let (signed, end) = try await database.write(as: Scopes.institution(institution.id)) {
        try signAgain(id, after: after, batch, institution, actor, $0)
      }
      guard let end else { break }
      compromise.signedAgain += signed
      last = end
      try await progress(compromise.signedAgain)
    }
    try await disable(id, of: institution, by: actor)
    return compromise
  }

  /// The first step: the key signs no longer, and another one does.
  private func replaceCompromised(
    _ id: String, since: PostgresInstant, reason: String, of institution: Institution,
    by actor: String
  ) async throws -> String? {
    let known = try await signingKeys(of: institution.id).first { $0.id == id }
    let place = KeyPlace(known)
    let new = try known.flatMap { known -> PublicKey? in
      guard known.state == "active", let algorithm = KeyAlgorithm(rawValue: known.algorithm) else {
        return nil
      }
      return try made(algorithm, in: place)
    }
    let clock = clock
    return try await database.write(as: Scopes.institution(institution.id)) { transaction in
      let (now, _) = try Institutions.now(of: institution.id, at: clock?(), in: transaction)
      try SigningKeys.settle(of: institution.id, at: now, in: transaction)
      let key = try self.known(id, of: institution.id, at: now, in: transaction)
      guard key.state != "disabled" else {
        throw Refusal(
          .wrongState, "The key \(id) was dealt with before: it is published no longer.")
      }
      guard key.compromisedSince == nil else { return nil }
      try SigningKeys.markCompromised(
        id, since: since, reason: reason, of: institution.id, in: transaction)
      try journalKey(
        "compromise key", id, from: key.state, to: "passive", reason, institution.id, actor,
        transaction)
      guard key.state == "active", let new else { return nil }
      try publish(new, place, nil, institution.id, actor, transaction)
      return new.id
    }
  }

  /// Signs a batch of badges again; how many, and the id of the last one looked at, which is nil
  /// when there was none.
  private func signAgain(
    _ id: String, after: UUID?, _ limit: Int, _ institution: Institution, _ actor: String,
    _ transaction: Transaction
  ) throws -> (Int, UUID?) {
    func signed() throws -> [SigningKeys.Signed] {
      try SigningKeys.signed(
        by: id, after: after, limit: limit, of: institution.id, in: transaction)
    }
    let found = try signed()
    guard let end = found.last?.credential else { return (0, nil) }
    // Read again after the wait: whoever had the locks may have corrected a badge.
    try SigningKeys.lockEnrollments(
      of: found.map(\.award), institution: institution.id, in: transaction)
    let locked = Set(found)
    let awards = try signed().filter(locked.contains).map(\.award)
    let (now, _) = try Institutions.now(of: institution.id, at: clock?(), in: transaction)
    let key = try SigningKeys.signing("Ed25519", of: institution.id, at: now, in: transaction)
    guard let key else { throw Refusal.noKey(of: institution) }
    let signer = try keys.signer(for: key.id, issuer: institution.did)
    try Reissuing(institution: institution, key: key.id, signer: signer, now: now)
      .reissue(awards, in: transaction)
    try journalKey(
      "sign badges again", id, to: key.id,
      "\(awards.count) badges that the compromised key stood for were signed again.",
      institution.id, actor, transaction)
    return (awards.count, end)
  }

  /// The last step: the key is published no longer.
  private func disable(_ id: String, of institution: Institution, by actor: String) async throws {
    try await database.write(as: Scopes.institution(institution.id)) { transaction in
      let left = try SigningKeys.signed(
        by: id, after: nil, limit: 1, of: institution.id, in: transaction)
      guard left.isEmpty else {
        throw Refusal(
          .changedMeanwhile, "The key \(id) still stands for badges: run the command again.")
      }
      try SigningKeys.disable(id, of: institution.id, in: transaction)
      try journalKey(
        "disable key", id, from: "passive", to: "disabled",
        "No badge stands on it any longer: it is published no more.", institution.id, actor,
        transaction)
    }
  }
}

extension Office.KeyPlace {
  fileprivate init(_ key: SigningKeys.Key?) { self = key?.place == "token" ? .token : .file }
}
