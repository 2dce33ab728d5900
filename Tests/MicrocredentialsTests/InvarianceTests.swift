import Microcredentials
import Testing

/// What must not make a difference to a decision, on random criteria and facts.
@Suite struct InvarianceTests {
  private func forEachCase(
    _ count: Int = 600, isCertain: Bool = false,
    _ body: (Facts, Decision, inout Randomness) throws -> Void
  ) rethrows {
    for seed in 0..<count {
      var criteria = RandomCriteria(seed: 100_000 + seed, isCertain: isCertain)
      let facts = criteria.facts()
      try body(facts, decide(facts, at: RandomCriteria.end), &criteria.random)
    }
  }

  @Test func `any order of arrival gives the same decision`() {
    forEachCase { facts, decision, random in
      var other = facts
      other.known.shuffle(using: &random)
      other.exceptions.shuffle(using: &random)
      #expect(decide(other, at: RandomCriteria.end) == decision)
    }
  }

  @Test func `what arrives twice, or in an earlier revision, changes nothing`() {
    forEachCase { facts, decision, random in
      var other = facts
      for index in other.known.indices { other.known[index].revision = 2 }
      let amended = decide(other, at: RandomCriteria.end)
      #expect(amended.outcome == decision.outcome)
      for fact in other.known {
        if random.chance(50) { other.known.append(fact) }
        var earlier = fact
        earlier.revision = 1
        earlier.grade = "F"
        earlier.on = earlier.on.adding(days: -random.number(0...9))
        earlier.kind = random.one(of: FactKind.allCases)
        other.known.append(earlier)
      }
      other.exceptions += other.exceptions
      other.known.shuffle(using: &random)
      #expect(decide(other, at: RandomCriteria.end) == amended)
    }
  }

  @Test func `a fact that the criteria do not look at changes nothing`() {
    forEachCase { facts, decision, random in
      var other = facts
      for number in 0..<random.number(1...4) {
        let day = RandomCriteria.start.adding(days: random.number(-400...40))
        other.known.append(
          Fact(
            id: "other \(number)", kind: .workshop, code: "ELSEWHERE", on: day, grade: "??",
            expires: random.chance(50) ? day.adding(days: 5) : nil))
      }
      #expect(decide(other, at: RandomCriteria.end) == decision)
    }
  }

  @Test func `a voided fact is none`() {
    forEachCase { facts, _, random in
      guard !facts.known.isEmpty else { return }
      var voided = facts
      voided.known.remove(at: random.number(0...facts.known.count - 1))
      var again = voided
      again.known.shuffle(using: &random)
      #expect(
        decide(again, at: RandomCriteria.end) == decide(voided, at: RandomCriteria.end))
    }
  }

  @Test func `what was earned stays earned on the same day while nothing new is known`() {
    var earned = 0
    forEachCase { facts, decision, random in
      guard decision.earned != nil else { return }
      earned += 1
      for days in [0, 1, random.number(2...40), 4000] {
        // Only what is there by then may be known then.
        var later = facts
        later.known.removeAll { $0.on > RandomCriteria.end }
        #expect(decide(later, at: RandomCriteria.end.adding(days: days)).earned == decision.earned)
      }
    }
    #expect(earned > 100)
  }

  @Test func `looking every day finds what looking once finds`() {
    forEachCase(200) { facts, decision, _ in
      guard let earned = decision.earned else { return }
      let days = (0...40).map { RandomCriteria.start.adding(days: $0) }
      let first = days.lazy.filter { $0 >= facts.enrollment.began }
        .compactMap { decide(facts, at: $0).earned }.first
      #expect(first == earned)
    }
  }

  @Test func `every use is of a known fact, and none is used twice where it may not be`() {
    forEachCase { facts, decision, _ in
      for use in decision.uses {
        let fact = facts.known.first { $0.id == use.fact }
        #expect(use.fact == nil || fact != nil)
        #expect(use.fact != nil || use.exception != nil)
        #expect(fact?.isFinal ?? true)
        #expect(use.on <= (decision.earned?.on ?? RandomCriteria.end))
      }
      if let earned = decision.earned, let last = decision.uses.map(\.on).max() {
        #expect(last <= earned.on)
      }
    }
  }

  @Test func `nothing makes a decision or its explanation fail`() {
    forEachCase { facts, decision, random in
      var wild = facts
      for index in wild.known.indices {
        let days: [Int32] = [.min, .max, Day.first.number, Day.last.number, 0, 20_000]
        wild.known[index].on = Day(number: random.one(of: days))
        wild.known[index].expires = random.chance(50) ? Day(number: random.one(of: days)) : nil
        let amounts: [Int64] = [.min, .max, -1, 0, 1]
        wild.known[index].score = Quantity(tenThousandths: random.one(of: amounts))
        wild.known[index].credits = Quantity(tenThousandths: random.one(of: amounts))
        wild.known[index].revision = random.one(of: [.min, .max, 0])
      }
      wild.enrollment.began = Day(number: random.one(of: [.min, .max, 0]))
      wild.version.awardDates = [
        .yearly(month: random.number(-1...13), day: random.number(-1...32)), .day(.last),
      ]
      for day in [Day.first, RandomCriteria.end, .last] {
        #expect(!explain(wild, decide(wild, at: day)).words.isEmpty)
      }
      _ = decision
    }
  }
}
