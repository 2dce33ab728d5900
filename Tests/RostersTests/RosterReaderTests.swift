import Foundation
import Microcredentials
import Rosters
import Testing

@Suite struct RosterReaderTests {
  private func dates(_ spec: String, _ cells: String...) throws -> [String] {
    let yaml = """
      mapping: m
      tables: {start: {B: 2024-02-01}}
      records: [{enrollment: {learner: l, program: p, on: \(spec)}}]
      """
    return try read("d,e\n" + cells.map { $0 + "\n" }.joined(), yaml).map { row in
      if case .enrollment(let row) = row.records.first { return row.on.description }
      return row.quarantine?.code.rawValue ?? "nothing"
    }
  }

  @Test func `dates are read in the formats that are named`() throws {
    #expect(
      try dates(
        "\"{d}\"", "2024-02-29,", "2023-10-02T00:00:00.000Z,", "2017-05-06 08:01:05,",
        "2013-1-03 00:00:00,", "2024-02-29x,")
        == ["2024-02-29", "2023-10-02", "2017-05-06", "invalid-date", "invalid-date"])
    #expect(
      try dates(
        "{value: \"{d}\", format: [d/M/yyyy, yyyy-M-dd HH:mm:ss, iso]}", "1/05/2023,",
        "2013-1-03 00:00:00,", "2023-05-01,", "1/05/23,", "31/04/2023,")
        == ["2023-05-01", "2013-01-03", "2023-05-01", "invalid-date", "invalid-date"])
    #expect(
      try dates(
        "{value: \"{d}\", format: \"d MMM ''yy\"}", "3 Sep 69,", "3 september 70,", "3 Se 70,")
        == ["2069-09-03", "1970-09-03", "invalid-date"])
    #expect(
      try dates(
        "{value: \"{d}\", format: MM/dd/yyyy, default: 2024-01-01}", "02/29/2024,", ",x",
        "2/29/2024,") == ["2024-02-29", "2024-01-01", "invalid-date"])
  }

  @Test func `days count from a date, up to the latest`() throws {
    let spec = "{days: \"{d}\", after: {value: \"{e}\", table: start}, latest: 29, default: 1}"
    #expect(
      try dates(spec, "-32,B", "0,B", "29,B", "9999,B", ",B", "1,", "x,B", "1,C")
        == [
          "2023-12-31", "2024-02-01", "2024-03-01", "2024-03-01", "2024-02-02", "value-missing",
          "invalid-number", "value-unknown",
        ])
  }

  @Test func `numbers with decimal commas and cut-off places are exact`() throws {
    let yaml = """
      mapping: m
      decimal: ","
      csv: {delimiter: ";"}
      records:
        - completion:
            learner: l
            kind: course
            code: c
            on: 2024-01-01
            score: {value: "{s}", places: 2}
            credits: {value: "{c}", default: "3.5"}
      """
    let rows = try read("s;c\n39,99999;\n40;2\n1.000;\n1,2,3;\n0,1;\n", yaml)
    #expect(
      rows.map { $0.completion?.score?.description } == ["39.99", "40", nil, nil, "0.1"])
    #expect(rows[2].quarantine?.code == .invalidNumber)
    #expect(rows[0].completion?.credits == Quantity("3.5"))
  }

  @Test func `conditions choose the records of a row`() throws {
    let yaml = """
      mapping: m
      records:
        - learner: {when: {role: student, state: {not: [gone, tobedeleted]}}, id: "{id}"}
        - learner: {when: {role: [guest, tutor], x: absent}, id: "guest {id}"}
        - learner: {when: {x: {is: present}}, id: "is {id}"}
      """
    let text = "id,role,state,x\n1,student,,\n2,student,gone,\n3,guest,,\n4,guest,,y\n5,,,present\n"
    let keys = try read(text, yaml).map { $0.records.map(\.key) }
    #expect(keys == [["1"], [], ["guest 3"], [], ["is 5"]])
  }

  @Test func `lookups can follow one another`() throws {
    let yaml = """
      mapping: m
      lookups:
        class: {file: classes.csv, key: sourcedId, by: classSourcedId}
        course: {file: courses.csv, key: sourcedId, by: class.courseSourcedId, csv: {delimiter: ";"}}
      records: [{enrollment: {learner: "{user}", program: "{course.code}", on: 2024-01-01}}]
      """
    let rows = try read(
      "user,classSourcedId\nu1,k1\nu2,k2\n", yaml,
      lookups: [
        "class": "sourcedId,courseSourcedId\nk1,c1\nk2,c2\n",
        "course": "sourcedId;code\nc1;PHY 1\n",
      ])
    #expect(
      rows[0].records
        == [.enrollment(EnrollmentRow(learner: "u1", program: "PHY 1", on: Day("2024-01-01")!))])
    #expect(rows[1].quarantine?.code == .lookupMissing)
  }

  @Test func `names are joined from the parts that are there and stay on one line`() throws {
    let yaml = """
      mapping: m
      id system: SIS
      records: [{learner: {id: "{{{id}}}", name: {join: ["{a}", "{b}", "{c}"], with: " "}}}]
      """
    let rows = try read("id,a,b,c\n1, Ana ,,\"de\nla Cruz\"\n", yaml)
    #expect(
      rows[0].records == [.learner(LearnerRow(id: "{1}", idSystem: "SIS", name: "Ana de la Cruz"))])
  }

  @Test func `the same parts give the same key and other parts another`() {
    func key(_ learner: String, _ code: String, _ attempt: Int?, _ term: String?) -> String {
      CompletionRow(
        learner: learner, kind: .course, code: code, on: .first, attempt: attempt, term: term
      ).key
    }
    #expect(key("1", "ghy 217", nil, nil) == key("1", "GHY217", nil, nil))
    #expect(key("1", "A", 2, "x") == "course||1|A|2|x")
    let keys = [
      key("1", "A", nil, nil), key("1|A", "B", nil, nil), key("1", "A|B", nil, nil),
      key("1\\", "A", nil, nil), key("1", "A", 1, nil), key("1", "A", nil, "1"),
      key("1\\|A", "B", nil, nil),
    ]
    #expect(Set(keys).count == keys.count)
  }

  @Test func `a row's hash does not depend on its quotation marks or place`() throws {
    let yaml = "mapping: m\nrecords: [{learner: {id: \"{a}\", name: \"{b}\"}}]"
    let rows = try read("a,b\n1,x\n\"1\",\"x\"\n1x,\n1,\"x\ny\"\n", yaml)
    #expect(rows[0].hash == rows[1].hash)
    #expect(rows[0].hash == 0x419B_6FED_1F64_A1C4)
    #expect(Set(rows.map(\.hash)).count == 3)
  }

  @Test func `reading can go on after any row, with and without a header`() throws {
    for header in ["", "csv: {header: false, columns: [a, b], skip lines: 1}\n"] {
      let yaml = "mapping: m\n\(header)records: [{learner: {id: \"{a}\", name: \"{b}\"}}]"
      let text = "\u{FEFF}a,b\r\n1,\"x\r\ny\"\r\n\r\n,\r\n2,\"bad\r\n3,z\r\n4,\"\"\"\"\r\n"
      let whole = try read(text, yaml)
      #expect(whole.map { $0.quarantine == nil } == [true, false, true, true])
      for (index, row) in whole.enumerated() {
        let rest = try read(text, yaml, resumingAt: row.next, pieces: { 3 })
        #expect(rest.map(\.outcome) == whole[(index + 1)...].map(\.outcome))
      }
    }
  }

  @Test func `columns without a name at the end may be left out of the rows`() throws {
    let yaml = "mapping: m\nrecords: [{learner: {id: \"{id}\"}}]"
    let rows = try read("id,role,,\n1,student\n2,student,\n3,student,,\n4\n", yaml)
    #expect(rows.map { $0.quarantine?.code } == [nil, nil, nil, .csvFields])
  }

  @Test(arguments: [
    ("", "header-missing"), ("\"id\n", "header-unreadable"), ("ID,x\n", "column-missing"),
    ("x\n1\n", "column-missing"), ("id,id\n", "column-repeated"),
  ])
  func `a file that does not fit the mapping is refused as a whole`(text: String, code: String) {
    let yaml = "mapping: m\nrecords: [{learner: {id: \"{id}\"}}]"
    let error = #expect(throws: RosterFileError.self) { try read(text, yaml) }
    #expect(error?.code.rawValue == code)
    if text == "ID,x\n" { #expect(error?.reason.contains("it has “ID”") == true) }
  }

  @Test(arguments: [("id;x\n1;2\n", "semicolons"), ("x\tid\n", "tabs"), ("ID|x\n", "bars")])
  func `another delimiter is told of, as is UTF-16`(text: String, word: String) {
    let yaml = "mapping: m\nrecords: [{learner: {id: \"{id}\"}}]"
    let error = #expect(throws: RosterFileError.self) { try read(text, yaml) }
    #expect(error?.reason.contains("separated by \(word)") == true, "\(error as Any)")
    var reader = try? RosterReader(Mapping(yaml))
    reader?.feed([0xFF, 0xFE] + text.utf8.flatMap { [$0, 0] })
    let wide = #expect(throws: RosterFileError.self) { _ = try reader?.next() }
    #expect(wide?.reason.contains("line 1, character 1") == true)
    #expect(wide?.reason.contains("encoding") == true)
  }

  @Test func `a lookup has to be given and has a limit`() throws {
    let yaml = """
      mapping: m
      lookups: {l: {file: l.csv, key: k}}
      records: [{learner: {id: "{l.id}"}}]
      """
    let missing = #expect(throws: RosterFileError.self) { try read("k\n1\n", yaml) }
    #expect(missing?.code == .lookupNotGiven)
    var table = try LookupTable(Mapping(yaml).lookups[0], limits: .init(rows: 2, bytes: 1_000))
    #expect(throws: Never.self) { try table.feed(Array("k,id\n1,a\n\"2,b\n2,b\n".utf8)) }
    #expect(table.faults.count == 0)
    let large = #expect(throws: RosterFileError.self) {
      try table.feed(Array("\"3,\n3,c\n".utf8))
      try table.finish()
    }
    #expect(large?.code == .lookupTooLarge)
  }
}
