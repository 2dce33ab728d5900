import Microcredentials
import Testing

/// Rules on courses: P01–P06, P21, P22, P29, P31, P33.
@Suite struct CourseRuleTests {
  @Test func `all of the listed courses are needed, and the last one gives the date`() throws {
    let story = try Story("criteria: {all: [{course: A}, {course: B}, {workshop: W}]}")
      .with(.course("A", "2026-05-10", "B"), .course("B", "2026-03-01", "C"))
    #expect(story.outcome() == .notYet)
    #expect(story.with(.of(.workshop, "W", "2026-04-02")).earned() == "2026-05-10")
  }

  @Test func `a grade below the minimum does not count, and a later better one does`() throws {
    let story = try Story("criteria: {course: A, grade: B}")
      .with(.course("A", "2026-03-01", "B-"))
    #expect(story.outcome() == .notYet)
    #expect(story.with(.course("A", "2026-06-01", "B+")).earned() == "2026-06-01")
  }

  @Test(arguments: ["F", "W", "NP", "I"])
  func `a failed course is not completed`(grade: String) throws {
    let story = try Story("criteria: {course: A}").with(.course("A", "2026-03-01", grade))
    #expect(story.outcome() == .notYet)
  }

  @Test func `a pass does not satisfy a letter grade`() throws {
    let story = try Story("criteria: {course: A, grade: C}").with(.course("A", "2026-03-01", "P"))
    #expect(story.outcome() == .notYet)
  }

  @Test func `an unknown grade is for staff, unless another course stands for it`() throws {
    let story = try Story("criteria: {course: [A, B], grade: C}")
      .with(.course("A", "2026-03-01", "17/20"))
    #expect(story.outcome() == .cannotBeEvaluated)
    #expect(story.with(.course("B", "2026-05-01", "C")).earned() == "2026-05-01")
  }

  @Test func `of a choice so many as asked for are needed`() throws {
    let story = try Story("criteria: {choose: 2, of: [{course: A}, {course: B}, {course: C}]}")
      .with(.course("C", "2026-03-01", "B"))
    #expect(story.outcome() == .notYet)
    #expect(story.with(.course("A", "2026-05-01", "B")).earned() == "2026-05-01")
  }

  @Test func `credits of a pool are added up until they suffice`() throws {
    let story = try Story(
      """
      pools: {Electives: [A, B, C]}
      criteria: {total: credits, at least: 6.5, of: {course: {pool: Electives}, grade: C}}
      """
    ).with(.course("A", "2026-02-01", "C"), .course("B", "2026-03-01", "D"))
    #expect(story.with(.course("C", "2026-04-01", "B", credits: 3)).outcome() == .notYet)
    #expect(story.with(.course("C", "2026-04-01", "B", credits: "3.5")).earned() == "2026-04-01")
    let tagged = Fact.course("Z", "2026-05-01", "B", credits: "3.5").tagged("Electives")
    #expect(story.with(tagged).earned() == "2026-05-01")
  }

  @Test func `a course of the pool without credits cannot be evaluated only when it matters`()
    throws
  {
    let story = try Story("criteria: {total: credits, at least: 6, of: {course: any}}")
      .with(.course("A", "2026-02-01", "C", credits: nil), .course("B", "2026-03-01", "C"))
    #expect(story.outcome() == .cannotBeEvaluated)
    #expect(story.with(.course("C", "2026-04-01", "B")).earned() == "2026-04-01")
  }

  @Test func `a variable course decides whether the credits suffice`() throws {
    let story = try Story(
      """
      criteria:
        all: [{course: A, credits: 3}, {course: B, credits: 3}, {course: F, credits: 1-4}]
        where: [{total: credits, at least: 9}]
      """
    ).with(.course("A", "2026-02-01", "B"), .course("B", "2026-02-01", "B"))
    #expect(story.with(.course("F", "2026-05-01", "B", credits: 2)).outcome() == .notYet)
    #expect(story.with(.course("F", "2026-05-01", "B", credits: 3)).earned() == "2026-05-01")
    let unknown = story.with(.course("F", "2026-05-01", "B", credits: nil))
    #expect(unknown.outcome() == .cannotBeEvaluated)
  }

  @Test func `a prerequisite with no credits adds none to the badge`() throws {
    let story = try Story("criteria: {all: [{course: A}, {course: MAT 100, credits: 0}]}")
      .with(.course("A", "2026-02-01", "B"), .course("MAT100", "2025-02-01", "B"))
    #expect(story.decision().earned?.credits == 3)
  }

  @Test func `no course is older than the years allowed on the day of the award`() throws {
    let story = try Story(
      "criteria: {all: [{course: A, from: award - 2 years}, {course: B, from: award - 2 years}]}"
    ).with(.course("A", "2024-02-01", "B"))
    #expect(story.with(.course("B", "2026-02-01", "B")).earned() == "2026-02-01")
    #expect(story.with(.course("B", "2026-02-02", "B")).outcome() == .notYet)
  }

  @Test func `what was earned in time stays earned when the course grows old`() throws {
    let story = try Story("criteria: {course: A, from: award - 2 years}")
      .with(.course("A", "2024-02-01", "B"))
    #expect(story.earned(on: "2026-02-01") == "2024-02-01")
    #expect(story.earned(on: "2036-12-31") == "2024-02-01")
    #expect(story.enrolled(on: "2026-02-02").outcome() == .notYet)
  }

  @Test func `a course that must have rested is earned on the day its rest is over`() throws {
    let story = try Story("criteria: {course: A, by: award - 1 month}")
      .with(.course("A", "2026-01-31", "B"))
    #expect(story.outcome(on: "2026-02-28") == .notYet)
    #expect(story.earned(on: "2026-03-01") == "2026-03-01")
    #expect(story.earned(on: "2026-12-31") == "2026-03-01")
  }

  @Test func `the term of the award is looked up in the term table`() throws {
    let spring = Term(code: "SP", name: "Spring", starts: "2026-01-12", ends: "2026-05-31")
    let story = try Story("criteria: {course: A}", policy: Policy(terms: [spring]))
      .with(.course("A", "2026-05-31", "B"))
    #expect(story.decision().earned?.term == spring)
    let later = try Story("criteria: {course: A}", policy: Policy(terms: [spring]))
      .with(.course("A", "2026-06-01", "B"))
    #expect(later.decision().earned?.term == nil)
  }

  @Test func `a program without credit states none`() throws {
    let story = try Story("credit: none\ncriteria: {course: A}")
      .with(.course("A", "2026-05-31", "B"))
    #expect(story.decision().earned?.credits == nil)
  }
}
