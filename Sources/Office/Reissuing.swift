import Foundation
import LinkedData
import Microcredentials
import OpenBadges
import Postgres
import Storage

/// Signs the badges of awards again, as the same credential with a newer `validFrom` (Open Badges
/// 3.0, "Credential equality and comparison"): its id, the holder, what was earned and
/// `awardedDate` stay.
struct Reissuing {
  let institution: Institution
  let key: String
  let signer: any Signer
  let now: PostgresInstant

  /// Adds the next revision of each badge; `change` edits the document before it is signed.
  func reissue(
    _ awards: [UUID], in transaction: Transaction,
    change: (_ award: UUID, _ document: inout JSONObject) throws -> Void = { _, _ in }
  ) throws {
    guard !awards.isEmpty else { return }
    let latest = try Credentials.latest(
      of: awards, institution: institution.id, in: transaction)
    let new = try latest.sorted { $0.value.id.text < $1.value.id.text }.compactMap {
      award, badge -> Credentials.New? in
      guard
        let bytes = try Credentials.document(badge.id, of: institution.id, in: transaction),
        var document = try JSONValue(parsing: bytes).object
      else { return nil }
      document["validFrom"] = .string(
        Timestamp.text(try later(than: document["validFrom"]?.string)))
      try change(award, &document)
      return Credentials.New(
        id: badge.id, revision: badge.revision + 1, award: award, status: badge.status,
        document: try sign(.object(document)))
    }
    try Credentials.add(new, key: key, validFrom: now, of: institution.id, in: transaction)
  }

  /// Now, or a second after the former revision where two fall into one second.
  private func later(than former: String?) throws -> Int64 {
    guard let former = former.flatMap(Timestamp.seconds) else { return now.seconds }
    return max(now.seconds, former + 1)
  }

  private func sign(_ document: JSONValue) throws -> [UInt8] {
    func sign(_ signer: some Signer) throws -> JSONValue {
      try DataIntegrity.sign(document, created: now.seconds, signer: signer)
    }
    return try sign(signer).serialized
  }
}
