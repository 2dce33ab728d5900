import LinkedData
import OpenBadges

/// A university, its badge and its holders, as tests need them.
enum Fixture {
  static let host = "badges.example.edu"
  static let did = "did:web:badges.example.edu"
  static let base = "https://badges.example.edu"
  static let start: Int64 = 1_790_000_000

  static func signer(_ byte: UInt8 = 7) throws -> Ed25519Signer {
    try Ed25519Signer(seed: [UInt8](repeating: byte, count: 32), controller: did)
  }

  static func outline() throws -> BadgeOutline {
    let issuer = IssuerProfile(
      id: did, name: "Example University", url: "https://www.example.edu",
      email: "registrar@example.edu",
      image: BadgeImage(id: base + "/images/logo.png", caption: "Seal"))
    var achievement = Achievement(
      id: base + "/achievements/data/v3", name: "Data Stewardship",
      description: "Six and a half credits.", criteriaID: base + "/achievements/data/v3/criteria",
      criteriaNarrative: "Complete **both** modules.")
    achievement.creditsAvailable = try Credits("6.5")
    achievement.version = "3"
    achievement.humanCode = "DST-601"
    achievement.inLanguage = "en"
    achievement.tags = ["data", "stewardship"]
    achievement.image = BadgeImage(id: base + "/images/data.png", caption: "Badge")
    achievement.alignments = [
      Alignment(
        targetName: "Data management", targetUrl: "https://case.example.edu/uri/74f5",
        targetType: "CFItem", targetCode: "DM-1"),
      Alignment(targetName: "Critical thinking", targetUrl: "https://case.example.edu/uri/99"),
    ]
    achievement.resultDescriptions = [
      ResultDescription(
        id: base + "/achievements/data/v3/grade", name: "Final grade", resultType: "LetterGrade",
        allowedValues: ["F", "D", "C", "B", "A"], requiredValue: "C"),
      ResultDescription(
        id: base + "/achievements/data/v3/status", name: "Status", resultType: "Status"),
    ]
    return BadgeOutline(
      issuer: issuer, achievement: achievement, name: "Data Stewardship Micro-credential",
      description: "Awarded for data stewardship.")
  }

  static func award(_ number: Int = 1) throws -> BadgeAward {
    var award = BadgeAward(
      id: base + "/credentials/0f6c7f1e-2d3b-4a55-9d0a-\(100_000_000_000 + number)",
      subjectID: "urn:uuid:5d4c1b1a-8c0e-4b3d-8d7a-\(100_000_000_000 + number)", validFrom: start)
    award.identities = [
      IdentityHash(hashing: "learner@example.edu", type: "emailAddress", salt: "f3b1c8d0")
    ]
    award.awardedDate = start
    award.activityEndDate = start - 86_400
    award.term = "Fall 2026"
    award.creditsEarned = try Credits("6.5")
    award.narrative = "A portfolio — “distinction”."
    award.status = StatusEntry(list: base + "/status/1", index: 94_567)
    return award
  }
}
