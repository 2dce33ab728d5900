import Rosters
import Testing

@Suite(.enabled(if: SharedData.hasSIS)) struct SISTests {
  /// The rows of a sample file through a mapping.
  private func read(
    _ path: String, _ records: String, lookups: [String: String] = [:], head: String = ""
  ) throws -> [RosterRow] {
    let mapping = try Mapping("mapping: m\n\(head)\nrecords:\n\(records)")
    let tables = try mapping.lookups.map { lookup in
      var table = LookupTable(lookup)
      try table.feed(SharedData.bytes("sis/\(lookups[lookup.name]!)"))
      try table.finish()
      return table
    }
    var reader = try RosterReader(mapping, lookups: tables)
    var rows: [RosterRow] = []
    let source = pieces(try SharedData.bytes("sis/\(path)"))
    while let row = try reader.next(from: source) { rows.append(row) }
    return rows
  }

  @Test func `OneRoster users and enrollments are read, through their classes`() throws {
    let folder = "oneroster-1.2-moodle-full"
    let users = try read(
      "\(folder)/users.csv",
      "  - learner: {id: \"{sourcedId}\", given name: \"{givenName}\", email: \"{email}\"}")
    #expect(users.count == 6)
    #expect(users.compactMap(\.quarantine) == [])
    let enrollments = try read(
      "\(folder)/enrollments.csv",
      """
        - enrollment:
            when: {role: student, status: {not: tobedeleted}}
            learner: "{userSourcedId}"
            program: "{classes.title}"
            on: "{beginDate}"
      """, lookups: ["classes": "\(folder)/classes.csv"],
      head: "lookups: {classes: {file: classes.csv, key: sourcedId, by: classSourcedId}}")
    #expect(enrollments.count == 6)
    #expect(enrollments.contains { !$0.records.isEmpty })
  }

  @Test func `rows shorter than a header with unnamed columns are read`() throws {
    let rows = try read(
      "oneroster-1.2-moodle-full/roles.csv",
      "  - learner: {when: {role: student}, id: \"{userSourcedId}\"}")
    #expect(rows.count == 7)
    #expect(rows.compactMap(\.quarantine) == [])
  }

  @Test func `School Data Sync students and enrollments are read`() throws {
    let folder = "ms-sds-v1-100users"
    let students = try read(
      "\(folder)/Student.csv",
      "  - learner: {id: \"{SIS ID}\", name: {join: [\"{First Name}\", \"{Last Name}\"]}}")
    #expect(students.count == 86)
    #expect(students.compactMap(\.quarantine) == [])
    let enrollments = try read(
      "\(folder)/StudentEnrollment.csv",
      """
        - enrollment:
            learner: "{SIS ID}"
            program: "{section.Course Number}"
            on: {value: "{section.Term StartDate}", format: M/d/yyyy}
      """, lookups: ["section": "\(folder)/Section.csv"],
      head: "lookups: {section: {file: Section.csv, key: SIS ID, by: Section SIS ID}}")
    #expect(enrollments.count == 602)
    #expect(enrollments.compactMap(\.quarantine) == [])
  }

  @Test func `Canvas gradebooks are read: title rows, blank rows and decimal commas`() throws {
    let swedish = try read(
      "canvas/gradebook-export-swedish-locale.csv",
      """
        - completion:
            when: {SIS User ID: present}
            learner: "{SIS User ID}"
            kind: assessment
            code: lab-git
            on: 2024-01-01
            score: "{Computer lab:git (24233)}"
      """, head: "decimal: \",\"")
    #expect(swedish.compactMap(\.quarantine) == [])
    #expect(swedish.filter { !$0.records.isEmpty }.count == 2)
    let blank = try read(
      "canvas/gradebook-export-blank-third-row.csv",
      "  - learner: {when: {SIS User ID: present}, id: \"{SIS User ID}\", name: \"{Student}\"}")
    #expect(blank.count == 3)
    #expect(
      blank.flatMap(\.records).first
        == .learner(LearnerRow(id: "999999999", name: "Root, Rhonda")))
    #expect(throws: RosterFileError.self) {
      try read(
        "canvas/gradebook-export-BAD-missing-id-columns.csv",
        "  - learner: {id: \"{SIS User ID}\"}")
    }
  }
}
