import Microcredentials
import Testing

/// Rules on order and time: P08, P09, P16, P20, P28, and the two clocks.
@Suite struct TimeRuleTests {
  private static let terms: [Term] = [
    Term(code: "SP", name: "Spring", starts: "2026-01-01", ends: "2026-05-31"),
    Term(code: "SU", name: "Summer", starts: "2026-06-01", ends: "2026-08-31"),
    Term(code: "FA", name: "Fall", starts: "2026-09-01", ends: "2026-12-31"),
    Term(code: "SP27", name: "Spring 2027", starts: "2027-01-01", ends: "2027-05-31"),
  ]

  @Test func `a step counts from the day of the step before it`() throws {
    let story = try Story("criteria: {sequence: [{course: A}, {course: B}, {course: C}]}")
      .with(.course("A", "2026-03-01", "B"), .course("B", "2026-03-01", "B"))
    #expect(story.with(.course("C", "2026-02-28", "B")).outcome() == .notYet)
    #expect(story.with(.course("C", "2026-03-01", "B")).earned() == "2026-03-01")
    #expect(
      story.with(.course("C", "2026-02-28", "B"), .course("C", "2026-07-01", "B")).earned()
        == "2026-07-01")
  }

  @Test func `a group within a sequence counts from its last member`() throws {
    let story = try Story(
      "criteria: {sequence: [{all: [{course: A}, {course: B}]}, {evidence: capstone}]}"
    ).with(
      .course("A", "2026-05-01", "B"), .course("B", "2026-03-01", "B"),
      .of(.evidence, "capstone", "2026-04-01"))
    #expect(story.outcome() == .notYet)
    #expect(story.with(.of(.evidence, "capstone", "2026-05-01")).earned() == "2026-05-01")
  }

  @Test func `consecutive terms may begin with a repeated course`() throws {
    let story = try Story(
      "criteria: {sequence: [{course: A}, {course: B}], terms: consecutive}",
      policy: Policy(terms: Self.terms)
    ).with(.course("A", "2026-03-01", "B"), .course("B", "2027-03-01", "B"))
    #expect(story.outcome(on: "2027-12-31") == .notYet)
    let repeated = story.with(.course("A", "2026-10-01", "C"))
    #expect(repeated.earned(on: "2027-12-31") == "2027-03-01")
  }

  @Test func `the term that was recorded goes before the date`() throws {
    let story = try Story(
      "criteria: {sequence: [{course: A}, {course: B}], terms: consecutive}",
      policy: Policy(terms: Self.terms)
    ).with(
      .course("A", "2026-06-02", "B", term: "SP"), .course("B", "2026-08-01", "B", term: "SU"))
    #expect(story.earned() == "2026-08-01")
  }

  @Test(arguments: [Day("2026-03-01"), "2025-03-01"] as [Day?])
  func `a term that is not in the table is for staff`(first: Day?) throws {
    let story = try Story(
      "criteria: {sequence: [{course: A}, {course: B}], terms: consecutive}",
      policy: Policy(terms: Self.terms)
    ).with(.course("B", "2026-07-01", "B"))
    let first = try #require(first)
    let unknown = Fact.course("A", first, "B", term: first == "2026-03-01" ? "2026X" : nil)
    #expect(story.with(unknown).outcome() == .cannotBeEvaluated)
  }

  @Test func `the last assignment is due on a date while the order of terms must hold`() throws {
    let story = try Story(
      """
      criteria:
        sequence: [{course: A}, {course: B}, {assessment: final, by: 2026-12-01}]
        terms: consecutive
      """, policy: Policy(terms: Self.terms)
    ).with(.course("A", "2026-04-01", "B"), .course("B", "2026-07-01", "B"))
    #expect(story.with(.of(.assessment, "final", "2026-12-01")).earned() == "2026-12-01")
    #expect(story.with(.of(.assessment, "final", "2026-12-02")).outcome() == .notYet)
    #expect(story.with(.of(.assessment, "final", "2026-08-01")).outcome() == .notYet)
  }

  @Test func `a prerequisite must be there on enrollment`() throws {
    let story = try Story("criteria: {all: [{course: A}, {course: M, by: enrollment}]}")
      .with(.course("A", "2026-04-01", "B"))
    #expect(story.with(.course("M", "2026-01-12", "B")).earned() == "2026-04-01")
    #expect(story.with(.course("M", "2026-01-13", "B")).outcome() == .notYet)
  }

  @Test func `what comes after the window has closed does not count`() throws {
    let story = try Story("criteria: {course: A, by: enrollment + 1 year}")
      .enrolled(on: "2024-02-29")
    #expect(story.with(.course("A", "2025-02-28", "B")).earned() == "2025-02-28")
    #expect(story.with(.course("A", "2025-03-01", "B")).outcome() == .notYet)
  }

  @Test func `two opposite clocks must both be kept`() throws {
    let story = try Story(
      """
      criteria:
        all:
          - {course: A, from: award - 3 years}
          - {course: B, by: enrollment + 2 years}
      """
    ).enrolled(on: "2024-06-01").with(.course("A", "2023-03-01", "B"))
    #expect(story.with(.course("B", "2026-03-01", "B")).earned() == "2026-03-01")
    #expect(story.with(.course("B", "2026-03-02", "B")).outcome() == .notYet)
    #expect(story.with(.course("B", "2026-06-02", "B")).outcome() == .notYet)
  }

  @Test func `a certificate stands in for the exam until it expires`() throws {
    let story = try Story(
      "criteria: {all: [{course: A}, {any: [{exam: E, score: 80}, {certification: C}]}]}"
    ).with(.of(.certification, "C", "2025-01-01", expires: "2026-06-01"))
    #expect(story.with(.course("A", "2026-05-31", "B")).earned() == "2026-05-31")
    let late = story.with(.course("A", "2026-06-01", "B"))
    #expect(late.outcome() == .notYet)
    #expect(late.with(.of(.exam, "E", "2026-07-01", score: 80)).earned() == "2026-07-01")
    #expect(
      late.with(.of(.certification, "C", "2026-09-01", expires: "2028-06-01")).earned()
        == "2026-09-01")
  }

  @Test func `criteria that ask for nothing to be done are met from the enrollment on`() throws {
    let story = try Story("criteria: {not: {standing: major, is: Biology}}")
    #expect(story.earned(on: "2026-03-01") == "2026-01-12")
    #expect(story.earned(on: "2026-12-31") == "2026-01-12")
  }

  @Test func `nothing that is to come counts today`() throws {
    let story = try Story("criteria: {course: A}").with(.course("A", "2026-05-01", "B"))
    #expect(story.outcome(on: "2026-04-30") == .notYet)
    #expect(story.earned(on: "2026-05-01") == "2026-05-01")
  }
}
