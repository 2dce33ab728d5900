import Microcredentials
import Testing

/// Rules on everything but courses: P07, P10–P19, P23, P25, P34.
@Suite struct ActivityRuleTests {
  @Test func `of a standing the latest counts`() throws {
    let story = try Story("criteria: {all: [{course: A}, {standing: GPA, score: 2.5}]}")
      .with(.course("A", "2026-04-01", "B"), .of(.standing, "GPA", "2026-01-31", score: "2.4"))
    #expect(story.outcome() == .notYet)
    let better = story.with(.of(.standing, "GPA", "2026-05-31", score: "2.5"))
    #expect(better.earned() == "2026-05-31")
    let worse = better.with(.of(.standing, "GPA", "2026-06-30", score: "2.49"))
    #expect(worse.earned() == "2026-05-31")
    #expect(worse.enrolled(on: "2026-07-01").outcome() == .notYet)
  }

  @Test func `a standing that turned good again gives the first day it was all so`() throws {
    let story = try Story(
      "criteria: {all: [{course: A}, {standing: academic standing, is: [good, honors]}]}"
    ).with(
      .of(.standing, "academic standing", "2026-01-12", grade: "Good"),
      .of(.standing, "academic standing", "2026-02-01", grade: "probation"),
      .course("A", "2026-03-01", "B"),
      .of(.standing, "academic standing", "2026-06-01", grade: "honors"))
    #expect(story.earned() == "2026-06-01")
  }

  @Test func `a macro badge needs all levels and any one of the skills badges`() throws {
    let story = try Story(
      """
      pools: {Skills: [empathy, initiative]}
      criteria: {all: [{credential: level-1}, {credential: level-2}, {credential: {pool: Skills}}]}
      """
    ).with(.of(.credential, "level-1", "2026-02-01"), .of(.credential, "level-2", "2026-06-01"))
    #expect(story.outcome() == .notYet)
    #expect(story.with(.of(.credential, "Initiative", "2026-03-01")).earned() == "2026-06-01")
  }

  @Test func `accepted evidence of the right kind is needed`() throws {
    let story = try Story(
      """
      criteria: {all: [{course: A}, {evidence: reflection}]}
      evidence: {name: Portfolio, kinds: [portfolio, work product]}
      """
    ).with(.course("A", "2026-03-01", "B"), .of(.evidence, "portfolio", "2026-04-01"))
    #expect(story.outcome() == .notYet)
    #expect(story.with(.of(.evidence, "reflection", "2026-05-05")).earned() == "2026-05-05")
  }

  @Test func `a rubric below the level does not suffice`() throws {
    let story = try Story(
      """
      criteria: {course: A}
      evidence: {name: Portfolio, level: Demonstrated, scale: [Not Met, Progressing, Demonstrated]}
      """
    ).with(.course("A", "2026-03-01", "B"))
    let piece = Fact.of(.evidence, "portfolio", "2026-04-01", grade: "Progressing")
    #expect(story.with(piece).outcome() == .notYet)
    #expect(story.with(piece.amended { $0.grade = "demonstrated" }).earned() == "2026-04-01")
    #expect(story.with(piece.changed { $0.grade = nil }).outcome() == .cannotBeEvaluated)
  }

  @Test func `three events are three different events`() throws {
    let story = try Story("criteria: {total: count, at least: 3, of: {event: any}}")
      .with(.of(.event, "E1", "2026-02-01"), .of(.event, "E2", "2026-03-01"))
    #expect(story.with(.of(.event, "E2", "2026-03-01")).outcome() == .notYet)
    #expect(story.with(.of(.event, "E3", "2026-04-01", passed: false)).outcome() == .notYet)
    #expect(story.with(.of(.event, "E2", "2026-04-01")).earned() == "2026-04-01")
  }

  @Test func `hours are added up over internships and tutoring`() throws {
    let story = try Story(
      "criteria: {total: hours, at least: 120, of: [{internship: any}, {activity: tutoring}]}"
    ).with(
      .of(.internship, "X", "2026-02-01", hours: "79.5"),
      .of(.activity, "tutoring", "2026-03-01", hours: 40),
      .of(.activity, "sports", "2026-03-02", hours: 400))
    #expect(story.outcome() == .notYet)
    #expect(story.with(.of(.internship, "X", "2026-04-01", hours: "0.5")).earned() == "2026-04-01")
    #expect(story.with(.of(.internship, "X", "2026-04-01")).outcome() == .cannotBeEvaluated)
  }

  @Test func `an internship may count its hours and stand for a requirement of its own`() throws {
    let story = try Story(
      "criteria: {all: [{internship: any}, {total: hours, at least: 40, of: {internship: any}}]}"
    ).with(.of(.internship, "X", "2026-02-01", hours: 40))
    #expect(story.earned() == "2026-02-01")
  }

  @Test func `a score counts within the attempts and the time`() throws {
    let story = try Story(
      "criteria: {exam: LIB, score: 80, attempts: 2, by: enrollment + 90 days}")
    func exam(_ on: Day, _ score: Quantity?, _ attempt: Int) -> Fact {
      .of(.exam, "LIB", on, score: score, attempt: attempt)
    }
    #expect(story.with(exam("2026-04-12", 80, 2)).earned() == "2026-04-12")
    #expect(story.with(exam("2026-04-13", 80, 2)).outcome() == .notYet)
    #expect(story.with(exam("2026-03-01", 80, 3)).outcome() == .notYet)
    #expect(story.with(exam("2026-03-01", "79.9999", 1)).outcome() == .notYet)
    #expect(story.with(exam("2026-03-01", nil, 1)).outcome() == .cannotBeEvaluated)
  }

  @Test func `a competency needs its level on a scale of its own`() throws {
    let story = try Story(
      "criteria: {competency: Spanish, level: Mid, scale: [Low, Mid, High]}")
    func rated(_ level: String) -> Story {
      story.with(.of(.competency, "Spanish", "2026-03-01", grade: level))
    }
    #expect(rated("Low").outcome() == .notYet)
    #expect(rated(" high ").earned() == "2026-03-01")
    #expect(rated("Superior").outcome() == .cannotBeEvaluated)
  }

  @Test func `an evaluation must be positive`() throws {
    let story = try Story("criteria: {evaluation: supervisor}")
    #expect(
      story.with(.of(.evaluation, "supervisor", "2026-03-01", passed: false)).outcome()
        == .notYet)
    #expect(
      story.with(.of(.evaluation, "supervisor", "2026-03-01", passed: true)).earned()
        == "2026-03-01")
  }

  @Test func `a sign-off and a form are asked for by name`() throws {
    let story = try Story("criteria: {all: [{sign-off: program lead}, {form: application}]}")
      .with(.of(.signoff, "Program Lead", "2026-03-01"))
    #expect(story.outcome() == .notYet)
    #expect(story.with(.of(.form, "application", "2026-03-05")).earned() == "2026-03-05")
  }

  @Test func `points are those of the item or those recorded`() throws {
    let story = try Story(
      """
      pools: {List: []}
      criteria:
        total: points
        at least: 10
        of: [{activity: {pool: List}}, {event: any, each: 2}, {workshop: any, each: 3}]
      """
    ).with(
      .of(.event, "E", "2026-02-01"), .of(.workshop, "W", "2026-03-01"),
      .of(.activity, "own idea", "2026-04-01", points: "4.5").tagged("List"))
    #expect(story.outcome() == .notYet)
    #expect(story.with(.of(.event, "F", "2026-05-01")).earned() == "2026-05-01")
  }

  @Test func `not more than three badges of the series may be held`() throws {
    let story = try Story(
      """
      pools: {Series: [s1, s2, s3, s4]}
      criteria:
        all: [{course: A}, {total: count, at most: 2, of: {credential: {pool: Series}}}]
      """
    ).with(
      .of(.credential, "s1", "2026-01-01"), .of(.credential, "s2", "2026-02-01"),
      .course("A", "2026-03-01", "B"))
    #expect(story.earned() == "2026-03-01")
    #expect(story.with(.of(.credential, "s3", "2026-03-01")).outcome() == .notYet)
    #expect(story.with(.of(.credential, "s3", "2026-03-02")).earned() == "2026-03-01")
  }

  @Test func `majors in the field are excluded, and those who left it are not`() throws {
    let story = try Story(
      "criteria: {all: [{course: BIO 210}, {not: {standing: major, is: Biology}}]}"
    ).with(.course("BIO210", "2026-04-01", "B"))
    #expect(story.earned() == "2026-04-01")
    let major = story.with(.of(.standing, "major", "2025-09-01", grade: "biology"))
    #expect(major.outcome() == .notYet)
    let left = major.with(.of(.standing, "major", "2026-06-01", grade: "Chemistry"))
    #expect(left.earned() == "2026-06-01")
    let unsaid = story.with(.of(.standing, "major", "2025-09-01"))
    #expect(unsaid.outcome() == .cannotBeEvaluated)
  }

  @Test func `what must not be so is not hidden by being used elsewhere`() throws {
    let story = try Story("criteria: {all: [{course: any}, {not: {course: BIO 101}}]}")
      .with(.course("BIO101", "2026-04-01", "B"))
    #expect(story.outcome() == .notYet)
  }
}
