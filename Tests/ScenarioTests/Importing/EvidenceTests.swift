import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// One accepted piece of evidence serves one program of a learner.
@Suite(.database(.conferral)) struct EvidenceTests {
  private func campus() async throws -> Campus {
    let campus = try await Campus.open()
    for code in ["first", "second"] {
      try await campus.apply(
        SampleProgram.badge(code, criteria: "{workshop: W 1}")
          .replacingOccurrences(of: "evidence: none", with: "evidence: {name: Portfolio}"))
    }
    try await campus.people("1,Ada", "2,Grace")
    try await campus.enrollments(
      "1,first,2026-08-24", "1,second,2026-08-24", "2,first,2026-08-24", "2,second,2026-08-24")
    try await campus.results("1,workshop,W 1,2026-09-01", "2,workshop,W 1,2026-09-01")
    return campus
  }

  @Test func `the badge needs its evidence and embeds it`() async throws {
    let campus = try await campus()
    try await campus.reconcile()
    #expect(try await campus.awards().isEmpty)
    try await campus.evidence("1,first,2026-09-05,portfolio,https://example.edu/work")
    try await campus.reconcile()
    #expect(
      try await campus.awards()
        == [AwardLine(student: "1", program: "first", earnedOn: "2026-09-05")])
    let badge = try #require(try await campus.badges().first)
    #expect(String(decoding: badge.document, as: UTF8.self).contains("portfolio"))
  }

  @Test(arguments: ["https://example.edu/work", "HTTPS://EXAMPLE.edu:443/work/#top"])
  func `evidence that was accepted for one program is refused for another one`(
    _ spelling: String
  ) async throws {
    let campus = try await campus()
    try await campus.evidence("1,first,2026-09-05,portfolio,https://example.edu/work")
    let report = try await campus.evidence("1,second,2026-09-06,portfolio,\(spelling)")
    #expect(report.counts.quarantined == 1)
    #expect(report.kept.first?.code == "evidence-reused")
    #expect(report.kept.first?.reason.contains("Ada") == false)
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.program) == ["first"])
  }

  @Test func `another learner may hand in the same link`() async throws {
    let campus = try await campus()
    try await campus.evidence(
      "1,first,2026-09-05,portfolio,https://example.edu/work",
      "2,second,2026-09-05,portfolio,https://example.edu/work")
    try await campus.reconcile()
    #expect(try await campus.awards().count == 2)
  }

  @Test func `a refused correction leaves the first claim standing`() async throws {
    let campus = try await campus()
    let mapping = """
      mapping: evidence
      records:
        - evidence: {learner: "{id}", program: "{program}", on: "{on}", kind: "{kind}", \
      url: "{url}", reviewer: coordinator, key: "{key}"}
      """
    func load(_ row: String) async throws -> ImportReport {
      try await campus.load(mapping, Data("id,program,on,kind,url,key\n\(row)\n".utf8))
    }
    _ = try await load("1,first,2026-09-05,portfolio,https://example.edu/a,k1")
    _ = try await load("1,second,2026-09-05,portfolio,https://example.edu/b,k2")
    // The first submission would move to what the second one holds: refused, and nothing is freed.
    #expect(
      try await load("1,first,2026-09-05,portfolio,https://example.edu/b,k1").counts.quarantined
        == 1)
    #expect(
      try await load("1,second,2026-09-07,portfolio,https://example.edu/a,k3").counts.quarantined
        == 1)
  }

  @Test func `what a corrected submission once embedded serves no other program`() async throws {
    let campus = try await campus()
    let mapping = """
      mapping: evidence
      records:
        - evidence: {learner: "{id}", program: "{program}", on: "{on}", kind: "{kind}", \
      url: "{url}", reviewer: coordinator, key: "{key}"}
      """
    func load(_ row: String) async throws -> ImportReport {
      try await campus.load(mapping, Data("id,program,on,kind,url,key\n\(row)\n".utf8))
    }
    _ = try await load("1,first,2026-09-05,portfolio,https://example.edu/a,k1")
    try await campus.reconcile()
    _ = try await load("1,first,2026-09-05,portfolio,https://example.edu/b,k1")
    #expect(
      try await load("1,second,2026-09-07,portfolio,https://example.edu/a,k3").counts.quarantined
        == 1)
  }

  @Test func `merged records share their claims`() async throws {
    let campus = try await campus()
    try await campus.evidence("1,first,2026-09-05,portfolio,https://example.edu/work")
    try await campus.app(
      """
      update learner set merged_into = (select learner_id from learner where name = 'Ada')
       where name = 'Grace'
      """)
    let report = try await campus.evidence("2,second,2026-09-06,portfolio,https://example.edu/work")
    #expect(report.counts.quarantined == 1)
  }

  private static let keyed = """
    mapping: evidence
    records:
      - evidence: {learner: "{id}", program: "{program}", on: "{on}", kind: "{kind}", \
    url: "{url}", title: "{title}", reviewer: coordinator, key: "{key}"}
    """

  private func load(_ row: String, into campus: Campus) async throws -> ImportReport {
    try await campus.load(
      Self.keyed, Data("id,program,on,kind,url,title,key\n\(row)\n".utf8))
  }

  @Test func `what was invalidated here is not accepted again by the nightly import`()
    async throws
  {
    let campus = try await campus()
    let row = "1,first,2026-09-05,portfolio,https://example.edu/a,Work,k1"
    _ = try await load(row, into: campus)
    try await campus.app(
      """
      insert into evidence_review (institution_id, submission_id, version, enrollment_id, outcome,
          effective_on, reviewer, role, reason)
      select institution_id, submission_id, version, enrollment_id, 'invalidated', '2026-09-09',
             'person:1', 'coordinator', 'Copied.' from evidence_review
      """)
    let report = try await load(row, into: campus)
    #expect(report.counts.amended == 0)
    try await campus.reconcile()
    #expect(try await campus.awards().isEmpty)
  }

  @Test func `an imported correction comes after a draft that was begun here`() async throws {
    let campus = try await campus()
    _ = try await load(
      "1,first,2026-09-05,portfolio,https://example.edu/a,Work,k1", into: campus)
    try await draft(in: campus)
    let report = try await load(
      "1,first,2026-09-06,portfolio,https://example.edu/b,Better,k1", into: campus)
    #expect(report.counts.amended == 1)
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.earnedOn) == ["2026-09-06"])
  }

  @Test func `the badge embeds what was accepted and not a later draft`() async throws {
    let campus = try await campus()
    _ = try await load(
      "1,first,2026-09-05,portfolio,https://example.edu/a,Work,k1", into: campus)
    try await draft(in: campus)
    try await campus.reconcile()
    let badge = try #require(try await campus.badges().first)
    let text = String(decoding: badge.document, as: UTF8.self)
    #expect(text.contains("\"Work\"") && !text.contains("Unfinished"))
  }

  private func draft(in campus: Campus) async throws {
    try await campus.app(
      """
      insert into evidence_submission (institution_id, submission_id, version, enrollment_id,
          requirement, kind, title, state, submitted_on, recorded_by)
      select institution_id, submission_id, 2, enrollment_id, requirement, kind, 'Unfinished',
             'draft', '2026-09-06', 'person:1' from evidence_submission
      """)
    try await campus.app(
      """
      insert into evidence_item (institution_id, submission_id, version, place, name, fingerprint,
          url)
      select institution_id, submission_id, 2, place, 'Unfinished', 'x', 'https://example.edu/x'
        from evidence_item
      """)
  }
}
