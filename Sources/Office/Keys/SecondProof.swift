public import Foundation
import LinkedData
import OpenBadges
import Postgres
public import Storage

extension Office {
  /// A badge with two embedded proofs, for verifiers without JSON-LD too: the one that it is served
  /// with and one of eddsa-jcs-2022; nil when there is no such badge.
  ///
  /// It is made of the latest revision when somebody first asks for it, and kept: the same bytes
  /// ever after, until the next revision. Throws a refusal when the institution has no key.
  public func withTwoProofs(
    _ credential: UUID, at institution: Institution
  ) async throws -> [UInt8]? {
    let scope = Scopes.institution(institution.id)
    let name = KeyAlgorithm.ed25519.rawValue
    let latest = try await database.read(as: scope) {
      try WebTokens.latest(credential, algorithm: name, of: institution.id, in: $0)
    }
    guard let latest else { return nil }
    if let made = latest.token { return made }
    return try await database.write(as: scope) { transaction in
      try addSecondProof(to: credential, institution, transaction)
    }
  }

  private func addSecondProof(
    to credential: UUID, _ institution: Institution, _ transaction: Transaction
  ) throws -> [UInt8]? {
    let name = KeyAlgorithm.ed25519.rawValue
    let latest = try WebTokens.latest(
      credential, algorithm: name, of: institution.id, in: transaction)
    guard let latest else { return nil }
    if let made = latest.token { return made }
    let all = try SigningKeys.all(of: institution.id, at: clock?(), in: transaction)
    guard let key = all.first(where: { $0.algorithm == name && $0.state == "active" }) else {
      throw Refusal(
        .noSigningKey, "\(institution.code) has no signing key: run `conferral key create`.")
    }
    let (now, _) = try Institutions.now(of: institution.id, at: clock?(), in: transaction)
    let document = try DataIntegrity.addingJCSProof(
      to: JSONValue(parsing: latest.document), created: now.seconds,
      signer: keys.signer(for: key.id, issuer: institution.did))
    return try WebTokens.keep(
      document.serialized, of: credential, revision: latest.revision, algorithm: name,
      key: key.id, institution: institution.id, in: transaction)
  }
}
