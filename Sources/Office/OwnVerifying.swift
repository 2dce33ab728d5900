public import Foundation
import LinkedData
import OpenBadges
import Postgres
public import Storage

/// What came of verifying one of our own badges, step by step, with the documents that the world
/// is given.
public struct OwnVerification: Sendable {
  /// One thing that is looked at, in this order.
  public enum Step: String, CaseIterable, Sendable {
    case address, form, issuer, key, signature, validity, revocation, suspension
  }

  /// What was found of each step.
  public var passed: [(step: Step, isGood: Bool)]
  /// When, in seconds since 1970.
  public var at: Int64

  /// Whether all is as it must be.
  public var isValid: Bool { passed.allSatisfy(\.isGood) }
}

extension Office {
  /// Verifies one of our own badges now; nil when there is none of that id.
  public func verifyOwn(
    _ publication: Publication, at institution: Institution
  ) async throws -> OwnVerification? {
    guard
      let bytes = try await credential(publication.credential, of: institution),
      let document = try? JSONValue(parsing: bytes)
    else { return nil }
    let now = try await database.read(as: Scopes.institution(institution.id)) {
      try Institutions.now(of: institution.id, at: clock?(), in: $0).0.seconds
    }
    let did = try JSONValue(parsing: try await didDocument(of: institution))
    let methods = (did["verificationMethod"]?.elements ?? []).compactMap { method in
      VerificationMethod(
        id: method["id"]?.string ?? "", controller: method["controller"]?.string ?? "",
        publicKeyMultibase: method["publicKeyMultibase"]?.string ?? "")
    }
    let checks = verify(document: bytes, publicKeys: methods, at: now).checks
    func passes(_ isWanted: (String) -> Bool) -> Bool {
      let wanted = checks.filter { isWanted($0.name) }
      return !wanted.isEmpty && wanted.allSatisfy(\.passed)
    }
    let isProof = { (name: String) in name.hasPrefix("proof") }
    let isKey = { (name: String) in isProof(name) && name.hasSuffix(".key") }
    let isValidity = { (name: String) in name.hasPrefix("validity") }
    let address = "\(institution.site)/credentials/\(publication.credential.text)"
    return OwnVerification(
      passed: [
        (.address, document["id"]?.string == address),
        (.form, passes { !isProof($0) && !isValidity($0) }),
        (.issuer, document["issuer"]?["id"]?.string == institution.did),
        (.key, passes(isKey)), (.signature, passes { isProof($0) && !isKey($0) }),
        (.validity, passes(isValidity)),
        (.revocation, try await isClear("revocation", of: document, methods, now, institution)),
        (.suspension, publication.state != .suspended),
      ], at: now)
  }

  /// Whether the signed status list that the badge names has its place unset.
  private func isClear(
    _ purpose: String, of document: JSONValue, _ methods: [VerificationMethod], _ now: Int64,
    _ institution: Institution
  ) async throws -> Bool {
    let entries = (document["credentialStatus"]?.elements ?? []).compactMap { json in
      json["statusPurpose"]?.string == purpose ? StatusEntry(json: json) : nil
    }
    for entry in entries {
      guard
        let number = entry.list.split(separator: "/").last.flatMap({ Int($0) }),
        entry.list == "\(institution.site)/status/\(number)",
        let list = try await statusList(number, of: institution),
        verify(document: list, publicKeys: methods, at: now).isValid,
        try !StatusListCredential.list(in: JSONValue(parsing: list)).isSet(entry.index)
      else { return false }
    }
    return true
  }
}
