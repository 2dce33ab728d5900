import Foundation
import LinkedData
import OpenBadges

/// An issuer elsewhere whose id is its key, so that nobody has to be asked for it.
struct ForeignIssuer {
  /// 10 October 2026, 12:00 UTC, when the tests of presented badges happen.
  static let now: Int64 = 1_791_633_600

  let did: String
  private let template: BadgeTemplate

  init() throws {
    let seed = [UInt8](repeating: 21, count: 32)
    let key = try Ed25519Signer(seed: seed, controller: "did:key:x").verificationMethod
    did = "did:key:" + key.publicKeyMultibase
    let achievement = Achievement(
      id: "https://redcross.example/cpr", name: "CPR for adults", description: "One day.",
      criteriaID: "https://redcross.example/cpr/criteria", criteriaNarrative: "Pass the test.")
    template = try BadgeTemplate(
      outline: BadgeOutline(
        issuer: IssuerProfile(
          id: did, name: "Red Cross", url: "https://redcross.example",
          email: "training@redcross.example",
          image: BadgeImage(id: "https://redcross.example/logo.png", caption: "Cross")),
        achievement: achievement, name: "CPR", description: "Can help adults."),
      signer: Ed25519Signer(seed: seed, controller: did))
  }

  /// A badge of somebody with the address, earned 30 days ago and valid for 300 days more.
  func badge(_ email: String?, id: String = "urn:uuid:\(UUID().uuidString.lowercased())") throws
    -> String
  {
    var award = BadgeAward(
      id: id, subjectID: "urn:uuid:5d4c1b1a-8c0e-4b3d-8d7a-100000000001",
      validFrom: Self.now - 20 * 86_400)
    if let email {
      award.identities = [IdentityHash(hashing: email, type: "emailAddress", salt: "f3b1c8d0")]
    }
    award.validUntil = Self.now + 300 * 86_400
    award.awardedDate = Self.now - 20 * 86_400
    award.activityEndDate = Self.now - 30 * 86_400
    return String(
      decoding: try template.issue(award, created: Self.now - 20 * 86_400), as: UTF8.self)
  }
}
