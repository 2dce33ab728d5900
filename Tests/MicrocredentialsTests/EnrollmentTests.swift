import Microcredentials
import Testing

/// Enrollments that end, fixed dates of award, exceptions and provisional results.
@Suite struct EnrollmentTests {
  private func story(_ more: String = "") throws -> Story {
    try Story("criteria: {all: [{course: A}, {course: B}]}" + more)
      .with(.course("A", "2026-03-01", "B"), .course("B", "2026-05-10", "B"))
  }

  @Test(arguments: [Enrollment.State.withdrawn, .expired])
  func `an end after the day of earning does not undo it, one before does`(
    state: Enrollment.State
  ) throws {
    let story = try story()
    #expect(story.enrolled(state, until: "2026-05-11").earned() == "2026-05-10")
    #expect(story.enrolled(state, until: "2026-05-10").outcome() == .closed(state))
    #expect(story.enrolled(state, until: "2026-04-01").outcome() == .closed(state))
  }

  @Test(arguments: [Enrollment.State.withdrawn, .expired])
  func `an enrollment that ended on an unknown day is not awarded`(state: Enrollment.State)
    throws
  {
    #expect(try story().enrolled(state).outcome() == .closed(state))
  }

  @Test func `a withdrawal to come leaves the enrollment open`() throws {
    let story = try Story("criteria: {course: A}").enrolled(.withdrawn, until: "2027-01-31")
    #expect(story.outcome() == .notYet)
  }

  @Test func `who was reinstated goes on`() throws {
    #expect(try story().enrolled(.enrolled).earned() == "2026-05-10")
  }

  @Test(arguments: [Enrollment.State.applied, .denied])
  func `an application is not an enrollment`(state: Enrollment.State) throws {
    #expect(try story().enrolled(state).outcome() == .closed(state))
  }

  @Test func `what was earned before the enrollment counts from its own day`() throws {
    #expect(try story().enrolled(on: "2026-11-01").earned() == "2026-05-10")
  }

  @Test func `with fixed dates the award waits for the next one`() throws {
    let story = try Story(
      """
      award: {yearly: [01-31, 05-31, 08-31, 12-31]}
      criteria: {course: A}
      """
    ).enrolled(on: "2025-09-01").with(.course("A", "2026-02-10", "B"))
    #expect(story.outcome(on: "2026-02-09") == .notYet)
    #expect(story.outcome(on: "2026-02-10") == .waiting(until: "2026-05-31"))
    #expect(story.outcome(on: "2026-05-30") == .waiting(until: "2026-05-31"))
    let decision = story.decision(on: "2026-05-31")
    #expect(decision.earned?.on == "2026-02-10")
    #expect(decision.earned?.judgedOn == "2026-05-31")
    #expect(story.decision(on: "2027-11-11").earned == decision.earned)
  }

  @Test func `the criteria are judged on the fixed date`() throws {
    let story = try Story(
      """
      award: {on: [2026-05-31, 2026-12-31]}
      criteria: {certification: C}
      """
    ).with(.of(.certification, "C", "2026-02-10", expires: "2026-05-01"))
    #expect(story.outcome(on: "2026-03-01") == .waiting(until: "2026-05-31"))
    #expect(story.outcome(on: "2026-06-01") == .notYet)
    let renewed = story.with(.of(.certification, "C", "2026-06-10"))
    #expect(renewed.outcome(on: "2026-06-10") == .waiting(until: "2026-12-31"))
    #expect(renewed.decision(on: "2026-12-31").earned?.judgedOn == "2026-12-31")
  }

  @Test func `a withdrawal before the fixed date goes before it`() throws {
    let story = try Story("award: {on: [2026-05-31]}\ncriteria: {course: A}")
      .with(.course("A", "2026-02-10", "B"))
    #expect(
      story.enrolled(.withdrawn, until: "2026-05-31").outcome() == .closed(.withdrawn))
    #expect(
      story.enrolled(.withdrawn, until: "2026-06-01").decision().earned?.judgedOn == "2026-05-31")
  }

  @Test func `a waiver counts from its day`() throws {
    let story = try Story("criteria: {all: [{course: A}, {course: B, id: second}]}")
      .with(.course("A", "2026-03-01", "B"))
      .granted(.waiver("second", on: "2026-06-01"))
    #expect(story.outcome(on: "2026-05-31") == .notYet)
    #expect(story.earned() == "2026-06-01")
    #expect(story.decision().uses.contains { $0.requirement == "second" && $0.fact == nil })
    #expect(story.with(.course("B", "2026-04-01", "B")).earned() == "2026-04-01")
  }

  @Test func `a substitution counts from the later of its own day and that of the course`() throws {
    let story = try Story("criteria: {course: A, grade: C, id: first}")
      .granted(.substitution("X", for: "first", on: "2026-04-01"))
    #expect(story.with(.course("X", "2026-03-01", "C")).earned() == "2026-04-01")
    #expect(story.with(.course("X", "2026-05-01", "C")).earned() == "2026-05-01")
    #expect(story.with(.course("X", "2026-03-01", "D")).outcome() == .notYet)
    #expect(story.with(.course("A", "2026-03-01", "C")).earned() == "2026-03-01")
  }

  @Test func `of two substitutions either will do`() throws {
    let story = try Story("criteria: {course: A, id: first}")
      .granted(.substitution("X", for: "first", on: "2026-04-01"))
      .granted(.substitution("Y", for: "first", on: "2026-04-02"))
      .with(.course("Y", "2026-03-01", "C"))
    #expect(story.earned() == "2026-04-02")
    #expect(story.decision().uses.map(\.exception) == ["substitution Y 2026-04-02"])
  }

  @Test func `a provisional result never awards, and is mentioned`() throws {
    let story = try Story("criteria: {course: A}")
      .with(Fact.course("A", "2026-03-01", "B").provisional)
    #expect(story.outcome() == .notYet)
    #expect(story.explanation().criteria.members[0].words.contains("once it is final"))
  }

  @Test func `a provisional standing does not replace a final one`() throws {
    let story = try Story("criteria: {standing: GPA, score: 2}").with(
      .of(.standing, "GPA", "2026-01-31", score: 3),
      Fact.of(.standing, "GPA", "2026-05-31", score: 1).provisional)
    #expect(story.earned() == "2026-01-31")
  }
}
