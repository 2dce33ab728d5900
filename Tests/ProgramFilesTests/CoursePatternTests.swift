import Microcredentials
import ProgramFiles
import Testing

/// Patterns P01 to P12 of real programs.
@Suite struct CoursePatternTests {
  @Test func `P01 all of the listed components`() throws {
    let criteria = try tree(
      """
      criteria:
        all:
          - course: gis 101
          - workshop: W-1
          - {event: Series 1}
      """)
    #expect(
      criteria
        == all(record(.course, "GIS101"), record(.workshop, "W-1"), record(.event, "SERIES1")))
  }

  @Test func `P02 a minimum grade in each course`() throws {
    let criteria = try tree(
      """
      criteria:
        all:
          - {course: PS3625, grade: B}
          - {course: PS4630, grade: C-}
      """)
    #expect(
      criteria
        == all(
          record(.course, "PS3625", when: Condition(grade: "B")),
          record(.course, "PS4630", when: Condition(grade: "C-"))))
  }

  @Test func `P03 one of four, and equivalent codes inside one slot`() throws {
    let criteria = try tree(
      """
      criteria:
        choose: 1
        of:
          - course: GHY 417
          - course: [GHY 418, ghy418h, GHY 418]
      """)
    #expect(
      criteria == choose(1, record(.course, "GHY417"), record(.course, "GHY418", "GHY418H")))
  }

  @Test func `P04 credits from a pool`() throws {
    let criteria = try tree(
      """
      pools:
        Cooking electives: [FHD 150, FHD 160]
      criteria:
        total: credits
        at least: 4
        of: {course: {pool: Cooking electives}, grade: C}
      """)
    #expect(
      criteria
        == all(
          total(
            .credits, atLeast: 4,
            item(
              .course, "FHD150", "FHD160", pools: ["Cooking electives"], when: Condition(grade: "C")
            ))))
  }

  @Test func `P05 a minimum of credits over a list with variable credits`() throws {
    let criteria = try tree(
      """
      criteria:
        all:
          - {course: A 1, credits: 3}
          - {course: A 2, credits: 1-4}
        where: {total: credits, at least: 6}
      """)
    #expect(
      criteria
        == all(
          record(.course, "A1", credits: 3...3), record(.course, "A2", credits: 1...4),
          limits: [limit(.total(.credits), atLeast: .number(6))]))
  }

  @Test func `P06 a mean of grade points over the used courses`() throws {
    let criteria = try tree(
      """
      criteria:
        choose: 1
        of: [{course: A}, {course: B}]
        where: [{mean: grade points, at least: 2.50}]
      """)
    let mean = limit(
      .meanGradePoints, atLeast: .number(try #require(Quantity("2.5"))))
    #expect(criteria == choose(1, record(.course, "A"), record(.course, "B"), limits: [mean]))
  }

  @Test func `P07 a cumulative mean and good standing`() throws {
    let criteria = try tree(
      """
      criteria:
        all:
          - {standing: cumulative GPA, score: 2.0}
          - {standing: academic standing, is: good}
      """)
    #expect(
      criteria
        == all(
          record(.standing, "CUMULATIVEGPA", when: Condition(score: 2)),
          record(.standing, "ACADEMICSTANDING", when: Condition(values: ["good"]))))
  }

  @Test func `P08 an ordered sequence and one of consecutive terms`() throws {
    let criteria = try tree(
      """
      criteria:
        all:
          - sequence: [{course: A}, {course: B}]
          - sequence: [{course: C}, {course: D}]
            terms: consecutive
      """)
    #expect(
      criteria
        == all(
          all(record(.course, "A"), record(.course, "B"), order: .sequence),
          all(record(.course, "C"), record(.course, "D"), order: .consecutiveTerms)))
  }

  @Test func `P09 a prerequisite that must hold at enrollment`() throws {
    let criteria = try tree(
      """
      criteria:
        all:
          - {standing: employment, is: [early education, child care], by: enrollment}
          - {course: BI 147, grade: C-, credits: 0, from: enrollment - 5 years}
      """)
    let recent = Condition.Bound(.enrollment, span: .init(5, .years), isBefore: true)
    #expect(
      criteria
        == all(
          record(
            .standing, "EMPLOYMENT",
            when: Condition(
              values: ["early education", "child care"], by: Condition.Bound(.enrollment))),
          record(.course, "BI147", when: Condition(grade: "C-", from: recent), credits: 0...0)))
  }

  @Test func `P10 held credentials`() throws {
    let criteria = try tree("criteria: {all: [{credential: level-1}, {credential: any}]}")
    #expect(criteria == all(record(.credential, "LEVEL-1"), record(.credential)))
  }

  @Test func `P11 a reflection scored with a rubric`() throws {
    let file = try read(
      """
      criteria: {all: [{course: A}]}
      evidence: {name: Reflection, kinds: [reflection], score: 80}
      """)
    #expect(
      file.version.criteria.unlabelled
        == all(record(.course, "A"), record(.evidence, "REFLECTION", when: Condition(score: 80))))
    #expect(
      file.version.evidence
        == EvidenceRequirement(
          requirement: "evidence", name: "Reflection", summary: "Reflection", kinds: ["reflection"])
    )
  }

  @Test func `P12 a work product, and a second piece of evidence that is not embedded`() throws {
    let file = try read(
      """
      criteria: {all: [{evidence: presentation}]}
      evidence:
        name: Portfolio
        description: Your best work.
        kinds: [portfolio, work product]
      """)
    #expect(
      file.version.criteria.unlabelled
        == all(record(.evidence, "PRESENTATION"), record(.evidence, "PORTFOLIO", "WORKPRODUCT")))
    #expect(file.version.criteria.members.last?.label == Label(id: "evidence", title: "Portfolio"))
  }
}
