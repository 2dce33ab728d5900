import Microcredentials
import Testing

/// Random small cases, decided by the product and by trying every way.
@Suite struct OracleTests {
  @Test(arguments: 0..<10)
  func `the decision is that of trying every way on every day`(block: Int) throws {
    var judged = 0
    var earned = 0
    for seed in block * 400..<(block + 1) * 400 {
      var criteria = RandomCriteria(seed: seed)
      let facts = criteria.facts()
      guard let expected = try? expectation(facts) else { continue }
      judged += 1
      let decision = decide(facts, at: RandomCriteria.end)
      switch expected {
      case .notEarned:
        #expect(decision.outcome == .notYet, "seed \(seed)")
      case .earned(let day):
        earned += 1
        #expect(decision.earned != nil, "seed \(seed)")
        #expect(decision.earned?.on == day, "seed \(seed)")
      }
    }
    #expect(judged > 200)
    #expect(earned > 50)
  }

  private enum Expectation {
    case notEarned
    case earned(Day)
  }

  /// The first day from the enrollment on, or since when it was so on that day.
  private func expectation(_ facts: Facts) throws -> Expectation {
    let days = (-30...40).map { RandomCriteria.start.adding(days: $0) }
    let met = try days.map { try Oracle(facts, on: $0).isMet(facts.version.criteria) }
    let began = days.firstIndex(of: facts.enrollment.began)!
    guard let first = met[began...].firstIndex(of: true) else { return .notEarned }
    let before = met[..<first].lastIndex(of: false)
    // What has been so since before anything was recorded counts from the enrollment.
    return .earned(before.map { days[$0 + 1] } ?? facts.enrollment.began)
  }

  @Test(arguments: 0..<6)
  func `what cannot be evaluated never becomes an award or a refusal that a world contradicts`(
    block: Int
  ) throws {
    var unclear = 0
    // Number 801,428 has two substitutions of one course by different days.
    for seed in Array(block * 400..<(block + 1) * 400) + [801_428] {
      var criteria = RandomCriteria(seed: seed, isCertain: false)
      var facts = criteria.facts()
      // Judged on one day only.
      facts.enrollment.began = RandomCriteria.end
      let worlds = (0..<4).map { _ in criteria.hide(in: &facts) }
      let decision = decide(facts, at: RandomCriteria.end)
      if decision.outcome == .cannotBeEvaluated {
        unclear += 1
        continue
      }
      for world in worlds {
        let oracle = Oracle(world, on: RandomCriteria.end)
        guard let isMet = try? oracle.isMet(facts.version.criteria) else { continue }
        #expect((decision.earned != nil) == isMet, "seed \(seed)")
      }
    }
    #expect(unclear > 3)
  }
}

extension RandomCriteria {
  /// Hides values of the facts, and returns a world in which they are what they may be.
  mutating func hide(in facts: inout Facts) -> Facts {
    var world = facts
    for index in facts.known.indices {
      let fact = fact(index)
      var hidden = Randomness(seed: index * 7 + facts.known.count)
      if hidden.chance(25) {
        facts.known[index].score = nil
        world.known[index].score = fact.score
      }
      if hidden.chance(25) {
        facts.known[index].grade = "??"
        world.known[index].grade = fact.grade
      }
      if hidden.chance(25), facts.known[index].kind == .course {
        facts.known[index].credits = nil
        world.known[index].credits = fact.credits
      }
    }
    return world
  }
}
