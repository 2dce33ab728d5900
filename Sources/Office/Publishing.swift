public import Foundation
import LinkedData
import Microcredentials
import OpenBadges
import Postgres
public import Storage

/// What the world fetches: badges, the issuer's keys, status lists. All of it is public, and none
/// of it says more than its reader already knows the address of.
extension Office {
  /// The signed badge of that id; nil when there is none.
  public func credential(_ id: UUID, of institution: Institution) async throws -> [UInt8]? {
    try await database.read(as: Scopes.institution(institution.id)) {
      try Credentials.document(id, of: institution.id, in: $0)
    }
  }

  /// The issuer's DID document: every key that signs, is to sign, or signed, but for those that
  /// were compromised.
  public func didDocument(of institution: Institution) async throws -> [UInt8] {
    let keys = try await signingKeys(of: institution.id)
    return DIDDocument(of: institution, keys: keys).json.serialized
  }

  /// The same keys as a JSON Web Key Set.
  public func keySet(of institution: Institution) async throws -> [UInt8] {
    let keys = try await signingKeys(of: institution.id)
    return DIDDocument(of: institution, keys: keys).keySet.serialized
  }

  /// The path at which the DID document of the institution is served.
  public func didPath(of institution: Institution) -> String {
    DIDWeb(institution.did)?.documentPath ?? "/.well-known/did.json"
  }

  /// A signed status list as it stands now, valid for a day; nil when there is none of that number.
  public func statusList(
    _ number: Int, of institution: Institution
  ) async throws -> [UInt8]? {
    let read = try await database.read(as: Scopes.institution(institution.id)) {
      transaction -> ([Int], Credentials.Key?, PostgresInstant)? in
      let revoked = try Credentials.revoked(on: number, of: institution.id, in: transaction)
      guard let revoked else { return nil }
      let keys = try Credentials.keys(of: institution.id, at: clock?(), in: transaction)
      let (now, _) = try Institutions.now(of: institution.id, at: clock?(), in: transaction)
      return (revoked, keys.first(where: \.isActive), now)
    }
    guard let (revoked, key, now) = read else { return nil }
    guard let key else { throw Refusal.noKey(of: institution) }
    var list = try StatusList()
    for index in revoked { try list.set(index) }
    // The same list within an hour is the same document, so that caches can compare it.
    let hour = now.seconds / 3_600 * 3_600
    let credential = StatusListCredential(
      id: "\(institution.site)/status/\(number)", issuer: institution.did, validFrom: hour,
      validUntil: hour + 86_400, timeToLive: 300_000, list: list)
    let signer = try keys.signer(for: key.id, issuer: institution.did)
    func sign(_ signer: some Signer) throws -> [UInt8] {
      try credential.signed(by: signer, created: hour)
    }
    return try sign(signer)
  }
}
