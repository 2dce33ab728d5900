import Microcredentials
import ProgramFiles
import Testing

@Suite struct WholeFileTests {
  @Test func `every section of a file reaches the version`() throws {
    let file = try ProgramFile.read(whole.utf8, name: "whole.yaml")
    let version = file.version
    #expect(version.program == "whole")
    #expect(version.summary == "Two lines\nof text.")
    #expect(version.unit == "Department of Examples")
    #expect(version.level == "undergraduate")
    #expect(version.effective == Day("2026-08-24"))
    #expect(version.exceptions == .waivers)
    #expect(
      version.awardDates == [
        .day(try #require(Day("2026-12-31"))), .yearly(month: 5, day: 31),
      ])
    #expect(
      version.competencies == [
        Competency(name: "Writing", url: "https://example.edu/c/1", code: "C1", framework: "F")
      ])
    #expect(version.skills == ["writing"])
    #expect(version.stacksInto == ["degree"])
    #expect(version.partners == [Partner(name: "Example City Schools")])
    #expect(
      version.badge
        == BadgeText(
          name: "B", summary: "D", image: "https://example.edu/b.png", imageCaption: "A pen"))
    #expect(version.notation == "Note")
    #expect(file.sections["award"] == Place(line: 44, column: 1))
    #expect(file.requirements["english"] == Place(line: 17, column: 7))
  }

  @Test func `every condition of a requirement is read`() throws {
    let version = try ProgramFile.read(whole.utf8, name: "whole.yaml").version
    guard case .record(let english) = version.criteria.members[0] else {
      Issue.record("the first requirement is not a single one")
      return
    }
    #expect(english.label == Label(id: "english", title: "English"))
    #expect(english.selector == Selector(kind: .course, codes: ["ENG101", "ENG101H"]))
    #expect(english.credits == 1...4)
    #expect(
      english.condition
        == Condition(
          grade: "C-", origins: [.here, .transfer], from: Condition.Bound("award - 7 years"),
          by: Condition.Bound("enrollment + 3 years"), tagged: ["honors"],
          untagged: ["counted in major"], exclusive: true))
  }

  @Test(arguments: [
    ("2026", "2026"), ("1.10", "1.10"), ("007", "007"), ("no", "no"), ("2026-08-24", "2026-08-24"),
    ("0x1F", "0x1F"), ("1e3", "1e3"), ("~", "~"), ("null", "null"), ("'1.0'", "1.0"),
    ("!!int 5", "5"), ("12:30", "12:30"), ("1_000", "1_000"),
  ])
  func `a value is the text that was written`(written: String, meant: String) throws {
    #expect(try read("version: \(written)").version.version == meant)
    #expect(
      try tree("criteria: {all: [{course: \(written)}]}")
        == .group(
          GroupRequirement(
            label: Label(id: "", title: ""), members: [record(.course, Code.key(meant))])))
  }

  @Test func `the badge says what the program says unless it says otherwise`() throws {
    let version = try read("badge: {caption: A pen}").version
    #expect(
      version.badge
        == BadgeText(
          name: "Test program", summary: "A program to test with.", imageCaption: "A pen"))
  }

  @Test func `grades are those of the institution's policy`() throws {
    let scale = GradeScale(levels: ["Fail", "Merit", "Distinction"])
    let file = try read(
      "criteria: {course: A, grade: Merit}", policy: Policy(grades: scale))
    #expect(file.check(policy: Policy(grades: scale)).isAcceptable)
    #expect(mistakes("criteria: {course: A, grade: Merit}").count == 1)
  }

  @Test func `evidence joins the root that can take it, and wraps any other`() throws {
    func tree(_ criteria: String) throws -> Requirement {
      try read("criteria: \(criteria)\nevidence: {name: E}").version.criteria.unlabelled
    }
    let (a, evidence) = (record(.course, "A"), record(.evidence))
    #expect(try tree("{course: A}") == all(a, evidence))
    #expect(try tree("{all: [{course: A}]}") == all(a, evidence))
    #expect(try tree("{any: [{course: A}]}") == all(a, evidence))
    #expect(try tree("{sequence: [{course: A}]}") == all(all(a, order: .sequence), evidence))
    let limit = limit(.total(.count), of: .course, atLeast: .number(1))
    #expect(
      try tree("{all: [{course: A}], where: {total: count, at least: 1}}")
        == all(all(a, limits: [limit]), evidence))
  }

  @Test func `without evidence the root is a group all the same`() throws {
    #expect(try tree("criteria: {course: A}\nevidence: none") == all(record(.course, "A")))
    #expect(try read("evidence: none").version.evidence == nil)
  }
}
