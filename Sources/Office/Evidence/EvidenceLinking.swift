import Foundation
import LinkedData
import OpenBadges
import Postgres
import Storage

/// Puts the links of evidence into a badge, or takes them out of it, as its learner allows: the
/// badge is signed again under its own id.
struct EvidenceLinking {
  let office: Office
  let institution: Institution

  /// Signs the badge again unless it shows exactly what is allowed.
  func align(_ publication: Publication, in transaction: Transaction) throws {
    guard
      let content = try Publications.content(
        of: publication, institution: institution.id, in: transaction),
      let known = try JSONValue(parsing: content.document)["evidence"]
    else { return }
    let wanted = JSONValue.array(
      try aligned(known.elements, publication, content, in: transaction))
    guard wanted != known else { return }
    let keys = try Credentials.keys(of: institution.id, in: transaction)
    guard let key = keys.first(where: \.isActive) else {
      throw Refusal(
        .noSigningKey, "\(institution.code) has no signing key: run `conferral key create`.")
    }
    let reissuing = Reissuing(
      institution: institution, key: key.id,
      signer: try office.keys.signer(for: key.id, issuer: institution.did),
      now: try Institutions.now(of: institution.id, at: office.clock?(), in: transaction).0)
    try reissuing.reissue([publication.award], in: transaction) { _, document in
      document["evidence"] = wanted
    }
  }

  /// A piece is found by the hash that the badge holds of it, whatever was handed in since.
  private func aligned(
    _ evidence: [JSONValue], _ publication: Publication, _ content: Publications.Content,
    in transaction: Transaction
  ) throws -> [JSONValue] {
    let showsLinks = publication.granted.contains(.evidenceLink)
    let links = showsLinks ? try links(of: content, in: transaction) : []
    let site = "\(institution.site)/credentials/\(publication.credential.text)"
    return evidence.enumerated().map { place, item in
      guard var object = item.object else { return item }
      let narrative = item["narrative"]?.string ?? ""
      let link = links.first { narrative.contains($0.fingerprint) }?.link
      let isLinked = item["id"]?.string?.hasPrefix(site) == false
      if let link {
        object["id"] = .string(link)
      } else if isLinked, !showsLinks {
        object["id"] = .string("\(site)#evidence-\(place + 1)")
      }
      return .object(object)
    }
  }

  private func links(
    of content: Publications.Content, in transaction: Transaction
  ) throws -> [(fingerprint: String, link: String)] {
    let decision = try JSONValue(parsing: Array(content.decision.utf8))
    let submissions = (decision["uses"]?.elements ?? []).compactMap {
      $0["fact"]?.string.flatMap(UUID.init(uuidString:))
    }
    return try KnownFacts.items(
      of: submissions, institution: institution.id, in: transaction
    ).compactMap { item in
      item.url.flatMap(EvidenceLink.published).map { (item.fingerprint, $0) }
    }
  }
}
