import Microcredentials
import Testing

/// The way that remains is enough, and the shortest.
@Suite struct RemainingPathTests {
  @Test func `of a choice the shortest way remains`() throws {
    let story = try Story(
      """
      criteria:
        any:
          - all: [{course: A}, {course: B}, {course: C}]
          - all: [{course: D}, {course: E}]
      """
    )
    #expect(story.explanation().remaining.count == 2)
    let begun = story.with(.course("A", "2026-03-01", "B"), .course("B", "2026-03-01", "B"))
    #expect(begun.explanation().remaining.count == 1)
  }

  @Test func `a step that is missing in a sequence makes the later ones count again`() throws {
    let story = try Story(
      """
      criteria:
        sequence: [{course: A, title: A}, {course: B, title: B}, {course: C, title: C}]
      """
    ).with(.course("A", "2026-03-01", "B"), .course("C", "2026-04-01", "B"))
    #expect(story.explanation().remaining == ["B", "C"])
  }

  @Test func `a result that stands for one requirement is not asked for twice`() throws {
    let story = try Story(
      "criteria: {all: [{course: any, title: Any}, {course: X, title: X}]}"
    ).with(.course("X", "2026-03-01", "B"))
    #expect(story.explanation().remaining.count == 1)
    let done = story.with(.course("X", "2026-12-31", "B"))
    #expect(done.earned() == "2026-12-31")
  }

  @Test func `what asks for nothing to be done is no step`() throws {
    let story = try Story(
      """
      criteria:
        all:
          - course: A
          - not: {standing: major, is: Biology}
          - {total: count, at most: 3, of: {credential: any}}
      """)
    #expect(story.explanation().remaining == ["A"])
  }

  /// Criteria without exclusions, limits and conditions on time, each leaf with codes of its own.
  private func criteria(_ random: inout Randomness, _ depth: Int, _ count: inout Int)
    -> Requirement
  {
    count += 1
    let label = Label(id: "R\(count)", title: "R\(count)")
    let selector = Selector(kind: .course, codes: ["C\(count)"])
    if depth == 0 || random.chance(30) {
      if random.chance(70) {
        return .record(RecordRequirement(label: label, selector: selector))
      }
      return .total(
        TotalRequirement(
          label: label, amount: .count, atLeast: Quantity(random.number(1...3)),
          items: [.init(selector: selector)]))
    }
    let members = (0..<random.number(1...4)).map { _ in criteria(&random, depth - 1, &count) }
    let isOrdered = random.chance(25)
    return .group(
      GroupRequirement(
        label: label, need: isOrdered ? nil : random.number(1...members.count),
        members: members, order: isOrdered ? .sequence : .any))
  }

  /// A learner with some of it done.
  private func story(_ random: inout Randomness) -> (story: Story, leaves: Int) {
    var count = 0
    var story = Story(criteria: criteria(&random, 3, &count))
    for number in 0..<random.number(0...6) {
      story.known.append(
        .course(
          "C\(random.number(1...count))", Day("2026-02-01").adding(days: random.number(0...90)),
          random.one(of: ["B", "F"])
        ).changed { $0.id = "\(number)" })
    }
    return (story, count)
  }

  /// The story with one thing done: the code is the number of the requirement.
  private func done(_ step: String, in story: Story, on day: Day) -> Story {
    let words = step.split(separator: ":")
    let times = words.count > 1 ? Int(words[1].split(separator: " ")[0]) ?? 1 : 1
    return story.with(
      (0..<times).map { time in
        .course("C\(words[0].dropFirst())", day, "B").changed { $0.id = "done \(step) \(time)" }
      })
  }

  @Test func `whoever does every remaining step has earned it, and no step is superfluous`() {
    var random = Randomness(seed: 11)
    var steps = 0
    for _ in 0..<600 {
      let (story, _) = story(&random)
      let explanation = story.explanation()
      guard explanation.decision.outcome == .notYet else {
        #expect(explanation.remaining.isEmpty)
        continue
      }
      #expect(!explanation.remaining.isEmpty)
      steps += explanation.remaining.count
      let all = explanation.remaining.reduce(story) { done($1, in: $0, on: "2026-12-31") }
      #expect(all.earned() == "2026-12-31", "\(explanation.remaining)")
      for left in explanation.remaining.indices {
        var others = explanation.remaining
        others.remove(at: left)
        let most = others.reduce(story) { done($1, in: $0, on: "2026-12-31") }
        #expect(most.outcome() == .notYet)
      }
    }
    #expect(steps > 500)
  }

  @Test func `no way has fewer steps`() {
    var random = Randomness(seed: 12)
    for _ in 0..<150 {
      let (story, leaves) = story(&random)
      let explanation = story.explanation()
      guard explanation.decision.outcome == .notYet, leaves <= 9 else { continue }
      // Every set of fewer leaves, each done as often as could be asked for.
      for subset in 0..<(1 << leaves) where subset.nonzeroBitCount < explanation.remaining.count {
        let chosen = (1...leaves).filter { subset >> ($0 - 1) & 1 == 1 }
        let other = chosen.reduce(story) { done("R\($1): 3", in: $0, on: "2026-12-31") }
        #expect(other.outcome() == .notYet, "\(explanation.remaining) but \(chosen)")
      }
    }
  }
}
