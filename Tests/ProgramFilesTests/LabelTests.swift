import Microcredentials
import ProgramFiles
import Testing

@Suite struct LabelTests {
  private func labels(_ criteria: String) throws -> [Label] {
    func labels(_ node: Requirement) -> [Label] { [node.label] + node.members.flatMap(labels) }
    return labels(try read(criteria).version.criteria)
  }

  private func ids(_ criteria: String) throws -> [String] { try labels(criteria).map(\.id) }

  private func titles(_ criteria: String) throws -> [String] { try labels(criteria).map(\.title) }

  @Test func `ids say what a requirement asks for`() throws {
    let ids = try ids(
      """
      pools: {Electives: []}
      criteria:
        all:
          - course: PS 3625
          - course: [ENG 101, ENG 101H]
          - {total: credits, at least: 4, of: {course: {pool: Electives}}}
          - choose: 1
            of: [{course: GHY 417}, {course: GHY 418}]
          - not: {standing: major, is: Biology}
          - {course: PS 3625, may share: true}
          - workshop: any
          - {mean: score, at least: 40, of: {exam: E1, weight: 1}}
          - {sign-off: lead, id: lead's approval}
      """)
    #expect(
      ids == [
        "all course PS3625", "course PS3625", "course ENG101", "total credits pool Electives",
        "choose course GHY417", "course GHY417", "course GHY418", "not standing MAJOR",
        "standing MAJOR", "course PS3625 (2)", "workshop any", "mean E1", "lead's approval",
      ])
  }

  @Test func `an id stays when other parts of the criteria change`() throws {
    let before = try ids(
      "criteria: {all: [{course: A}, {choose: 1, of: [{course: B}, {course: C}]}]}")
    let after = try ids(
      """
      criteria:
        all:
          - course: A
            grade: B
            title: Another title
          - form: application
          - any:
              - choose: 2
                of: [{course: B}, {course: C}, {course: D}]
              - credential: X
      """)
    #expect(before.allSatisfy(after.contains))
  }

  @Test func `derived ids keep clear of written ones`() throws {
    let ids = try ids("criteria: {all: [{course: A}, {form: F, id: course A}]}")
    #expect(Set(ids).count == ids.count)
    #expect(ids.last == "course A")
  }

  @Test func `titles follow from what is asked for`() throws {
    let titles = try titles(
      """
      pools: {Electives: []}
      criteria:
        all:
          - {course: PS3625, title: Nonprofit Stewardship}
          - course: [ENG 101, ENG 102, ENG 103]
          - choose: 1
            of: [{course: GHY 417}, {course: GHY 418}, {course: any}]
          - {workshop: W1}
          - {standing: major, is: [Biology, Botany]}
          - {total: credits, at least: 4, of: {course: {pool: Electives}}}
          - {total: count, at least: 3, of: {event: any}}
      """)
    #expect(
      titles == [
        "all of 7", "PS3625 Nonprofit Stewardship", "ENG 101, ENG 102 or ENG 103", "any 1 of 3",
        "GHY 417", "GHY 418", "any course", "Workshop W1", "Standing major: Biology or Botany",
        "at least 4 credits of Electives", "at least 3 of any event",
      ])
  }

  @Test func `limits have words of their own`() throws {
    let criteria = try read(
      """
      criteria:
        all: [{course: A}]
        where:
          - {total: count, at most: 1, origin: transfer}
          - {total: credits, at least: 50%, origin: here}
          - {mean: grade points, at least: 2.0}
          - {total: credits, at most: 6, is: [P, S], title: At most six credits by pass or fail}
      """
    ).version.criteria
    guard case .group(let root) = criteria else {
      Issue.record("the root is not a group")
      return
    }
    #expect(
      root.limits.map(\.title) == [
        "at most 1 by transfer", "at least 50% of the credits earned here",
        "mean of grade points at least 2", "At most six credits by pass or fail",
      ])
  }
}
