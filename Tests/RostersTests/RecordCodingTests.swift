import Foundation
import Microcredentials
import Rosters
import Testing

@Suite struct RecordCodingTests {
  private static let day = Day("2026-11-22")!
  private static let records: [RosterRecord] = [
    .learner(
      LearnerRow(
        id: "1", idSystem: "SIS", name: "Zoë عمر", givenName: "Zoë", familyName: "عمر",
        email: "zoe@example.edu")),
    .enrollment(EnrollmentRow(learner: "1", program: "p", on: day, version: "2")),
    .withdrawal(WithdrawalRow(learner: "1", program: "p", on: day, reason: "moved")),
    .completion(
      CompletionRow(
        learner: "1", kind: .course, code: "GHY 217", title: "Maps", on: day, grade: "B+",
        score: Quantity("83.25"), credits: 3, hours: Quantity("0.5"), points: 7, passed: true,
        origin: .transfer, attempt: 2, term: "F26", status: .provisional, tags: ["a", "b"],
        key: "k")),
    .completion(CompletionRow(learner: "1", kind: .exam, code: "E", on: day, passed: false)),
    .evidence(
      EvidenceRow(
        learner: "1", program: "p", kind: "portfolio", code: "c", title: "t", on: day,
        url: "https://example.edu/e", sha256: String(repeating: "0a", count: 32), reviewer: "r",
        score: 90, level: "high")),
    .credential(
      CredentialRow(
        learner: "1", kind: .certification, code: "RN", title: "Nurse", issuer: "Board", on: day,
        expires: day.adding(days: 9))),
  ]

  @Test(arguments: records)
  func `a record is the same after JSON`(record: RosterRecord) throws {
    let data = try JSONEncoder().encode(record)
    #expect(try JSONDecoder().decode(RosterRecord.self, from: data) == record)
  }

  @Test func `a record is one flat object of words`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let data = try encoder.encode(Self.records[4])
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"code":"E","key":"exam||1|E","kind":"exam","learner":"1","on":"2026-11-22","#
        + #""origin":"here","passed":"false","record":"completion","status":"final","tags":[]}"#)
  }

  @Test(arguments: [
    #"{"record": "learner"}"#, #"{"record": "badge", "id": "1"}"#,
    #"{"record": "learner", "id": "1", "email": "no"}"#, #"{"record": "learner", "id": 1}"#,
    #"{"record": "enrollment", "learner": "1", "program": "p", "on": "2026-02-30"}"#,
    #"{"record": "completion", "learner": "1", "kind": "credential", "code": "c", "on": "2026-01-01"}"#,
    #"{"record": "completion", "learner": "1", "kind": "exam", "code": "c", "on": "2026-01-01", "score": "-1"}"#,
    #"{"record": "evidence", "learner": "1", "program": "p", "kind": "k", "on": "2026-01-01"}"#,
  ])
  func `what a file may not say JSON may not say either`(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(RosterRecord.self, from: Data(json.utf8))
    }
  }

  @Test func `a quarantine is the same after JSON and reads as a sentence`() throws {
    let quarantine = Quarantine(line: 7, column: "score", code: .outOfRange, reason: "expected x")
    let data = try JSONEncoder().encode(quarantine)
    #expect(try JSONDecoder().decode(Quarantine.self, from: data) == quarantine)
    #expect(quarantine.description == "line 7, column “score”: expected x (out-of-range)")
  }
}
