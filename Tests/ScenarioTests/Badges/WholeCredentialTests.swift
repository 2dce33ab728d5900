import Foundation
import LinkedData
import Microcredentials
import Office
import OpenBadges
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Badges that say all that a badge can say, judged by two verifiers that share no code with ours.
@Suite(.database(.conferral)) struct WholeCredentialTests {
  private static let program = """
    program: stewardship
    title: Data Stewardship {beta
    version: "2026"
    description: Two courses, an examination and a portfolio that a partner looks at.
    credit: 6
    field of study: Information science
    valid for: 3 years
    results: [grades, scores, levels]
    skills: [governance, 数据]
    stacks into: [workshop, Nothing Here]
    partners:
      - Example City Archive
      - {name: "L'Archive d’État", url: "https://archive.example.org", role: creator}
      - {name: Example Assessors, url: "https://assessors.example.org", role: assessor}
    competencies:
      - {name: Budgeting, url: "https://example.edu/competencies/1", code: C-7, framework: ESU}
      - Critical thinking
    criteria:
      all:
        - {course: NPM 301, credits: 3, grade: B, title: Stewardship}
        - {course: NPM 302, credits: 3}
        - {exam: X 1, score: 70, title: Examination}
    evidence:
      name: Portfolio
      kinds: [portfolio, supervisor endorsement]
      level: Good
      scale: [Fair, Good, Excellent]

    """

  /// A campus where somebody of that name has earned everything.
  private func campus(_ name: String = "Ada Lovelace") async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.apply(Self.program)
    try await campus.people("1,\"\(name)\",ada@example.edu")
    try await campus.enrollments("1,stewardship,2026-08-24")
    try await campus.results(
      "1,course,NPM 301,2026-09-01,A-", "1,course,NPM 302,2026-09-02,B",
      "1,exam,X 1,2026-09-03,,87.5")
    return campus
  }

  private func evidence(_ campus: Campus) async throws {
    let learner = try await campus.learnerID("1")
    let enrollment = try await campus.enrollmentID("1", "stewardship")
    let id = campus.id
    let version = Evidence.Version(
      id: UUID(), number: 1, enrollment: enrollment, requirement: "evidence",
      kind: "supervisor endorsement", title: "A year's work", summary: "Three {pieces",
      isDraft: false, submittedOn: .on("2026-09-05"), recordedBy: "test", submittedBy: "test",
      submittedRole: "coordinator",
      author: Evidence.Author(person: nil, name: "Charles", relation: "supervisor"),
      statement: "She did } it.",
      items: [
        Evidence.Item(name: "Letter", fingerprint: "f1", sha256: [UInt8](repeating: 1, count: 32)),
        Evidence.Item(
          name: "Site", fingerprint: "f2", url: "https://example.edu/ada"),
      ])
    try await campus.database.write(as: Scopes.institution(id)) { transaction in
      try Evidence.add(version, of: id, in: transaction)
      try transaction.execute(
        """
        insert into evidence_review
          (institution_id, submission_id, version, enrollment_id, reviewer, role, outcome, effective_on, level,
           reason)
        values (\(id)::int, \(version.id), 1, \(enrollment), 'another', 'reviewer', 'accepted', '2026-09-06',
          'Excellent', 'Good work.')
        """)
      try Marks.add([enrollment], of: id, in: transaction)
      try Consents.add(
        .evidenceLink, granted: true, by: learner, of: id, actor: "test", in: transaction)
    }
  }

  private func expectAccepted(_ campus: Campus) async throws {
    let badge = try #require(try await campus.badges().first)
    if IndependentVerifier.isPresent {
      let verdict = try await IndependentVerifier.judge(badge, of: campus, email: "ada@example.edu")
      #expect(verdict.status == 0, "\(verdict.text)")
    }
    if OpenBadgesLib.isPresent {
      let words = try await OpenBadgesLib.judge(badge, of: campus)
      #expect(words == "valid", "\(words)")
    }
  }

  @Test func `a badge says everything, and every verifier accepts it`() async throws {
    let campus = try await campus()
    try await evidence(campus)
    try await campus.reconcile()
    let badge = try JSONValue(parsing: try #require(try await campus.badges().first).document)
    let site = campus.institution.site
    #expect(badge["validUntil"]?.string?.hasPrefix("2029-09-06T") == true)
    #expect(badge["refreshService"]?["type"] == "1EdTechCredentialRefresh")
    let subject = try #require(badge["credentialSubject"])
    #expect(subject["activityStartDate"]?.string?.hasPrefix("2026-08-24T") == true)
    #expect(subject["activityEndDate"]?.string?.hasPrefix("2026-09-06T") == true)
    #expect(subject["term"] == "Fall 2026")
    #expect(subject["source"]?["name"] == "Example Assessors")
    #expect(
      subject["result"]?.elements.map { $0["value"]?.string }.sorted { ($0 ?? "") < ($1 ?? "") }
        == ["87.5", "A-", "B", "Excellent"])
    let achievement = try #require(subject["achievement"])
    #expect(
      achievement["image"]?["id"]?.string
        == "\(site)/programs/stewardship/versions/2026/image.png")
    #expect(achievement["creator"]?["url"] == "https://archive.example.org")
    #expect(achievement["fieldOfStudy"] == "Information science")
    #expect(
      achievement["related"]?.elements.map { $0["id"]?.string }
        == ["\(site)/programs/workshop/versions/1"])
    #expect(achievement["resultDescription"]?.elements.count == 4)
    let criteria = achievement["criteria"]?["narrative"]?.string ?? ""
    #expect(criteria.contains("Example City Archive") && criteria.contains("3 years"))
    #expect(badge["evidence"]?.elements.map { $0["name"] } == ["Letter", "Site"])
    #expect(badge["evidence"]?.elements.last?["id"] == "https://example.edu/ada")
    #expect(
      badge["endorsement"]?.elements.first?["credentialSubject"]?["endorsementComment"]
        == "She did ) it.")
    #expect(!String(decoding: badge.serialized, as: UTF8.self).contains("Charles"))
    try await expectAccepted(campus)
  }

  @Test func `without consent the evidence is a hash, and nobody is quoted`() async throws {
    let campus = try await campus()
    try await evidence(campus)
    let (id, learner) = (campus.id, try await campus.learnerID("1"))
    try await campus.database.write(as: Scopes.institution(id)) {
      try Consents.add(
        .evidenceLink, granted: false, by: learner, of: id, actor: "test", in: $0)
    }
    try await campus.reconcile()
    let badge = try #require(try await campus.badges().first)
    let text = String(decoding: badge.document, as: UTF8.self)
    #expect(!text.contains("https://example.edu/ada") && !text.contains("She did"))
    #expect(text.contains("SHA-256 of the content: 0101"))
    try await expectAccepted(campus)
  }

  @Test func `a badge that is signed again shows what the learner has allowed since`()
    async throws
  {
    let campus = try await campus()
    try await evidence(campus)
    let (id, learner) = (campus.id, try await campus.learnerID("1"))
    func allow(_ isGranted: Bool) async throws {
      try await campus.database.write(as: Scopes.institution(id)) {
        try Consents.add(
          .evidenceLink, granted: isGranted, by: learner, of: id, actor: "test", in: $0)
      }
    }
    try await allow(false)
    try await campus.reconcile()
    let before = try JSONValue(parsing: try #require(try await campus.badges().first).document)
    try await allow(true)
    let award = try await campus.presentAward()
    let registrar = try await campus.person(.registrar, learner: nil)
    _ = try await campus.office.acting(as: registrar) {
      try $0.reissueBadge(of: award, reason: "The learner allowed it.")
    }
    let after = try JSONValue(parsing: try #require(try await campus.badges().first).document)
    #expect(before["endorsement"] == nil && after["endorsement"]?.elements.count == 1)
    #expect(after["evidence"]?.elements.last?["id"] == "https://example.edu/ada")
    // Made from the stored decision, it says of the achievement and the results what it said.
    for part in ["achievement", "result", "activityStartDate", "activityEndDate", "term"] {
      #expect(after["credentialSubject"]?[part] == before["credentialSubject"]?[part])
    }
    try await expectAccepted(campus)
  }

  @Test(arguments: [
    "محمد عبد الله", "李小龍", "Nguyễn Thị Ánh", "O'Brien-d’Été", "🎓👩‍👩‍👧 Zoe\u{301}", "}{ }} {",
    "A\u{7}B\u{85}C&quot;<b>]]>",
  ])
  func `whatever an institution and a program are called, the badge stays readable`(
    _ name: String
  ) async throws {
    let campus = try await Campus.open()
    try await campus.app("update institution set name = \(name)")
    try await campus.app(
      "update institution set image = 'https://example.edu/logo.png', image_caption = \(name)")
    try await campus.apply(
      SampleProgram.credit().replacingOccurrences(of: "NPM 302,", with: "NPM 302, title: '}x{',"))
    try await campus.people("1,Ada,ada@example.edu")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    let badge = try #require(try await campus.badges().first)
    var depth = 0
    for byte in badge.document {
      depth += byte == UInt8(ascii: "{") ? 1 : byte == UInt8(ascii: "}") ? -1 : 0
    }
    #expect(depth == 0)
    #expect(endOfFirstObject(in: badge.document) == badge.document.count)
    try await expectAccepted(campus)
  }

  /// Where a wallet that counts braces without regard to strings thinks that the badge ends.
  private func endOfFirstObject(in bytes: [UInt8]) -> Int? {
    var depth = 0
    for (place, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "{") { depth += 1 }
      if byte == UInt8(ascii: "}") { depth -= 1 }
      if depth == 0 { return place + 1 }
    }
    return nil
  }

  @Test func `a badge that would not verify is not awarded, and the reason is kept`() async throws {
    let campus = try await Campus.withAward()
    try await campus.app("update institution set name = ''")
    try await campus.people("2,Grace,grace@example.edu")
    try await campus.enrollments("2,nonprofit,2026-08-24")
    try await campus.results("2,course,NPM 301,2026-09-01,A", "2,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    #expect(try await campus.awards().count == 1)
    let reasons: [String] = try await campus.database.read {
      try $0.query("select reason from parked").column()
    }
    #expect(reasons.count == 1 && reasons[0].contains("ob.issuer-profile"))
    let award = try await campus.presentAward()
    let registrar = try await campus.person(.registrar, learner: nil)
    let refusal = try await campus.refusal(as: registrar) {
      _ = try $0.reissueBadge(of: award, reason: "A new name.")
    }
    #expect(refusal == .invalid)
    #expect(try await campus.count("select count(*) from credential") == 1)
  }

  @Test func `a badge that has expired when it is awarded says so and is well formed`()
    async throws
  {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge(more: "valid for: 1 month"))
    try await campus.people("1,Ada,ada@example.edu")
    try await campus.enrollments("1,workshop,2020-01-02")
    try await campus.results("1,workshop,W 1,2020-02-03")
    try await campus.reconcile()
    let badge = try JSONValue(parsing: try #require(try await campus.badges().first).document)
    #expect(badge["validUntil"]?.string?.hasPrefix("2020-03-03T") == true)
    #expect(try #require(badge["validFrom"]?.string) < #require(badge["validUntil"]?.string))
  }
}
