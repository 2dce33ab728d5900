import Foundation
import LinkedData
import Microcredentials
import Office
import OpenBadges
import Storage
import TestSupport
import Testing

/// One program, one learner, one signed badge, one line in the transcript.
@Suite(.database(.conferral)) struct NarrowWayTests {
  private func campus() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.credit(more: "competencies: [Budgeting]"))
    try await campus.people("1,Zoë O’Neill שרה,zoe@example.edu")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-30,B,,3", "1,course,NPM 302,2026-10-14,A,,3")
    return campus
  }

  @Test func `met criteria give one award, one badge and one notation`() async throws {
    let campus = try await campus()
    let progress = try await campus.reconcile()
    #expect(progress.awarded == 1)
    #expect(
      try await campus.awards()
        == [AwardLine(student: "1", program: "nonprofit", earnedOn: "2026-10-14")])
    let ledger = try await campus.ledger()
    #expect(ledger.count == 1)
    let line = try #require(ledger.first)
    #expect(line.position == 1)
    #expect(line.kind == .add)
    #expect(line.student == "1")
    #expect(line.name == "Zoë O’Neill שרה")
    #expect(line.credits == 6)
    #expect(line.earnedOn == .on("2026-10-14"))
    #expect(line.term == "2026FA")
    #expect(line.text == "Micro-credential: Program nonprofit")
  }

  @Test func `the badge verifies with the issuer's published keys`() async throws {
    let campus = try await campus()
    try await campus.reconcile()
    let badges = try await campus.badges()
    #expect(badges.count == 1)
    let did = try JSONValue(parsing: try await campus.office.didDocument(of: campus.institution))
    let keys = (did["verificationMethod"]?.elements ?? []).compactMap { method in
      VerificationMethod(
        id: method["id"]?.string ?? "", controller: method["controller"]?.string ?? "",
        publicKeyMultibase: method["publicKeyMultibase"]?.string ?? "")
    }
    #expect(keys.count == 1)
    let verification = verify(
      document: try #require(badges.first).document, publicKeys: keys,
      at: Int64(Date().timeIntervalSince1970) + 5)
    #expect(verification.failures == [])
    #expect(verification.isValid)
  }

  @Test(.enabled(if: IndependentVerifier.isPresent))
  func `another verifier accepts the badge with the documents of its issuer`() async throws {
    let campus = try await campus()
    try await campus.reconcile()
    let badge = try #require(try await campus.badges().first)
    let verdict = try await IndependentVerifier.judge(badge, of: campus, email: "zoe@example.edu")
    #expect(verdict.status == 0, "\(verdict.text)")
  }

  @Test(.enabled(if: IndependentVerifier.isPresent))
  func `another verifier refuses the badge once its award is revoked`() async throws {
    let campus = try await campus()
    try await campus.reconcile()
    let badge = try #require(try await campus.badges().first)
    try await campus.revoke("1", "nonprofit", barring: true)
    let verdict = try await IndependentVerifier.judge(badge, of: campus, email: "zoe@example.edu")
    #expect(verdict.status != 0)
    #expect(verdict.text.lowercased().contains("revo"), "\(verdict.text)")
  }

  @Test func `a program without credit gives a badge and no notation`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,workshop,2026-08-24")
    try await campus.results("1,workshop,W1,2026-09-30")
    try await campus.reconcile()
    #expect(try await campus.awards().count == 1)
    #expect(try await campus.badges().count == 1)
    #expect(try await campus.ledger().isEmpty)
  }

  @Test func `a provisional result counts for progress only`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,workshop,2026-08-24")
    try await campus.results("1,workshop,W1,2026-09-30,,,,provisional")
    try await campus.reconcile()
    #expect(try await campus.awards().isEmpty)
    try await campus.results("1,workshop,W1,2026-09-30,,,,final")
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.earnedOn) == ["2026-09-30"])
  }
}
