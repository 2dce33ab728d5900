import Microcredentials
import ProgramFiles
import Testing

/// Patterns P25 to P34 of real programs.
@Suite struct ProgramPatternTests {
  @Test func `P25 exclusions, uniqueness and a course after joining`() throws {
    let criteria = try tree(
      """
      criteria:
        all:
          - {course: A, exclusive: true, not tagged: counted in major}
          - not: {standing: major, is: Biology}
          - not:
              total: count
              at least: 3
              of: {credential: [mix-1, mix-2, mix-3]}
              may share: true
        where: {total: count, at least: 1, from: enrollment}
      """)
    #expect(
      criteria
        == all(
          record(.course, "A", when: Condition(untagged: ["counted in major"], exclusive: true)),
          not(record(.standing, "MAJOR", when: Condition(values: ["Biology"]))),
          not(
            total(
              .count, atLeast: 3, item(.credential, "MIX-1", "MIX-2", "MIX-3"), mayShare: true)),
          limits: [
            limit(
              .total(.count), of: .course, when: Condition(from: Condition.Bound(.enrollment)),
              atLeast: .number(1))
          ]))
  }

  @Test func `P26 any of several paths`() throws {
    let criteria = try tree(
      """
      criteria:
        any:
          - all: [{course: A}, {course: B}]
          - {total: hours, at least: 50, of: {workshop: any}}
      """)
    #expect(
      criteria
        == choose(
          1, all(record(.course, "A"), record(.course, "B")),
          total(.hours, atLeast: 50, item(.workshop))))
  }

  @Test func `P27 a program without credit has no notation`() throws {
    let version = try read("credit: none").version
    #expect(version.credit == Credit.none)
    #expect(version.notation == nil)
  }

  @Test func `P28 a window of enrollment and a calendar deadline`() throws {
    let version = try read(
      """
      enrollment: {opens: 2026-08-01, closes: 2026-09-15}
      criteria: {assessment: final assignment, by: 2026-12-01}
      """
    ).version
    #expect(version.enrollment == Window(opens: Day("2026-08-01"), closes: Day("2026-09-15")))
    let deadline = try #require(Day("2026-12-01"))
    #expect(
      version.criteria.unlabelled
        == all(
          record(
            .assessment, "FINALASSIGNMENT", when: Condition(by: Condition.Bound(.day(deadline))))))
  }

  @Test func `P29 a course may count for several programs unless it is exclusive`() throws {
    let criteria = try tree("criteria: {all: [{course: A}, {course: B, exclusive: yes}]}")
    #expect(
      criteria == all(record(.course, "A"), record(.course, "B", when: Condition(exclusive: true))))
  }

  @Test func `P30 stacks into larger credentials`() throws {
    let one = try read("stacks into: GIS certificate (24 credits)").version
    let two = try read("stacks into: [minor, degree]").version
    #expect(one.stacksInto == ["GIS certificate (24 credits)"])
    #expect(two.stacksInto == ["minor", "degree"])
  }

  @Test func `P31 a notation follows from the title unless it is written`() throws {
    #expect(try read("credit: 3").version.notation == "Micro-credential: Test program")
    #expect(try read("notation: Proficient in Spanish").version.notation == "Proficient in Spanish")
    #expect(try read("credit: 3").version.credit == .bearing(3))
    #expect(try read("credit: bearing").version.credit == .bearing(nil))
  }

  @Test func `P32 awards on fixed dates`() throws {
    let yearly = try read("award: {yearly: [01-31, 02-29, 12-31]}").version.awardDates
    #expect(
      yearly == [
        .yearly(month: 1, day: 31), .yearly(month: 2, day: 29), .yearly(month: 12, day: 31),
      ])
    let once = try read("award: {on: 2026-12-31}").version.awardDates
    #expect(once == [.day(try #require(Day("2026-12-31")))])
    #expect(try read("award: as soon as met").version.awardDates.isEmpty)
  }

  @Test func `P33 a cap on credits that carry a pass instead of a letter`() throws {
    let criteria = try tree(
      """
      criteria:
        all: [{course: A}, {course: B}]
        where: {total: credits, at most: 6, is: [P, S]}
      """)
    #expect(
      criteria
        == all(
          record(.course, "A"), record(.course, "B"),
          limits: [
            limit(.total(.credits), when: Condition(values: ["P", "S"]), atMost: .number(6))
          ]))
  }

  @Test func `P34 points with an open list of activities`() throws {
    let criteria = try tree(
      """
      pools: {Outreach: []}
      criteria:
        total: points
        at least: 10
        at most: 20
        of:
          - activity: {pool: Outreach}
          - {event: any, each: 2}
      """)
    #expect(
      criteria
        == all(
          total(
            .points, atLeast: 10, atMost: 20, item(.activity, pools: ["Outreach"]),
            item(.event, each: 2))))
  }
}
