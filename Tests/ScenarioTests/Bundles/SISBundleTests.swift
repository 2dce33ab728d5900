import Foundation
import Office
import Postgres
import Rosters
import Storage
import TestSupport
import Testing

/// The sample bundles of other makers, with their genuine defects, from the file to the database.
@Suite(.database(.conferral), .enabled(if: SISSamples.arePresent))
struct SISBundleTests {
  private func sample(_ name: String) -> URL { SISSamples.folder.appendingPathComponent(name) }

  /// A campus whose program takes enrollments from long ago.
  private func campus() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    return campus
  }

  private func names(_ campus: Campus) async throws -> [String] {
    try await campus.database.read {
      try $0.query(
        """
        select concat_ws(' ', l.name, string_agg(a.system || ':' || a.external_id, ' '
                 order by a.system))
          from learner l join learner_alias a using (institution_id, learner_id)
         where a.valid_until is null group by l.learner_id, l.name
         order by l.name collate "C"
        """
      ).column()
    }
  }

  @Test func `OneRoster 1.1: both students are learners with their student numbers`() async throws {
    let campus = try await campus()
    let report = try await campus.bundle("oneroster-1.1", sample("oneroster-1.1-oat"))
    #expect(
      report.files.map { $0.name.split(separator: "/")[1] } == [
        "users.csv", "enrollments.csv", "users.csv (departures)",
      ])
    #expect(report.files[0].report.counts.created == 2)
    #expect(report.aside == [])
    #expect(
      try await names(campus) == [
        "ionut padurariu oneroster:user1 sis:user identifier",
        "ionut2 padurariu oneroster:user2 sis:user identifier 2",
      ])
    let before = try await campus.contents()
    let again = try await campus.bundle("oneroster-1.1", sample("oneroster-1.1-oat"))
    #expect(again.files.filter { !$0.report.isKnown }.isEmpty)
    #expect(try await campus.contents() == before)
  }

  @Test func `OneRoster 1.2, delta: the student is a learner, and read again changes nothing`()
    async throws
  {
    let campus = try await campus()
    let report = try await campus.bundle("oneroster-1.2", sample("oneroster-1.2-moodle"))
    #expect(report.written == 1)
    #expect(report.aside == [])
    #expect(try await names(campus) == ["Bruce Wayne oneroster:USER_0 sis:bruce.wayne"])
    let again = try await campus.bundle(
      "oneroster-1.2", sample("oneroster-1.2-moodle"), isRepeated: true)
    #expect(again.written == 0)
  }

  @Test func `OneRoster 1.2, bulk: wrong headers, dates and manifest values cost nobody`()
    async throws
  {
    let campus = try await campus()
    let programs = try campus.table("programs.csv", "code,program\ncls-222-123456,workshop\n")
    let report = try await campus.bundle(
      "oneroster-1.2", sample("oneroster-1.2-moodle-full"), lookups: [programs])
    // userprofiles.csv has no value in the manifest, and the mapping would not read it either.
    #expect(report.notices.contains { $0.hasPrefix("userprofiles.csv: in the bundle, though") })
    #expect(report.files[0].report.counts.created == 3)
    #expect(
      try await names(campus) == [
        "Anna Brown oneroster:usr-222-567891 sis:anna.brown",
        "MJ Jones oneroster:usr-222-66778899 sis:mary.jones",
        "mmichel Charlie oneroster:usr-222-1234561232 sis:mmichel.jones",
      ])
    // One student of the class has the role of a teacher only: the enrollment waits for the person.
    #expect(report.aside == ["enrollments.csv 3: learner-unknown"])
    #expect(try await campus.count("select count(*) from enrollment") == 1)
    let again = try await campus.bundle(
      "oneroster-1.2", sample("oneroster-1.2-moodle-full"), lookups: [programs], isRepeated: true)
    #expect(again.written == 0)
  }

  @Test func `School Data Sync 1: students, and enrollments by the course's number`() async throws {
    let campus = try await campus()
    let programs = try campus.table("programs.csv", "code,program\n101,workshop\n")
    let report = try await campus.bundle(
      "sds-1", sample("ms-sds-v1-100users"), lookups: [programs])
    #expect(report.files[0].report.counts.created == 86)
    #expect(report.aside == [])
    #expect(try await campus.count("select count(*) from learner") == 86)
    #expect(
      try await campus.count("select count(*) from learner_alias where system = 'sis'") == 86)
    let enrolled = report.files[1].report.counts.created
    #expect(enrolled > 0)
    #expect(try await campus.count("select count(*) from enrollment") == enrolled)
    let again = try await campus.bundle(
      "sds-1", sample("ms-sds-v1-100users"), lookups: [programs], isRepeated: true)
    #expect(again.written == 0)
  }

  @Test func `School Data Sync 2.1: students only, not guardians and professors`() async throws {
    let campus = try await campus()
    let programs = try campus.table("programs.csv", "code,program\nCS101,workshop\n")
    let report = try await campus.bundle("sds-2.1", sample("ms-sds-v2.1"), lookups: [programs])
    #expect(
      try await names(campus) == [
        "Alice Smithee sds:114004", "Fred Hutch sds:114003", "Jack Craig sds:114001",
        "Simon Miller sds:114008",
      ])
    #expect(report.aside == [])
    #expect(try await campus.count("select count(*) from enrollment") == 1)
  }

  @Test func `Canvas SIS: an enrollment in a section that is not there is kept aside`()
    async throws
  {
    let campus = try await campus()
    let report = try await campus.bundle("canvas-sis", sample("canvas"))
    #expect(
      try await names(campus) == [
        "Bob Smith canvas:01103 sis:01103", "John Doe canvas:13834 sis:13834",
      ])
    #expect(
      report.aside == [
        "sis-import-enrollments.csv 2: lookup-missing sections.status",
        "sis-import-enrollments.csv 3: lookup-missing sections.status",
      ])
    let said = report.files.flatMap(\.report.kept).map(\.reason)
    #expect(said.allSatisfy { $0 == "expected a row with this key in sections.csv" })
    #expect(report.notices.contains { $0.contains("sis-import-xlists.csv") })
  }

  @Test(arguments: ["empty", "blank-third-row", "swedish-locale", "small-with-scores"])
  func `a Canvas gradebook without final results makes nothing and keeps nothing aside`(
    name: String
  ) async throws {
    let campus = try await campus()
    let report = try await gradebook(sample("canvas/gradebook-export-\(name).csv"), campus)
    #expect(report.counts.total == 0)
  }

  @Test func `a Canvas gradebook without ids is refused with the columns and the remedy`()
    async throws
  {
    let campus = try await campus()
    let error = await #expect(throws: RosterFileError.self) {
      try await gradebook(
        sample("canvas/gradebook-export-BAD-missing-id-columns.csv"), campus)
    }
    #expect(
      error?.reason
        == "the file has no columns “Section”, “ID”, “SIS User ID”; export it again with them, or "
        + "correct the mapping")
  }

  @Test func `final results of listed sections are completions, with decimal commas or points`()
    async throws
  {
    let campus = try await campus()
    try await campus.people("u1,Ada", "u2,Grace")
    let file = try campus.folder.write(
      """
      Student,ID,SIS User ID,SIS Login ID,Section,Final Score,Final Grade
          Points Possible,,,,,(read only),(read only)
      ,,,,,,
      "Lovelace, Ada",11,u1,ada,NPM-1,"98,55",A
      "Hopper, Grace",12,u2,grace,NPM-1,87.5,B+
      "Doe, Jo",13,u3,jo,NPM-2,70,C
      "Roe, Jo",14,,jo2,NPM-1,70,C
      "Student, Test",15,,x,NPM-1,70,C
      """, to: "gradebook.csv")
    let report = try await gradebook(file, campus)
    #expect(report.counts.created == 2)
    #expect(
      report.kept.map { "\($0.line) \($0.code) \($0.column ?? "")" } == [
        "6 lookup-missing finals.code", "7 value-missing SIS User ID",
      ])
    #expect(
      try await campus.count(
        "select count(*) from completion where code = 'NPM301' and score in (98.55, 87.5)") == 2)
  }

  private func gradebook(_ file: URL, _ campus: Campus) async throws -> ImportReport {
    let finals = try campus.table(
      "final-sections.csv", "section,code,on,credits\nNPM-1,NPM 301,2026-12-18,3\n")
    return try await campus.office.importFile(
      ImportOrder(
        mapping: ShippedMappings.text("canvas-gradebook") ?? "", file: file, lookups: [finals]),
      to: campus.id, by: "test")
  }
}

/// The sample files of student systems beside this repository.
private enum SISSamples {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["CONFERRAL_SHARED_DATA"] {
      return URL(fileURLWithPath: path).appendingPathComponent("sis")
    }
    return Repository.folder.appendingPathComponent("../shared/data/sis").standardized
  }()

  static var arePresent: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("SOURCES.md").path)
  }
}
