import TestSupport
import LinkedData
import OpenBadges

/// Outlines and awards full of what real data does to signatures.
struct RandomBadges {
  var random: Seeded

  init(_ seed: UInt64) { random = Seeded(seed) }

  private static let pieces = [
    "Zoë", "Zoe\u{308}", "Ł", "محمد", "שלום", "\u{202E}abc\u{202C}", "李小龍", "😀👩‍👩‍👧", "\"", "\\",
    "\\u0000", "\u{0}", "\u{8}", "\t", "\n", "\r\n", "\u{C}", "\u{7F}", "\u{85}", "\u{A0}", "{",
    "}",
    "]]>", "<b>", "&quot;", "'", "$", "_:a", "c14n0", "> .\n", " ", "", "\u{FEFF}", "\u{2028}", "a",
  ]

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  mutating func text() -> String {
    let count = chance(2) ? 5000 : Int.random(in: 0...6, using: &random)
    return (0..<count).map { _ in Self.pieces.randomElement(using: &random)! }.joined()
  }

  mutating func maybe() -> String? { chance(50) ? text() : nil }

  mutating func uri() -> String {
    let schemes = [
      "https://badges.example.edu/", "urn:x:", "http://a.example/~b/?c=%20&d#", "did:web:",
    ]
    return schemes.randomElement(using: &random)!
      + String(Int.random(in: 0..<1_000_000, using: &random))
  }

  mutating func instant() -> Int64 {
    Int64.random(in: -1_000_000_000...5_000_000_000, using: &random)
  }

  mutating func many<T>(_ most: Int, _ make: (inout RandomBadges) -> T) -> [T] {
    (0..<Int.random(in: 0...most, using: &random)).map { _ in make(&self) }
  }

  mutating func credits() -> Credits? {
    try? Credits(["0", "1.5", "3", "6.50", "0.25", "11", "8.2"].randomElement(using: &random)!)
  }

  mutating func outline() -> BadgeOutline {
    let issuer = IssuerProfile(
      id: "did:web:badges.example.edu", name: text(), url: chance(50) ? uri() : nil, email: maybe(),
      description: maybe(), image: chance(50) ? BadgeImage(id: uri(), caption: maybe()) : nil)
    var achievement = Achievement(
      id: uri(), name: text(), description: text(), criteriaID: chance(80) ? uri() : nil,
      criteriaNarrative: text())
    achievement.creditsAvailable = credits()
    achievement.version = maybe()
    achievement.fieldOfStudy = maybe()
    achievement.tags = many(3) { $0.text() }
    achievement.image = chance(50) ? BadgeImage(id: uri(), caption: maybe()) : nil
    achievement.alignments = many(3) {
      Alignment(targetName: $0.text(), targetUrl: $0.uri(), targetCode: $0.maybe())
    }
    achievement.resultDescriptions = many(3) {
      ResultDescription(
        id: $0.uri(), name: $0.text(), resultType: "LetterGrade",
        allowedValues: $0.many(12) { $0.text() },
        rubricLevels: $0.many(2) { RubricLevel(id: $0.uri(), name: $0.text(), points: $0.maybe()) })
    }
    achievement.related = many(2) { $0.uri() }
    achievement.creator = chance(30) ? partner() : nil
    return BadgeOutline(
      issuer: issuer, achievement: achievement, name: text(), description: maybe(),
      assessor: chance(30) ? partner() : nil)
  }

  mutating func partner() -> IssuerProfile {
    IssuerProfile(id: uri(), name: text(), url: chance(50) ? uri() : nil)
  }

  mutating func award(for outline: BadgeOutline) -> BadgeAward {
    var award = BadgeAward(id: uri(), subjectID: uri(), validFrom: instant())
    award.identities = many(3) {
      $0.chance(80)
        ? IdentityHash(hashing: $0.text(), type: "emailAddress", salt: $0.text())
        : IdentityHash(open: $0.text(), type: "name")
    }
    award.validUntil = chance(50) ? instant() : nil
    award.awardedDate = chance(80) ? instant() : nil
    award.activityStartDate = chance(50) ? instant() : nil
    award.activityEndDate = chance(50) ? instant() : nil
    award.term = maybe()
    award.creditsEarned = credits()
    award.narrative = maybe()
    let targets = outline.achievement.resultDescriptions.map(\.id) + [uri()]
    award.results = many(4) {
      AchievementResult(
        resultDescription: targets.randomElement(using: &$0.random)!, value: $0.maybe(),
        status: $0.maybe())
    }
    award.evidence = many(3) {
      EvidenceItem(
        id: $0.chance(95) ? $0.uri() : nil, name: $0.maybe(), description: $0.maybe(),
        narrative: $0.maybe(), genre: $0.maybe())
    }
    // Now and then something that the fast path must notice: one id for two things.
    if chance(10) { award.evidence.append(EvidenceItem(id: outline.achievement.id, name: "x")) }
    if chance(5) { award.evidence.append(EvidenceItem(id: award.id, name: "x")) }
    if chance(5), let first = award.identities.first { award.identities.append(first) }
    if chance(5) { award.subjectID = outline.issuer.id }
    award.status = chance(80) ? StatusEntry(list: uri().replacing("#", with: ""), index: 7) : nil
    if chance(30) { award.status?.purpose = .suspension }
    award.refresh = chance(80) ? award.id.replacing("#", with: "") + ".json" : nil
    if chance(5) { award.refresh = award.id }
    if chance(10) {
      award.endorsements = [
        Endorsement(
          id: uri(), name: "E" + text(), issuer: outline.issuer, validFrom: award.validFrom,
          endorsedID: award.id, comment: maybe())
      ]
    }
    return award
  }
}
