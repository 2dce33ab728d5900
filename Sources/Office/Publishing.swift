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

  /// The issuer's DID document: every key that ever signed.
  public func didDocument(of institution: Institution) async throws -> [UInt8] {
    let keys = try await database.read(as: Scopes.institution(institution.id)) {
      try Credentials.keys(of: institution.id, in: $0)
    }
    let did = institution.did
    let methods = keys.compactMap { key in
      VerificationMethod(id: "\(did)#\(key.id)", controller: did, publicKeyMultibase: key.id)
    }
    return DIDDocument(id: did, keys: methods).json.serialized
  }

  /// The path at which the DID document of the institution is served.
  public func didPath(of institution: Institution) -> String {
    DIDWeb(institution.did)?.documentPath ?? "/.well-known/did.json"
  }
}
