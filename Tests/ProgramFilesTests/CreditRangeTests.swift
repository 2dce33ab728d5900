import Microcredentials
import ProgramFiles
import TestSupport
import Testing

@Suite struct CreditRangeTests {
  private func range(_ text: String) throws -> CreditRange {
    CreditRange(of: try read(text).version.criteria)
  }

  @Test func `required courses add up`() throws {
    let range = try range("criteria: {all: [{course: A, credits: 4}, {course: B, credits: 4}]}")
    #expect(range.description == "8 credits")
    #expect(range.largestWay == ["A (4)", "B (4)"])
    #expect(range.isExact && range.isPossible)
  }

  @Test func `a variable slot gives a range`() throws {
    let range = try range("criteria: {all: [{course: A, credits: 9}, {course: B, credits: 1-4}]}")
    #expect(range.description == "10 to 13 credits")
  }

  @Test func `a limit raises the least and lowers the most`() throws {
    let range = try range(
      """
      criteria:
        all: [{course: A, credits: 6}, {course: B, credits: 1-9}]
        where: {total: credits, at least: 9, at most: 11}
      """)
    #expect(range.description == "9 to 11 credits")
  }

  @Test func `a limit rules out the choices that cannot reach it`() throws {
    let range = try range(
      """
      criteria:
        choose: 1
        of: [{course: A, credits: 1}, {course: B, credits: 5}]
        where: {total: credits, at least: 4}
      """)
    #expect(range.description == "5 credits")
  }

  @Test func `limits that leave no way are found`() throws {
    let range = try range(
      """
      criteria:
        choose: 2
        of: [{course: A, credits: 3}, {course: B, credits: 3}, {course: C, credits: 3}]
        where: {total: credits, at least: 9}
      """)
    #expect(!range.isPossible)
  }

  @Test func `the menu is larger than any way`() throws {
    let range = try range(
      """
      criteria:
        all:
          - {course: A, credits: 3}
          - choose: 2
            of: [{course: B, credits: 3}, {course: C, credits: 4}, {course: D, credits: 1}]
      """)
    #expect(range.description == "7 to 10 credits")
    #expect(range.menu == 11)
    #expect(range.largestWay == ["A (3)", "B (3)", "C (4)"])
  }

  @Test func `a course in two branches counts once`() throws {
    let range = try range(
      """
      criteria:
        any:
          - all: [{course: A, credits: 3}, {course: B, credits: 3}]
          - all: [{course: A, credits: 3}, {course: C, credits: 4}]
      """)
    #expect(range.description == "6 to 7 credits")
    #expect(range.menu == 10)
  }

  @Test func `a course that two requirements may share counts once`() throws {
    let shared = try range(
      """
      criteria:
        all:
          - {course: A, credits: 3}
          - {course: a, credits: 3, may share: true}
          - {course: B, credits: 2}
      """)
    #expect(shared.description == "5 credits")
    #expect(shared.repeated.isEmpty)
  }

  @Test func `a course that must be taken twice is told`() throws {
    let twice = try range("criteria: {all: [{course: A, credits: 3}, {course: A, credits: 3}]}")
    #expect(twice.description == "3 credits")
    #expect(twice.repeated == ["course A", "course A (2)"])
  }

  @Test func `a way that contains another is not minimal`() throws {
    let range = try range(
      """
      criteria:
        any:
          - {course: A, credits: 3}
          - all: [{course: A, credits: 3}, {course: B, credits: 9}]
      """)
    #expect(range.description == "3 credits")
  }

  @Test func `credits from a pool count with the number asked for`() throws {
    let range = try range(
      """
      pools: {Electives: [X, Y]}
      criteria:
        all:
          - {course: A, credits: 5}
          - {total: credits, at least: 4, of: {course: {pool: Electives}}}
      """)
    #expect(range.description == "9 credits")
  }

  @Test func `a total that may share adds only what the other courses lack`() throws {
    let range = try range(
      """
      criteria:
        all:
          - {course: A, credits: 3}
          - {course: B, credits: 1-4}
          - {total: credits, at least: 6, of: {course: any}, may share: true}
      """)
    #expect(range.description == "6 to 7 credits")
  }

  @Test func `courses without credits make the most unknown`() throws {
    let range = try range("criteria: {all: [{course: A, credits: 3}, {course: B}]}")
    #expect(range.description == "at least 3 credits")
    #expect(range.largest == nil)
    #expect(range.largestKnown == 3)
    #expect(range.unknown == ["course B"])
  }

  @Test func `a limit bounds courses without credits`() throws {
    let range = try range(
      """
      criteria:
        choose: 4
        of: [{course: A}, {course: B}, {course: C}, {course: D}, {course: E}]
        where: {total: credits, at most: 9}
      """)
    #expect(range.largest == 9)
    #expect(range.unknown.count == 5)
  }

  @Test func `what carries no credit adds none`() throws {
    let range = try range(
      """
      criteria:
        all:
          - {workshop: W}
          - {form: F}
          - {total: hours, at least: 10, of: {event: any}}
          - {mean: score, at least: 40, of: [{exam: E, weight: 1}]}
          - not: {course: X, credits: 3}
      """)
    #expect(range.description == "no credits")
  }

  @Test func `hundreds of members are worked out exactly without listing the ways`() throws {
    let members = (1...400).map { "{course: C\($0), credits: \($0 % 4 + 1)}" }
    let range = try range("criteria: {choose: 3, of: [\(members.joined(separator: ", "))]}")
    #expect(range.description == "3 to 12 credits")
    #expect(range.isExact)
  }

  @Test func `too many ways with shared courses are bounded safely`() throws {
    let branch = (1...30).map { "{course: C\($0), credits: 1}" }.joined(separator: ", ")
    let range = try range(
      """
      criteria:
        all:
          - {choose: 5, of: [\(branch)]}
          - {choose: 5, of: [\(branch)]}
      """)
    #expect(!range.isExact)
    #expect(range.smallest <= 10)
    #expect(try #require(range.largest) >= 10)
  }

  @Test(arguments: 0..<1000 as Range<UInt64>)
  func `the range is what trying everything finds`(seed: UInt64) throws {
    var random = Seeded(seed)
    let criteria = RandomCriteria.make(using: &random)
    let range = CreditRange(of: criteria)
    let expected = CreditOracle.range(of: criteria)
    guard range.repeated.isEmpty else { return }
    #expect(range.isExact)
    #expect(range.isPossible == (expected != nil))
    if let expected {
      #expect(range.smallest == Quantity(expected.lowerBound))
      #expect(range.largest == Quantity(expected.upperBound))
    }
  }
}

/// Small criteria over a few courses with credits, choices and limits.
private enum RandomCriteria {
  static func make(using random: inout Seeded) -> Requirement {
    var count = 0
    let credits = (0..<6).map { _ in
      let least = Int.random(in: 1...4, using: &random)
      return Quantity(least)...Quantity(least + Int.random(in: 0...2, using: &random))
    }
    return group(depth: 0, credits, &count, &random)
  }

  private static func group(
    depth: Int, _ credits: [ClosedRange<Quantity>], _ count: inout Int, _ random: inout Seeded
  ) -> Requirement {
    var members: [Requirement] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      count += 1
      if depth < 2, Bool.random(using: &random) {
        members.append(group(depth: depth + 1, credits, &count, &random))
      } else {
        let course = Int.random(in: 0..<credits.count, using: &random)
        members.append(
          .record(
            RecordRequirement(
              label: Label(id: "\(count)", title: ""),
              selector: Selector(kind: .course, codes: ["C\(course)"]), credits: credits[course])))
      }
    }
    count += 1
    let least = Quantity(Int.random(in: 2...9, using: &random))
    let hasLimit = Int.random(in: 0..<4, using: &random) == 0
    let limit = Limit(
      title: "", measure: .total(.credits),
      atLeast: Bool.random(using: &random) ? .number(least) : nil,
      atMost: .number(least + Quantity(Int.random(in: 0...6, using: &random))))
    return .group(
      GroupRequirement(
        label: Label(id: "g\(count)", title: ""),
        need: Int.random(in: 1...members.count, using: &random), members: members,
        limits: hasLimit ? [limit] : []))
  }
}
