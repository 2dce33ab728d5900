import Microcredentials
import Testing

/// Limits over the courses that are used, taken together: P06, P22, P29, P33.
@Suite struct CourseLimitTests {
  private static let mean = """
    criteria:
      all: [{course: A}, {course: B}, {form: application}]
      where: [{mean: grade points, at least: 3.0}]
    """

  @Test func `the mean of grade points is weighted by credits and exact`() throws {
    let story = try Story(Self.mean).with(.of(.form, "application", "2026-01-12"))
    let good = story.with(.course("A", "2026-02-01", "C", credits: 1))
      .with(.course("B", "2026-02-01", "B+", credits: "3.3333"))
    #expect(good.outcome() == .notYet)
    let exact = story.with(.course("A", "2026-02-01", "C", credits: 1))
      .with(.course("B", "2026-02-01", "A", credits: 1))
    #expect(exact.earned() == "2026-02-01")
  }

  @Test func `a pass does not enter the mean`() throws {
    let story = try Story(Self.mean).with(
      .of(.form, "application", "2026-01-12"), .course("A", "2026-02-01", "P"),
      .course("B", "2026-03-01", "B"))
    #expect(story.earned() == "2026-03-01")
  }

  @Test func `credits that are missing matter to the mean only when they could change it`()
    throws
  {
    func outcome(_ a: String, _ b: String) throws -> Decision.Outcome {
      try Story(Self.mean).with(
        .of(.form, "application", "2026-01-12"), .course("A", "2026-02-01", a, credits: nil),
        .course("B", "2026-02-01", b)
      ).outcome()
    }
    guard case .earned = try outcome("B", "A") else {
      Issue.record("both grades are at or above the mean")
      return
    }
    #expect(try outcome("C", "A") == .cannotBeEvaluated)
    #expect(try outcome("A", "C") == .cannotBeEvaluated)
    #expect(try outcome("C", "C") == .notYet)
  }

  @Test func `a course without a grade leaves the mean open`() throws {
    let story = try Story(Self.mean).with(
      .of(.form, "application", "2026-01-12"), .course("A", "2026-02-01", nil),
      .course("B", "2026-03-01", "B"))
    #expect(story.outcome() == .cannotBeEvaluated)
  }

  @Test func `a transferred B counts for the grade but not for residency`() throws {
    let story = try Story(
      """
      criteria:
        all: [{course: A, grade: B}, {course: B, grade: B}]
        where: [{total: credits, at least: 50%, origin: here}]
      """)
    let transferred = Fact.course("A", "2026-02-01", "B", credits: 4, origin: .transfer)
    let small = story.with(transferred, .course("B", "2026-03-01", "B", credits: 3))
    #expect(small.outcome() == .notYet)
    let half = story.with(transferred, .course("B", "2026-03-01", "B", credits: 4))
    #expect(half.earned() == "2026-03-01")
  }

  @Test func `a third of the credits is an exact third`() throws {
    let story = try Story(
      """
      criteria:
        all: [{course: A}, {course: B}, {course: C}]
        where: [{total: credits, at most: 1/3, origin: [transfer, examination, experience]}]
      """
    ).with(.course("A", "2026-02-01", "B", credits: 1), .course("B", "2026-02-01", "B", credits: 1))
    let third = Fact.course("C", "2026-03-01", "B", credits: 1, origin: .experience)
    #expect(story.with(third).earned() == "2026-03-01")
    #expect(story.with(third.changed { $0.credits = "1.0001" }).outcome() == .notYet)
  }

  @Test func `the share of an unknown whole is not taken for granted`() throws {
    let story = try Story(
      """
      criteria:
        all: [{course: A}, {course: B}]
        where: [{total: credits, at least: 50%, origin: here}]
      """
    ).with(
      .course("A", "2026-02-01", "B"),
      .course("B", "2026-02-01", "B", credits: nil, origin: .transfer))
    #expect(story.outcome() == .cannotBeEvaluated)
  }

  @Test func `nothing is a small enough share of any whole`() throws {
    let story = try Story(
      """
      criteria:
        all: [{course: A}, {course: B}]
        where: [{total: credits, at most: 1/3, origin: transfer}]
      """
    ).with(.course("A", "2026-02-01", "B"), .course("B", "2026-02-01", "B", credits: nil))
    #expect(story.earned() == "2026-02-01")
  }

  @Test func `at most so many credits may be passed without a letter`() throws {
    let story = try Story(
      """
      criteria:
        choose: 2
        of: [{course: A}, {course: B}, {course: C}]
        where: [{total: credits, at most: 3, is: [P, S]}]
      """
    ).with(.course("A", "2026-02-01", "P"), .course("B", "2026-02-01", "S"))
    #expect(story.outcome() == .notYet)
    #expect(story.with(.course("C", "2026-03-01", "C")).earned() == "2026-03-01")
  }

  @Test func `an unknown grade may be a pass, and matters only beyond the limit`() throws {
    func story(_ limit: Int) throws -> Story {
      try Story(
        """
        criteria:
          all: [{course: A, any grade: true}]
          where: [{total: credits, at most: \(limit), is: [P, S]}]
        """
      ).with(.course("A", "2026-02-01", "Cr*"))
    }
    #expect(try story(2).outcome() == .cannotBeEvaluated)
    #expect(try story(3).earned() == "2026-02-01")
  }

  @Test func `another choice is made when the first one breaks a limit`() throws {
    let story = try Story(
      """
      criteria:
        choose: 2
        of: [{course: A}, {course: B}, {course: C}]
        where: [{total: count, at most: 1, origin: transfer}, {total: credits, at least: 7}]
      """
    ).with(
      .course("A", "2026-02-01", "B", credits: 4, origin: .transfer),
      .course("B", "2026-02-01", "B", credits: 4, origin: .transfer),
      .course("C", "2026-05-01", "B"))
    let decision = story.decision()
    #expect(decision.earned?.on == "2026-05-01")
    #expect(decision.earned?.credits == 7)
  }

  @Test func `one course counts for one requirement of the program`() throws {
    let text = "criteria: {all: [{course: [A, B]}, {course: [A, C]}]}"
    let story = try Story(text).with(.course("A", "2026-02-01", "B"))
    #expect(story.outcome() == .notYet)
    #expect(story.with(.course("B", "2026-03-01", "B")).earned() == "2026-03-01")
    let shared = try Story(text.replacing("C]}", with: "C], may share: true}"))
      .with(.course("A", "2026-02-01", "B"))
    #expect(shared.earned() == "2026-02-01")
  }

  @Test func `a course counts for several programs, and the decision says for which`() throws {
    let story = try Story("criteria: {course: A}")
      .with(.course("A", "2026-02-01", "B").counted(in: "gis", "maps"))
    #expect(story.decision().uses.map(\.alsoCountedIn) == [["gis", "maps"]])
  }

  @Test func `a course counts for no more programs than the policy allows`() throws {
    let story = try Story("criteria: {course: A}", policy: Policy(sharingLimit: 2))
    let course = Fact.course("A", "2026-02-01", "B")
    #expect(story.with(course.counted(in: "gis")).earned() == "2026-02-01")
    #expect(story.with(course.counted(in: "gis", "maps")).outcome() == .notYet)
  }

  @Test func `an exclusive course counts for no other program`() throws {
    let story = try Story("criteria: {course: A, exclusive: true}")
    let course = Fact.course("A", "2026-02-01", "B")
    #expect(story.with(course).earned() == "2026-02-01")
    #expect(story.with(course.counted(in: "gis")).outcome() == .notYet)
  }
}
