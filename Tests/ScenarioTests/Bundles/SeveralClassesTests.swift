import Foundation
import Office
import Postgres
import Rosters
import Storage
import TestSupport
import Testing

/// A program that several classes belong to: the enrollment lasts as long as one of them holds.
@Suite(.database(.conferral)) struct SeveralClassesTests {
  private static let ada = "u1,active,2026-09-01T00:00:00Z,TRUE,ada,Ada,Lovelace,S1,"

  private func campus(_ code: String = "esu") async throws -> Campus {
    let campus = try await Campus.open(code: code, at: "2026-11-22T12:00:00Z")
    try await campus.apply(SampleProgram.badge())
    return campus
  }

  private func programs(_ campus: Campus) throws -> [URL] {
    [try campus.table("programs.csv", "code,program\nc1,workshop\nc2,workshop\n")]
  }

  /// Enrollments of Ada: `e1 c1 active 2026-09-01`.
  private func bundle(
    mode: String = "bulk", _ rows: [String], classes: [String: String] = [:]
  ) -> SmallBundle {
    var files = [
      "users.csv":
        "sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,identifier,"
        + "email\n\(Self.ada)\n",
      "roles.csv": "sourcedId,status,dateLastModified,userSourcedId,role\nr,active,,u1,student\n",
    ]
    if mode == "bulk" {
      files["classes.csv"] =
        "sourcedId,status,dateLastModified,title,courseSourcedId\n"
        + ["c1", "c2"].map { "\($0),\(classes[$0] ?? "active,"),Class,k1\n" }.joined()
    }
    let lines = rows.map { row in
      let words = row.split(separator: " ")
      return "\(words[0]),\(words[2]),\(words[3])T08:00:00Z,\(words[1]),u1,student,2026-08-24,\n"
    }
    files["enrollments.csv"] =
      "sourcedId,status,dateLastModified,classSourcedId,userSourcedId,role,beginDate,endDate\n"
      + lines.joined()
    return .oneRoster(mode: mode, files)
  }

  private func standing(_ campus: Campus) async throws -> [String] {
    try await campus.database.read(as: Scopes.institution(campus.id)) {
      try $0.query(
        "select state || coalesce(' ' || ended, '') from enrollment order by began, enrollment_id"
      ).column()
    }
  }

  @Test func `deleting one of two classes leaves the enrollment, deleting both ends it`()
    async throws
  {
    let campus = try await campus()
    let programs = try programs(campus)
    let both = bundle(["e1 c1 active 2026-09-01", "e2 c2 active 2026-09-01"])
    try await campus.bundle("oneroster-1.2", both, lookups: programs)
    let one = bundle(mode: "delta", ["e1 c1 tobedeleted 2026-10-02"])
    let report = try await campus.bundle("oneroster-1.2", one, lookups: programs)
    #expect(report.aside == [])
    #expect(try await standing(campus) == ["enrolled"])
    let other = bundle(mode: "delta", ["e2 c2 tobedeleted 2026-10-09"])
    try await campus.bundle("oneroster-1.2", other, lookups: programs)
    #expect(try await standing(campus) == ["withdrawn 2026-10-09"])
    #expect(
      try await campus.count("select count(*) from journal where action = 'withdraw'") == 1)
    let again = try await campus.bundle(
      "oneroster-1.2", other, lookups: programs, isRepeated: true)
    #expect(again.written == 0)
    try await Conferral.check(campus.database)
  }

  @Test(arguments: [
    (["e1 c1 tobedeleted 2026-10-02", "e2 c2 active 2026-09-15"], ["enrolled"]),
    (["e1 c1 tobedeleted 2026-10-02", "e2 c2 tobedeleted 2026-10-09"], ["withdrawn 2026-10-09"]),
    (["e1 c1 tobedeleted 2026-10-09", "e2 c2 tobedeleted 2026-10-02"], ["withdrawn 2026-10-09"]),
    // Let go and taken again into the same class, under a new id.
    (["e1 c1 tobedeleted 2026-10-02", "e3 c1 active 2026-10-03"], ["enrolled"]),
    (
      [
        "e1 c1 tobedeleted 2026-10-02", "e2 c2 active 2026-09-15", "e2 c2 tobedeleted 2026-10-20",
        "e3 c1 active 2026-11-01",
      ], ["enrolled"]
    ),
  ])
  func `rows in any order, in one file or in several, come to the same`(
    rows: [String], outcome: [String]
  ) async throws {
    let orders = [rows, rows.reversed(), Array(rows.dropFirst() + rows.prefix(1))]
    for (number, order) in orders.enumerated() {
      for isWhole in [true, false] {
        let campus = try await campus("esu-\(number)-\(isWhole ? "whole" : "parts")")
        let programs = try programs(campus)
        try await campus.bundle(
          "oneroster-1.2", bundle(["e1 c1 active 2026-09-01"]), lookups: programs)
        for part in isWhole ? [order] : order.map({ [$0] }) {
          try await campus.bundle(
            "oneroster-1.2", bundle(mode: "delta", part), lookups: programs)
        }
        #expect(try await standing(campus) == outcome, "\(order) \(isWhole)")
        try await Conferral.check(campus.database)
      }
    }
  }

  @Test func `a class that is deleted lets go of those whom it held`() async throws {
    let campus = try await campus()
    let programs = try programs(campus)
    let rows = ["e1 c1 active 2026-09-01", "e2 c2 active 2026-09-01"]
    try await campus.bundle("oneroster-1.2", bundle(rows), lookups: programs)
    try await campus.bundle(
      "oneroster-1.2", bundle(rows, classes: ["c1": "tobedeleted,2026-10-05"]), lookups: programs)
    #expect(try await standing(campus) == ["enrolled"])
    try await campus.bundle(
      "oneroster-1.2",
      bundle(rows, classes: ["c1": "tobedeleted,2026-10-05", "c2": "tobedeleted,2026-10-07"]),
      lookups: programs)
    #expect(try await standing(campus) == ["withdrawn 2026-10-07"])
    // A bulk that lacks rows takes nothing back; the class that returns does.
    try await campus.bundle("oneroster-1.2", bundle([]), lookups: programs)
    #expect(try await standing(campus) == ["withdrawn 2026-10-07"])
    try await campus.bundle("oneroster-1.2", bundle(rows), lookups: programs)
    #expect(try await standing(campus) == ["enrolled"])
  }

  @Test func `what somebody else ended, classes do not bring back`() async throws {
    let campus = try await campus()
    let programs = try programs(campus)
    let rows = ["e1 c1 active 2026-09-01", "e2 c2 active 2026-09-01"]
    try await campus.bundle("oneroster-1.2", bundle(rows), lookups: programs)
    try await campus.app("update enrollment set state = 'withdrawn', ended = '2026-09-20'")
    try await campus.bundle(
      "oneroster-1.2", bundle(mode: "delta", ["e1 c1 tobedeleted 2026-10-02"]), lookups: programs)
    try await campus.bundle(
      "oneroster-1.2", bundle(mode: "delta", ["e3 c1 active 2026-10-03"]), lookups: programs)
    #expect(try await standing(campus) == ["withdrawn 2026-09-20"])
  }

  @Test func `one who comes back months later is enrolled anew`() async throws {
    let campus = try await campus()
    let programs = try programs(campus)
    try await campus.bundle(
      "oneroster-1.2", bundle(["e1 c1 active 2026-09-01"]), lookups: programs)
    try await campus.bundle(
      "oneroster-1.2", bundle(mode: "delta", ["e1 c1 tobedeleted 2026-10-02"]), lookups: programs)
    var back = bundle(mode: "delta", ["e9 c2 active 2026-11-10"])
    back.files["enrollments.csv"] = back.files["enrollments.csv"]?
      .replacing("2026-08-24", with: "2026-11-10")
    try await campus.bundle("oneroster-1.2", back, lookups: programs)
    #expect(try await standing(campus) == ["withdrawn 2026-10-02", "enrolled"])
    try await campus.bundle(
      "oneroster-1.2", bundle(mode: "delta", ["e9 c2 tobedeleted 2026-11-20"]), lookups: programs)
    #expect(try await standing(campus) == ["withdrawn 2026-10-02", "withdrawn 2026-11-20"])
  }

  @Test func `sections of School Data Sync and of Canvas let go one by one`() async throws {
    let campus = try await campus()
    let table = try campus.table(
      "programs.csv", "code,program\nc1,workshop\nc2,workshop\n")
    func sds(_ first: String, _ second: String) -> SmallBundle {
      SmallBundle(files: [
        "Student.csv": "SIS ID,Student Number,First Name,Last Name\nu1,S1,Ada,Lovelace\n",
        "Section.csv":
          "SIS ID,Status,Term StartDate\nc1,Active,8/24/2026\nc2,Active,8/24/2026\n",
        "StudentEnrollment.csv":
          "Section SIS ID,SIS ID,Status\nc1,u1,\(first)\nc2,u1,\(second)\n",
      ])
    }
    for (states, outcome) in [
      (("Active", "Active"), ["enrolled"]), (("Deleted", "Active"), ["enrolled"]),
      (("Deleted", "Deleted"), ["withdrawn 2026-11-22"]), (("Deleted", "Active"), ["enrolled"]),
    ] {
      try await campus.bundle("sds-1", sds(states.0, states.1), lookups: [table])
      #expect(try await standing(campus) == outcome, "\(states)")
    }
    let canvas = try await self.campus("canvas")
    func course(_ first: String, _ second: String) -> SmallBundle {
      SmallBundle(files: [
        "users.csv": "user_id,login_id,first_name,last_name,status\nu1,ada,Ada,Lovelace,active\n",
        "courses.csv": "course_id,short_name,long_name,status\nc1,C,Class,active\n",
        "sections.csv":
          "section_id,course_id,name,status,start_date\ns1,c1,A,active,2026-08-24\n"
          + "s2,c1,B,active,2026-08-24\n",
        "enrollments.csv":
          "course_id,user_id,role,section_id,status\nc1,u1,student,s1,\(first)\n"
          + "c1,u1,student,s2,\(second)\n",
      ])
    }
    for (states, outcome) in [
      (("active", "active"), ["enrolled"]), (("deleted", "active"), ["enrolled"]),
      (("deleted", "deleted"), ["withdrawn 2026-11-22"]),
    ] {
      try await canvas.bundle("canvas-sis", course(states.0, states.1), lookups: [table])
      #expect(try await standing(canvas) == outcome, "\(states)")
    }
  }
}
