import Microcredentials
import ProgramFiles
import Testing

/// Patterns P13 to P24 of real programs.
@Suite struct ActivityPatternTests {
  @Test func `P13 a number of events`() throws {
    let criteria = try tree("criteria: {total: count, at least: 3, of: {event: any}}")
    #expect(criteria == all(total(.count, atLeast: 3, item(.event))))
  }

  @Test func `P14 hours in sum and hours of one activity`() throws {
    let criteria = try tree(
      """
      criteria:
        all:
          - {total: hours, at least: 480, of: [{internship: any}, {activity: field work}]}
          - {workshop: core, hours: 1.5}
      """)
    #expect(
      criteria
        == all(
          total(.hours, atLeast: 480, item(.internship), item(.activity, "FIELDWORK")),
          record(.workshop, "CORE", when: Condition(hours: Quantity("1.5")))))
  }

  @Test func `P15 a score with a limit of attempts, and a weighted mean`() throws {
    let criteria = try tree(
      """
      criteria:
        all:
          - {exam: quiz, score: 80, attempts: 2}
          - mean: score
            at least: 40
            of: [{assessment: "1752", weight: 10}, {exam: "007", weight: 2.5, score: 40}]
      """)
    let mean = Requirement.mean(
      MeanRequirement(
        label: Label(id: "", title: ""), atLeast: 40,
        items: [
          .init(selector: Selector(kind: .assessment, codes: ["1752"]), weight: 10),
          .init(
            selector: Selector(kind: .exam, codes: ["007"]), condition: Condition(score: 40),
            weight: try #require(Quantity("2.5"))),
        ]))
    #expect(criteria == all(record(.exam, "QUIZ", when: Condition(score: 80, attempts: 2)), mean))
  }

  @Test func `P16 an external certification`() throws {
    let criteria = try tree("criteria: {certification: FAA commercial drone licence}")
    #expect(criteria == all(record(.certification, "FAACOMMERCIALDRONELICENCE")))
  }

  @Test func `P17 a competency at a level of its own scale`() throws {
    let criteria = try tree(
      """
      criteria:
        competency: speaking
        level: Intermediate Low
        scale: [Novice High, Intermediate Low, Intermediate Mid]
      """)
    #expect(
      criteria
        == all(
          record(
            .competency, "SPEAKING",
            when: Condition(
              grade: "Intermediate Low",
              scale: ["Novice High", "Intermediate Low", "Intermediate Mid"]))))
  }

  @Test func `P18 an evaluation by a third party`() throws {
    let criteria = try tree("criteria: {all: [{evaluation: supervisor}, {evaluation: peer}]}")
    #expect(criteria == all(record(.evaluation, "SUPERVISOR"), record(.evaluation, "PEER")))
  }

  @Test func `P19 a sign-off in either spelling`() throws {
    let criteria = try tree("criteria: {all: [{sign-off: Program lead}, {signoff: committee}]}")
    #expect(criteria == all(record(.signoff, "PROGRAMLEAD"), record(.signoff, "COMMITTEE")))
  }

  @Test func `P20 completed within three years of enrollment`() throws {
    let criteria = try tree("criteria: {course: A, by: enrollment + 3 years}")
    let bound = Condition.Bound(.enrollment, span: .init(3, .years))
    #expect(criteria == all(record(.course, "A", when: Condition(by: bound))))
  }

  @Test func `P21 no course older than seven years at the award`() throws {
    let criteria = try tree("criteria: {course: A, from: award - 7 years}")
    let bound = Condition.Bound(.award, span: .init(7, .years), isBefore: true)
    #expect(criteria == all(record(.course, "A", when: Condition(from: bound))))
  }

  @Test func `P22 residency and a transfer cap`() throws {
    let criteria = try tree(
      """
      criteria:
        all: [{course: A}, {course: B}]
        where:
          - {total: credits, at least: 66.7%, origin: here}
          - {total: credits, at most: 1/3, origin: [examination, experience, transfer]}
          - {total: count, at most: 1, origin: transfer}
      """)
    #expect(
      criteria
        == all(
          record(.course, "A"), record(.course, "B"),
          limits: [
            limit(
              .total(.credits), when: Condition(origins: [.here]),
              atLeast: .percent(try #require(Quantity("66.7")))),
            limit(
              .total(.credits), when: Condition(origins: [.examination, .experience, .transfer]),
              atMost: .fraction(1, of: 3)),
            limit(
              .total(.count), of: .course, when: Condition(origins: [.transfer]),
              atMost: .number(1)),
          ]))
  }

  @Test func `P23 an explicit act of the learner`() throws {
    let criteria = try tree("criteria: {all: [{form: intent}, {form: [verification, exit]}]}")
    #expect(criteria == all(record(.form, "INTENT"), record(.form, "VERIFICATION", "EXIT")))
  }

  @Test(arguments: Exceptions.allCases)
  func `P24 which exceptions staff may grant`(exceptions: Exceptions) throws {
    #expect(try read("exceptions: \(exceptions.rawValue)").version.exceptions == exceptions)
    #expect(try read("").version.exceptions == .all)
  }
}
