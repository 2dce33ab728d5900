import Microcredentials
import ProgramFiles
import Testing

@Suite struct CheckTests {
  private func problems(_ text: String, policy: Policy = Policy()) throws -> [String] {
    try read(text + "\nevidence: none").check(policy: policy).problems.map(\.description)
  }

  @Test func `a program within the rules has no problems`() throws {
    let text = """
      credit: 8
      criteria: {all: [{course: A, credits: 4}, {course: B, credits: 4}]}
      """
    #expect(try problems(text).isEmpty)
    #expect(try read(text).check().description == "can be earned with 8 credits")
  }

  @Test func `stated credits above the cap are refused`() throws {
    #expect(
      try problems("credit: 12\ncriteria: {form: F}\n").first
        == "error: line 1: the program states 12 credits. The institution allows 11 at most.")
    let generous = Policy(creditCap: 12)
    #expect(
      try problems("credit: 12\ncriteria: {course: A, credits: 12}", policy: generous).isEmpty)
  }

  @Test func `a single way above the cap is refused, with its courses`() throws {
    let text = """
      credit: bearing
      criteria:
        all:
          - {course: A, credits: 8}
          - choose: 1
            of: [{course: B, credits: 3}, {course: C, credits: 4}]
      """
    #expect(
      try problems(text) == [
        "error: line 2: one way of earning the program needs 12 credits: A (8), C (4). The "
          + "institution allows 11 at most: drop a course, or limit the group with 'where: {total: "
          + "credits, at most: 11}'."
      ])
  }

  @Test func `a program without credit may not need more than the cap either`() throws {
    let report = try read("credit: none\ncriteria: {course: A, credits: 12}").check()
    #expect(!report.isAcceptable)
  }

  @Test func `stated credits must be those of some way`() throws {
    let text = "credit: 9\ncriteria: {all: [{course: A, credits: 4}, {course: B, credits: 4}]}"
    #expect(
      try problems(text) == [
        "error: line 1: the program states 9 credits but can be earned with 8 credits. Correct "
          + "'credit', or the credits of its requirements."
      ])
  }

  @Test func `criteria that can never be met are refused`() throws {
    let text = """
      criteria:
        all: [{course: A, credits: 3}]
        where: {total: credits, at least: 9}
      """
    #expect(
      try problems(text) == [
        "error: line 1: the criteria can never be met. Their limits on credits leave no way: "
          + "raise or lower them."
      ])
  }

  @Test func `a program that says nothing about evidence is warned about`() throws {
    let silent = try read("criteria: {course: A, credits: 3}").check()
    #expect(silent.isAcceptable)
    #expect(
      silent.problems.map(\.description) == [
        "warning: the program asks for no evidence. Each badge should embed a piece of evidence: "
          + "add 'evidence', or write 'evidence: none'."
      ])
    #expect(try read("criteria: {course: A, credits: 3}\nevidence: none").check().problems.isEmpty)
  }

  @Test func `courses without credits are named once`() throws {
    #expect(
      try problems("credit: 6\ncriteria: {all: [{course: A, credits: 3}, {course: B}]}") == [
        "warning: line 2: credits are not stated: 'course B'. Add 'credits' to each; until then "
          + "the stated 6 are used."
      ])
    #expect(
      try problems("criteria: {course: A}") == [
        "warning: line 1: credits are not stated: 'course A'. Add 'credits' to each: the limit of "
          + "11 credits cannot be checked."
      ])
    #expect(try problems("credit: none\ncriteria: {course: A}").isEmpty)
  }

  @Test func `a course asked for twice is warned about`() throws {
    let text = "criteria: {all: [{course: A, credits: 3}, {course: A, credits: 3}]}"
    #expect(try problems(text).count == 2)
    #expect(try problems(text).first?.contains("may share: true") == true)
  }

  @Test func `more courses than are named are warned about`() throws {
    let text = """
      credit: none
      criteria: {total: count, at least: 3, of: {credential: [A, B]}}
      """
    #expect(
      try problems(text) == [
        "warning: line 2: 3 are asked for, but only 2 codes are named. Lower the number, unless "
          + "the same code can be completed several times."
      ])
  }

  @Test func `a version that was not read from a file is checked alike`() {
    func leaf(_ id: String, grade: String?) -> Requirement {
      .record(
        RecordRequirement(
          label: Label(id: id, title: id), selector: Selector(kind: .course, codes: [id]),
          condition: Condition(grade: grade), credits: 3...3))
    }
    let version = ProgramVersion(
      program: "p", title: "t", version: "1", summary: "s", credit: .none,
      criteria: .group(
        GroupRequirement(
          label: Label(id: "root", title: ""), need: 4,
          members: [leaf("A", grade: "Z"), leaf("A", grade: "B"), leaf("C", grade: "P")])),
      evidence: EvidenceRequirement(requirement: "evidence", name: "", summary: "", kinds: []),
      awardDates: [.yearly(month: 5, day: 31), .yearly(month: 1, day: 31)],
      badge: BadgeText(name: "", summary: ""), notation: "N")
    let report = ProgramCheck.check(version)
    #expect(
      report.problems.map(\.message) == [
        "the criteria can never be met", "4 cannot be chosen of 3",
        "no grade can be compared with 'Z'", "two requirements have the id 'A'",
        "no grade can be compared with 'P'", "the criteria do not ask for the evidence",
        "a program without credit has no transcript notation",
        "the dates of 'award' are not in order",
      ])
    #expect(!report.isAcceptable)
  }
}
