import Foundation
import Microcredentials
import Rosters
import Testing

/// Mappings for bundles, and the words of the language that they need.
@Suite struct BundleMappingTests {
  @Test func `every mapping that comes with the program can be read`() throws {
    let names = try ShippedMappings.names()
    #expect(
      names == [
        "banner-comments", "canvas-gradebook", "canvas-sis", "notations", "oneroster-1.1",
        "oneroster-1.2", "sds-1", "sds-2.1",
      ])
    for name in names {
      switch try MappingFile(#require(try ShippedMappings.text(name))) {
      case .file(let mapping): #expect(mapping.name == name && !mapping.summary.isEmpty)
      case .bundle(let mapping): #expect(mapping.name == name && !mapping.summary.isEmpty)
      }
    }
    #expect(try ShippedMappings.text("oneroster") == nil)
    #expect(try ShippedMappings.remedy(for: "oneroster-1.3").contains("oneroster-1."))
  }

  @Test func `the bundle in the documentation is one`() throws {
    let article = try SharedData.text("Sources/Rosters/Rosters.docc/Bundles.md")
    let block = article.split(separator: "```yaml\n").last?.split(separator: "```").first
    let mapping = try BundleMapping(String(try #require(block)))
    #expect(
      mapping.parts.map(\.title) == ["people.csv", "*results.csv", "people.csv (departures)"])
  }

  @Test func `mistakes of all files of a bundle are told at once, with line and remedy`() {
    let mistakes = #expect(throws: MappingMistakes.self) {
      try MappingFile(
        """
        mapping: m
        manifest: {file: ../m.csv, version: v}
        files:
          - file: a/b.csv
            records: [{learner: {id: "{id}"}}]
          - file: users.csv
            lookups: {r: {file: roles.csv, key: id, optional: maybe}}
            records: [{learner: {id: "{id}", only with: email}}]
          - file: Users.csv
            newest: {of: "{id}"}
            records: [{learner: {id: "{id}", adds: perhaps}}]
          - records: [{departure: {on: "{day}"}}]
        """)
    }
    #expect(
      mistakes?.mistakes.map { "\($0.line) \($0.message)" } == [
        "2 “../m.csv” cannot be the name of a file",
        "4 “a/b.csv” cannot be the name of a file",
        "7 “maybe” is not possible here",
        "8 the record “learner” has no “email” that could be missing",
        "9 Users.csv is read twice",
        "10 newest does not say which rows are compared, or by what",
        "11 “perhaps” cannot be the “adds”",
        "12 the file has no name",
      ])
  }

  @Test func `columns may be missing, be called otherwise, or be written in another case`() throws {
    let yaml = """
      mapping: m
      csv: {any case: true, optional columns: [mail], other names: {family: [surname]}}
      records: [{learner: {id: "{ID}", family name: "{family}", email: "{mail}"}}]
      """
    let rows = try read("id,SurName\n1,King\n", yaml)
    #expect(rows[0].records == [.learner(LearnerRow(id: "1", familyName: "King"))])
    let error = #expect(throws: RosterFileError.self) { try read("x,y\n1,2\n", yaml) }
    #expect(
      error?.reason
        == "the file has no columns “ID”, “family”; export it again with them, or correct the "
        + "mapping")
  }

  @Test func `a lookup may lack a key, or find only some rows`() throws {
    let yaml = """
      mapping: m
      lookups: {r: {file: r.csv, key: id, where: {role: student}, optional: true}}
      records:
        - learner: {when: {r.role: present}, id: "{id}"}
        - departure: {when: {r.role: absent}, learner: "{id}"}
      """
    let rows = try read(
      "id\n1\n2\n3\n", yaml, lookups: ["r": "id,role\n1,student\n1,teacher\n2,teacher\n"])
    #expect(
      rows.flatMap(\.records) == [
        .learner(LearnerRow(id: "1")), .departure(DepartureRow(learner: "2")),
        .departure(DepartureRow(learner: "3")),
      ])
  }

  @Test(arguments: [
    ("98,55", "98.55"), ("98.55", "98.55"), ("7", "7"), ("0,5", "0.5"), ("1,234", nil),
    ("1.234,5", nil), ("1,2,3", nil),
  ])
  func `either decimal mark is read, and what could be thousands is not`(
    written: String, meant: String?
  ) throws {
    let rows = try read(
      "id;n\n1;\(written)\n",
      """
      mapping: m
      csv: {delimiter: ";"}
      decimal: either
      records: [{completion: {learner: "{id}", kind: exam, code: E, on: 2026-01-01, score: "{n}"}}]
      """)
    #expect(rows[0].completion?.score == meant.flatMap { Quantity($0) })
    #expect(rows[0].quarantine?.code == (meant == nil ? .invalidNumber : nil))
  }

  @Test(arguments: [
    ("2023-05-01T18:25:43.511Z", 1_682_965_543_511_000), ("2023-05-01", 1_682_899_200_000_000),
    ("2023-05-01T20:25:43+02:00", 1_682_965_543_000_000),
    ("2023-05-01 12:25:43-0600", 1_682_965_543_000_000), ("1/05/2023", nil), ("2023-05-01T", nil),
    ("2023-13-01", nil), ("2023-05-01T25:00:00Z", nil), ("", nil),
  ])
  func `the age of a row is read to the microsecond, and only where it is plain`(
    written: String, microseconds: Int64?
  ) throws {
    let rows = try read(
      "id,at\n1,\(written)\n",
      """
      mapping: m
      newest: {of: "{id}", by: "{at}"}
      records: [{learner: {id: "{id}"}}]
      """)
    #expect(rows[0].edition?.changedAt == microseconds)
    #expect(rows[0].edition?.row == (microseconds == nil ? nil : "1"))
  }

  @Test func `new records and fields are the same after JSON`() throws {
    let day = Day("2026-11-22")!
    let records: [RosterRecord] = [
      .departure(DepartureRow(learner: "1", idSystem: "x", on: day, reason: "left")),
      .departure(DepartureRow(learner: "1")),
      .withdrawal(WithdrawalRow(learner: "1", program: "p")),
      .enrollment(EnrollmentRow(learner: "1", program: "p", on: day, corrects: false)),
      .learner(
        LearnerRow(id: "1", otherID: "2", otherSystem: "sis", adds: false, returns: true)),
    ]
    for record in records {
      let data = try JSONEncoder().encode(record)
      #expect(try JSONDecoder().decode(RosterRecord.self, from: data) == record)
    }
  }
}
