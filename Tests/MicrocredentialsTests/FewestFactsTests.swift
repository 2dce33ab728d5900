import Microcredentials
import Testing

/// Ordinary transcripts against limits that rule out the first way that comes to mind.
@Suite struct FewestFactsTests {
  private static let residency = """
    criteria:
      total: credits
      at least: 9
      of: {course: any}
      where: [{total: credits, at least: 50%, origin: here}]
    """

  @Test func `fifteen transferred courses do not hide three taken here`() throws {
    let transferred = (1...15).map { number in
      Fact.course("T\(number)", "2025-01-\(number + 10)".day, "B").changed {
        $0.origin = .transfer
        $0.credits = 3
      }
    }
    let here = (1...3).map { number in
      Fact.course("H\(number)", "2026-02-0\(number)".day, "B").changed { $0.credits = 3 }
    }
    let story = try Story(Self.residency).with(transferred + here)
    #expect(story.earned() == "2026-02-02")
  }

  @Test func `no more credits are used than the criteria need`() throws {
    let transferred = (1...3).map { number in
      Fact.course("T\(number)", "2025-01-1\(number)".day, "B").changed {
        $0.origin = .transfer
        $0.credits = 3
      }
    }
    let here = (1...3).map { number in
      Fact.course("H\(number)", "2026-02-0\(number)".day, "B").changed { $0.credits = 3 }
    }
    let decision = try Story(Self.residency).with(transferred + here).decision()
    #expect(decision.earned?.credits == 9)
    #expect(decision.uses.count == 3)
  }

  @Test func `three good grades among fourteen bad ones are found`() throws {
    let bad = (1...14).map { Fact.course("D\($0)", "2025-01-\($0 + 10)".day, "D") }
    let good = (1...3).map { Fact.course("B\($0)", "2026-02-0\($0)".day, "B") }
    let story = try Story(
      """
      criteria:
        total: count
        at least: 3
        of: {course: any}
        where: [{mean: grade points, at least: 3.0}]
      """
    ).with(bad + good)
    #expect(story.earned() == "2026-02-03")
  }

  @Test func `points that an item gives count in a limit as well`() throws {
    let events = (1...5).map { number in
      Fact.of(.event, "E", "2026-03-0\(number)".day)
    }
    let story = try Story(
      """
      criteria:
        total: points
        at least: 10
        of: [{activity: any}, {event: any, each: 2}]
        where: [{total: points, event: any, at most: 4}]
      """
    ).with(events)
    #expect(story.earned() == nil)
    #expect(story.outcome() == .notYet)
  }

  @Test func `more credits than the cap are for people to look at`() throws {
    let courses = (1...4).map { number in
      Fact.course("C\(number)", "2026-02-0\(number)".day, "B").changed { $0.credits = 4 }
    }
    let story = try Story(
      "criteria: {all: [{course: C1}, {course: C2}, {course: C3}, {course: C4}]}", policy: Policy()
    ).with(courses)
    #expect(story.outcome() == .cannotBeEvaluated)
  }
}
