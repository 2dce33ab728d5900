public import Foundation
import LinkedData
import Microcredentials
import OpenBadges
import Postgres
public import Storage

/// What the world fetches: badges and the issuer's keys; status lists stand beside. All of it is public, and none
/// of it says more than its reader already knows the address of.
extension Office {
  /// The signed badge of that id; nil when there is none.
  public func credential(_ id: UUID, of institution: Institution) async throws -> [UInt8]? {
    try await database.read(as: Scopes.institution(institution.id)) {
      try Credentials.document(id, of: institution.id, in: $0)
    }
  }

  /// One revision of a badge, which never changes; nil when there is none.
  public func credential(
    _ id: UUID, revision: Int, of institution: Institution
  ) async throws -> [UInt8]? {
    try await database.read(as: Scopes.institution(institution.id)) {
      try Credentials.document(id, revision: revision, of: institution.id, in: $0)
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
}
