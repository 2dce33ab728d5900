import Microcredentials
import ProgramFiles
import Testing

/// Combinations of rules that real programs have, as far as files and checks go.
@Suite struct CombinationTests {
  @Test func `a transferred course may meet the grade and still fall under the residency limit`()
    throws
  {
    let file = try read(
      """
      credit: 8
      criteria:
        all: [{course: A, credits: 4, grade: B}, {course: B, credits: 4, grade: B}]
        where: [{total: credits, at least: 50%, origin: here}]
      evidence: none
      """)
    #expect(file.check().problems.isEmpty)
    #expect(
      file.version.criteria.unlabelled
        == all(
          record(.course, "A", when: Condition(grade: "B"), credits: 4...4),
          record(.course, "B", when: Condition(grade: "B"), credits: 4...4),
          limits: [
            limit(.total(.credits), when: Condition(origins: [.here]), atLeast: .percent(50))
          ]))
  }

  @Test func `a variable slot decides the minimum of 9 and the cap of 11 alike`() throws {
    func report(_ slot: String, _ limits: String) throws -> ProgramReport {
      try read(
        """
        credit: bearing
        criteria:
          all: [{course: A, credits: 9}, {course: B, credits: \(slot)}]
          where: [\(limits)]
        """
      ).check()
    }
    let open = try report("1-4", "{total: credits, at least: 9}")
    #expect(open.description == "can be earned with 10 to 13 credits")
    #expect(!open.isAcceptable)
    let closed = try report("1-4", "{total: credits, at least: 9, at most: 11}")
    #expect(closed.description == "can be earned with 10 to 11 credits; everything on offer: 13")
    #expect(closed.isAcceptable)
    #expect(try report("1-2", "{total: credits, at least: 9}").isAcceptable)
  }

  @Test func `a deadline on the last step of a sequence of terms`() throws {
    let criteria = try tree(
      """
      criteria:
        sequence: [{course: A}, {course: B}, {assessment: final, by: 2026-12-01}]
        terms: consecutive
      """)
    let deadline = Condition.Bound(.day(try #require(Day("2026-12-01"))))
    #expect(
      criteria
        == all(
          record(.course, "A"), record(.course, "B"),
          record(.assessment, "FINAL", when: Condition(by: deadline)), order: .consecutiveTerms))
  }

  @Test func `a macro badge of all levels and any one skills badge`() throws {
    let criteria = try tree(
      """
      pools: {Skills badges: [empathy, initiative]}
      criteria:
        all:
          - sequence: [{credential: level-1}, {credential: level-2}]
          - credential: {pool: Skills badges}
      """)
    #expect(
      criteria
        == all(
          all(record(.credential, "LEVEL-1"), record(.credential, "LEVEL-2"), order: .sequence),
          record(.credential, "EMPATHY", "INITIATIVE", pools: ["Skills badges"])))
  }

  @Test func `an imported certificate stands in for the exam`() throws {
    let criteria = try tree("criteria: {any: [{exam: E, score: 80}, {certification: C}]}")
    #expect(
      criteria
        == choose(1, record(.exam, "E", when: Condition(score: 80)), record(.certification, "C")))
  }

  @Test func `a window from enrollment and an age at the award on the same course`() throws {
    let criteria = try tree(
      "criteria: {course: A, from: award - 7 years, by: enrollment + 3 years}")
    #expect(
      criteria
        == all(
          record(
            .course, "A",
            when: Condition(
              from: Condition.Bound("award - 7 years"),
              by: Condition.Bound("enrollment + 3 years")))))
  }

  @Test func `credits beyond the major are those without its mark`() throws {
    let criteria = try tree(
      """
      criteria:
        total: credits
        at least: 6
        of: {course: any, not tagged: counted in major}
      """)
    #expect(
      criteria
        == all(
          total(
            .credits, atLeast: 6,
            item(.course, when: Condition(untagged: ["counted in major"])))))
  }

  @Test func `awards only in four months of the year`() throws {
    let dates = try read("award: {yearly: [01-31, 05-31, 08-31, 12-31]}").version.awardDates
    let february = try #require(Day("2027-02-10"))
    #expect(dates.compactMap { $0.next(from: february) }.min() == Day("2027-05-31"))
  }
}
