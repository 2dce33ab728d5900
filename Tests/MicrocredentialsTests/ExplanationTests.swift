import Microcredentials
import Testing

/// What a learner reads.
@Suite struct ExplanationTests {
  private func words(_ story: Story, _ id: String) throws -> String {
    func find(_ finding: Explanation.Finding) -> Explanation.Finding? {
      finding.requirement == id ? finding : finding.members.lazy.compactMap(find).first
    }
    return try #require(find(story.explanation().criteria)).words
  }

  @Test func `what is met says when and by what`() throws {
    let story = try Story("criteria: {all: [{course: A, id: a}, {assessment: T, id: t}]}")
      .with(.course("A", "2026-03-01", "B+"), .of(.assessment, "T", "2026-04-01", score: "71.5"))
    #expect(try words(story, "a") == "Met on 2026-03-01 by course A (B+).")
    #expect(try words(story, "t") == "Met on 2026-04-01 by assessment T (71.5).")
    #expect(story.explanation().words == "Earned on 2026-04-01.")
    #expect(story.explanation().remaining.isEmpty)
  }

  @Test func `what is missing says what it takes`() throws {
    let story = try Story("criteria: {course: A, title: The course, grade: B, id: a}")
    #expect(try words(story, "a") == "Missing: A The course, with grade B or better.")
    #expect(story.explanation().remaining == ["A The course, with grade B or better"])
    #expect(story.explanation().words == "Not yet earned.")
  }

  @Test(arguments: [
    (Fact.course("A", "2027-03-01", "A"), "takes effect only then."),
    (Fact.course("A", "2026-03-01", "C"), "does not suffice: with grade B or better"),
    (Fact.course("A", "2026-03-01", "A").provisional, "is provisional."),
    (Fact.course("A", "2026-03-01", "A", origin: .transfer), "was earned by transfer"),
    (Fact.course("A", "2020-03-01", "A"), "is too old: it counts from 2025-01-12"),
    (Fact.course("A", "2026-03-01", "A").counted(in: "gis"), "already counts for gis."),
    (Fact.course("A", "2026-03-01").changed { $0.passed = false }, "has no grade."),
    (Fact.course("A", "2026-03-01", "A").changed { $0.expires = "2026-04-01" }, "expired on"),
  ])
  func `what does not count says why`(fact: Fact, why: String) throws {
    let story = try Story(
      """
      criteria:
        all:
          - {course: A, id: a, grade: B, origin: here, from: enrollment - 1 year, exclusive: true}
          - course: missing
      """
    ).with(fact)
    let words = try words(story, "a")
    #expect(words.hasPrefix("Not met: course A"))
    #expect(words.contains(why))
  }

  @Test func `what cannot be evaluated says what is unknown`() throws {
    let story = try Story(
      "criteria: {all: [{course: A, grade: B, id: a}, {exam: E, score: 8, id: e}]}"
    )
    .with(.course("A", "2026-03-01", "17/20"), .of(.exam, "E", "2026-03-01"))
    #expect(
      try words(story, "a").hasPrefix("Cannot be evaluated: course A (17/20) of 2026-03-01 has a"))
    #expect(
      try words(story, "e") == "Cannot be evaluated: exam E of 2026-03-01 has no score.")
    #expect(story.explanation().words.contains("staff have to look at it"))
    #expect(story.explanation().criteria.words.contains("2 cannot be evaluated"))
    #expect(story.explanation().remaining.allSatisfy { $0.hasPrefix("Have staff complete") })
  }

  @Test func `a group says how many are met, and what stands against it`() throws {
    let limited = try Story(
      """
      criteria:
        id: g
        all: [{course: A}, {course: B}]
        where: [{total: credits, at least: 9, title: Nine credits}]
      """
    ).with(.course("A", "2026-03-01", "B"), .course("B", "2026-03-01", "B"))
    #expect(try words(limited, "g") == "2 of 2 met, all 2 needed. Nine credits is not kept.")
    let shared = try Story("criteria: {id: g, all: [{course: [A, B]}, {course: [A, C]}]}")
      .with(.course("A", "2026-03-01", "B"))
    #expect(try words(shared, "g").hasSuffix("One result cannot count for two of them."))
    let ordered = try Story("criteria: {id: g, sequence: [{course: A}, {course: B}]}")
      .with(.course("A", "2026-03-01", "B"), .course("B", "2026-02-01", "B"))
    #expect(try words(ordered, "g").hasSuffix("They must be done in the order given."))
  }

  @Test func `totals and means say how far they are`() throws {
    let total = try Story("criteria: {total: hours, id: h, at least: 120, of: {internship: any}}")
      .with(.of(.internship, "X", "2026-03-01", hours: "80.5"))
    #expect(try words(total, "h") == "80.5 hours of at least 120 reached.")
    #expect(total.explanation().remaining.first?.hasSuffix("39.5 more hours") == true)
    let mean = try Story(
      """
      criteria:
        mean: score
        id: m
        at least: 40
        of: [{assessment: S, weight: 1}, {assessment: T, weight: 2}]
      """
    ).with(.of(.assessment, "T", "2026-03-01", score: 50))
    #expect(
      try words(mean, "m")
        == "The mean is 33.3333; at least 40 is needed (1 of 2 results are in).")
    #expect(mean.explanation().remaining.first?.hasSuffix("results still to come: S") == true)
  }

  @Test func `waivers and substitutions are named`() throws {
    let story = try Story("criteria: {all: [{course: A, id: a}, {course: B, id: b}]}")
      .with(.course("X", "2026-03-01", "B"))
      .granted(.waiver("a", on: "2026-04-01"), .substitution("X", for: "b", on: "2026-02-01"))
    #expect(try words(story, "a") == "Waived with effect from 2026-04-01.")
    #expect(
      try words(story, "b") == "Met on 2026-03-01 by course X (B) in its place, as granted.")
  }

  @Test func `the end of an enrollment and the date of an award are said`() throws {
    let story = try Story("award: {on: [2026-12-31]}\ncriteria: {course: A}")
    #expect(
      story.enrolled(.withdrawn, until: "2026-04-01").explanation().words
        == "The enrollment was withdrawn on 2026-04-01 before the criteria were met.")
    let waiting = story.with(.course("A", "2026-03-01", "B"))
    #expect(
      waiting.explanation(on: "2026-06-01").words
        == "The criteria are met; the award date is 2026-12-31.")
    #expect(
      waiting.explanation().words
        == "Earned on 2026-03-01, judged on the award date 2026-12-31.")
  }

  @Test func `the findings are those of the day on which it was earned`() throws {
    let story = try Story("criteria: {all: [{course: A, id: a}, {standing: GPA, score: 2, id: s}]}")
      .with(
        .course("A", "2026-03-01", "B"), .of(.standing, "GPA", "2026-01-31", score: 3),
        .of(.standing, "GPA", "2026-06-30", score: 1))
    #expect(try words(story, "s") == "Met on 2026-01-31 by standing GPA (3).")
  }
}
