import Microcredentials
import Testing

/// Weighted means of scores (P15).
@Suite struct MeanTests {
  private func story(_ items: (weight: String, score: String?)...) throws -> Story {
    let list = items.indices.map { "{assessment: T\($0), weight: \(items[$0].weight)}" }
    var story = try Story(
      "criteria: {mean: score, at least: 40, of: [\(list.joined(separator: ", "))]}")
    for (index, item) in items.enumerated() {
      story.known.append(
        .of(
          .assessment, "T\(index)", Day("2026-03-01").adding(days: index),
          score: item.score.map(Quantity.init(stringLiteral:))))
    }
    return story
  }

  @Test func `a mean of exactly 40 is enough`() throws {
    #expect(try story(("12.5", "49"), ("7.5", "25")).earned() == "2026-03-02")
    #expect(try story(("12.5", "49"), ("7.5", "24.9999")).outcome() == .notYet)
    #expect(try story(("1", "39.9999"), ("2", "40")).outcome() == .notYet)
    #expect(try story(("0.0001", "40"), ("3", "40")).earned() == "2026-03-02")
  }

  @Test func `an item without a result counts as zero`() throws {
    var story = try story(("50", "79"), ("50", "10"))
    #expect(story.earned() == "2026-03-02")
    story.known.removeLast()
    #expect(story.outcome() == .notYet)
    story.known[0].score = 80
    #expect(story.earned() == "2026-03-01")
  }

  @Test func `a missing score matters only when it could change the outcome`() throws {
    #expect(try story(("10", nil), ("90", "20")).outcome() == .notYet)
    #expect(try story(("10", nil), ("90", "35")).outcome() == .cannotBeEvaluated)
    #expect(try story(("10", nil), ("90", "50")).earned() == "2026-03-02")
  }

  @Test func `of two results of an item the better one counts`() throws {
    let story = try story(("100", "39"))
      .with(.of(.assessment, "T0", "2026-06-01", score: 41))
      .with(.of(.assessment, "T0", "2026-07-01", score: 12))
    #expect(story.earned() == "2026-06-01")
  }

  @Test func `no score or weight is too large to be judged`() throws {
    let huge = Quantity(tenThousandths: .max)
    let items = (0..<300).map {
      MeanRequirement.Item(
        selector: Selector(kind: .assessment, codes: ["T\($0)"]), weight: huge)
    }
    let mean = MeanRequirement(label: Label(id: "m", title: "Mean"), atLeast: huge, items: items)
    let story = Story(criteria: .mean(mean))
      .with((0..<300).map { .of(.assessment, "T\($0)", "2026-03-01", score: huge) })
    #expect(story.earned() == "2026-03-01")
    #expect(!story.explanation().criteria.words.isEmpty)
  }
}
