import Rosters
import Testing

@Suite struct MappingTests {
  private func mistakes(_ yaml: String) -> [String] {
    do {
      _ = try Mapping(yaml)
      return []
    } catch {
      return error.mistakes.map(\.description)
    }
  }

  private func record(_ body: String) -> String {
    "mapping: m\nrecords:\n  - completion: {learner: a, kind: course, code: c, on: \"{d}\", \(body)}"
  }

  @Test func `every mapping in the documentation is one`() throws {
    let article = try SharedData.text("Sources/Rosters/Rosters.docc/Mappings.md")
    let blocks = article.components(between: "```yaml\n", and: "```")
    #expect(blocks.count == 4)
    for block in blocks {
      #expect(throws: Never.self) { try Mapping(block) }
    }
  }

  @Test func `the documentation lists every reason with its code`() throws {
    let article = try SharedData.text("Sources/Rosters/Rosters.docc/Mappings.md")
    let codes =
      QuarantineCode.allCases.map(\.rawValue) + RosterFileError.Code.allCases.map(\.rawValue)
    let listed = article.split(separator: "\n").compactMap { line in
      line.firstMatch(of: /^\| `([a-z]+(?:-[a-z]+)+)` \|/).map { String($0.1) }
    }
    #expect(listed == codes)
  }

  @Test func `all mistakes are reported at once, each with its line and a remedy`() {
    let yaml = """
      mapping: Grades
      csv: {delimeter: ";", encoding: utf8}
      records:
        - completion:
            learner: {id}
            kind: coarse
            code: "{code"
            on: {value: "{day}", format: mm-dd-jj}
            origin: {value: "{x}", table: orign}
            attempt: second
        - enrolment: {learner: a}
        - learner: {name: b}
      tables:
        origin: {"1": here}
      """
    #expect(
      mistakes(yaml) == [
        "line 2: there is no “delimeter” in csv; did you mean “delimiter”?",
        "line 2: there is no encoding “utf8”; did you mean “utf-8”?",
        "line 5: “learner” must be a text; put quotation marks around it: \"{id}\"",
        "line 6: “coarse” cannot be the “kind”; expected one of course, workshop, event, "
          + "internship, activity, assessment, exam, competency, evaluation, signoff, form, standing",
        "line 7: a “{” in “code” is not closed; write {column}, and a brace itself twice",
        "line 8: “mm-dd-jj” is no format of dates; write it with yyyy, yy, MMM, MM, M, dd, d, HH, "
          + "mm, ss, such as MM/dd/yyyy, or iso",
        "line 9: there is no table “orign”; did you mean “origin”?",
        "line 10: “second” cannot be the “attempt”; expected a whole number",
        "line 11: there is no “enrolment” in records; did you mean “enrollment”?",
        "line 12: the record “learner” has no “id”; add “id:”",
      ])
  }

  @Test(arguments: [
    ("", "line 1: the file is empty; begin with “mapping:” and a name"),
    ("[1, 2]", "line 1: the mapping file must be words with values; "),
    ("mapping: a\nmapping: b", "line 1: “mapping” is there twice; correct the YAML here"),
    ("mapping: a\nrecords: [", "line 3: this is not YAML"),
    ("mapping: a", "line 1: the mapping makes no records"),
    ("mapping: a\nmissing: &x [b]", "line 2: anchors (&) and aliases (*) are not part"),
    ("mapping: a\nrecords: [{learner: {id: *x}}]", "line 2: anchors (&) and aliases (*)"),
    ("mapping: a\ndecimal: \"'\"\nrecords: [{learner: {id: x}}]", "line 2: “'” is no decimal mark"),
    (
      "mapping: a\nrecords: [{evidence: {learner: a, program: b, on: \"{c}\"}}]",
      "line 2: the record “evidence” has no “kind”"
    ),
    (
      "mapping: a\ncsv: {header: false}\nrecords: [{learner: {id: x}}]",
      "line 2: the file has no header line; name its columns"
    ),
    (
      "mapping: a\ncsv: {header: false, columns: [number]}\nrecords: [{learner: {id: \"{numbr}\"}}]",
      "line 3: there is no column “numbr”; did you mean “number”?"
    ),
    (
      "mapping: a\nlookups: {l: {file: ../x.csv, key: k}}\nrecords: [{learner: {id: x}}]",
      "line 2: the lookup “l” must name a file; write its name without folders"
    ),
    (
      "mapping: a\nlookups: {l: {file: x.csv}}\nrecords: [{learner: {id: x}}]",
      "line 2: the lookup “l” has no key"
    ),
    (
      "mapping: a\ncsv: {delimiter: ab, quote: \"\\n\"}\nrecords: [{learner: {id: x}}]",
      "line 2: “ab” cannot be the delimiter"
    ),
  ])
  func `a mistake is named with its line`(yaml: String, mistake: String) {
    #expect(mistakes(yaml).first?.hasPrefix(mistake) == true, "\(mistakes(yaml))")
  }

  @Test func `what the mapping itself puts into a field is checked`() {
    #expect(mistakes(record("credits: many")).count == 1)
    #expect(mistakes(record("status: {value: \"{s}\", table: {F: finished}}")).count == 1)
    #expect(mistakes(record("attempt: {value: \"{a}\", default: 0}")).count == 1)
    #expect(mistakes(record("score: {value: \"{s}\", places: 9}")).count == 1)
    #expect(mistakes(record("tags: [\"{a}\", \"a\\tb\"]")).count == 1)
    #expect(mistakes(record("passed: true, origin: transfer, credits: \"3.5\"")) == [])
  }

  @Test func `a mark of Markdown in a description is no alias`() {
    #expect(mistakes("description: a *bold* & plain word # & *x\n" + record("term: x")) == [])
  }

  @Test func `nested, long and random files are refused without harm`() {
    #expect(!mistakes(String(repeating: "[", count: 50_000)).isEmpty)
    #expect(!mistakes(String(repeating: "{a: ", count: 5_000)).isEmpty)
    #expect(
      !mistakes("a: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900))
        .isEmpty)
    #expect(!mistakes(String(repeating: "# long\n", count: 200_000)).isEmpty)
    var dice = Dice(3)
    let words = [
      "mapping", ":", " ", "\n", "records", "- ", "{", "}", "[", "]", "\"", "{a}", "on",
      "learner", "completion", "|", ">", "!", "%", "@", "'", "\t", "\0", "é", "lookups", "when",
    ]
    for _ in 0..<2_000 {
      let text = (0..<Int.random(in: 1...30, using: &dice)).map { _ in
        words.randomElement(using: &dice)!
      }.joined()
      #expect(!mistakes(text).isEmpty)
    }
  }
}

extension String {
  fileprivate func components(between start: String, and end: String) -> [String] {
    ranges(of: start).compactMap { range in
      self[range.upperBound...].firstRange(of: end).map {
        String(self[range.upperBound..<$0.lowerBound])
      }
    }
  }
}
