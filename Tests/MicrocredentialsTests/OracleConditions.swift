import Microcredentials

/// Conditions and limits as the oracle reads them.
extension Oracle {
  func counts(_ fact: Fact, _ condition: Condition) -> Bool {
    guard fact.on <= asOf, fact.expires.map({ asOf < $0 }) ?? true else { return false }
    if fact.kind == .standing, facts.contains(where: { replaces($0, fact) }) { return false }
    if let from = condition.from, fact.on < day(from) { return false }
    if let by = condition.by, fact.on > day(by) { return false }
    if condition.exclusive, !fact.countedIn.isEmpty { return false }
    if let limit = policy.sharingLimit, fact.kind == .course, !fact.countedIn.isEmpty,
      fact.countedIn.count >= limit
    {
      return false
    }
    if !condition.origins.isEmpty, !condition.origins.contains(fact.origin) { return false }
    if let most = condition.attempts, let attempt = fact.attempt, attempt > most { return false }
    if !Set(condition.tagged).isSubset(of: fact.tags) { return false }
    if !Set(condition.untagged).isDisjoint(with: fact.tags) { return false }
    if let least = condition.score, fact.score! < least { return false }
    if let least = condition.hours, fact.hours! < least { return false }
    if let least = condition.credits, fact.credits! < least { return false }
    return hasGrade(fact, condition)
  }

  private func hasGrade(_ fact: Fact, _ condition: Condition) -> Bool {
    if !condition.values.isEmpty, !condition.values.contains(fact.grade!) { return false }
    if let least = condition.grade {
      guard fact.passed != false, let rank = policy.grades[fact.grade!]!.rank else { return false }
      return rank >= policy.grades[least]!.rank!
    }
    if condition.anyGrade || !condition.values.isEmpty { return true }
    if fact.passed == false { return false }
    guard [.course, .exam, .assessment].contains(fact.kind), let grade = fact.grade else {
      return true
    }
    return policy.grades[grade]!.passes
  }

  private func replaces(_ a: Fact, _ b: Fact) -> Bool {
    a.kind == .standing && a.code == b.code && a.on <= asOf && (a.on, a.id) > (b.on, b.id)
  }

  private func day(_ bound: Condition.Bound) -> Day {
    let start =
      switch bound.anchor {
      case .day(let day): day
      case .enrollment: began
      case .award: asOf
      }
    // The random criteria count in days.
    return start.adding(days: (bound.span?.count ?? 0) * (bound.isBefore ? -1 : 1))
  }

  func term(_ index: Int) -> Int? {
    let day = facts[index].on
    return policy.terms.firstIndex { $0.starts <= day && day <= $0.ends }
  }

  func amount(_ fact: Fact, _ amount: Amount) -> Quantity {
    switch amount {
    case .credits: fact.credits!
    case .hours: fact.hours!
    case .points: fact.points!
    case .count: 1
    }
  }

  func keeps(_ way: Way, _ limits: [Limit]) throws -> Bool {
    var used: [Use] = []
    for use in way where use.fact != nil && !used.contains(where: { $0.fact == use.fact }) {
      used.append(use)
    }
    return try limits.allSatisfy { limit in
      let measured = used.filter {
        limit.selector.finds(facts[$0.fact!]) && counts(facts[$0.fact!], limit.condition)
      }
      guard case .total(let amount) = limit.measure else { return try keepsMean(limit, measured) }
      func sum(_ uses: [Use]) -> Int {
        uses.reduce(0) { sum, use in
          let fact = facts[use.fact!]
          let worth = amount == .credits ? use.credits ?? 0 : self.amount(fact, amount)
          return sum + Int(worth.tenThousandths)
        }
      }
      return isWithin(sum(measured), limit, of: sum(used))
    }
  }

  private func isWithin(_ value: Int, _ limit: Limit, of whole: Int) -> Bool {
    func scaled(_ bound: Limit.Bound) -> (value: Int, bound: Int) {
      switch bound {
      case .number(let number): (value, Int(number.tenThousandths))
      case .percent(let share): (value * 1_000_000, Int(share.tenThousandths) * whole)
      case .fraction(let part, let parts): (value * parts, part * whole)
      }
    }
    return (limit.atLeast.map { scaled($0).value >= scaled($0).bound } ?? true)
      && (limit.atMost.map { scaled($0).value <= scaled($0).bound } ?? true)
  }

  private func keepsMean(_ limit: Limit, _ used: [Use]) throws -> Bool {
    var (sum, credits) = (0, 0)
    for use in used {
      guard let grade = facts[use.fact!].grade, let points = policy.grades[grade]?.points,
        let weight = use.credits, weight > 0
      else { continue }
      sum += Int(points.tenThousandths) * Int(weight.tenThousandths)
      credits += Int(weight.tenThousandths)
    }
    guard credits > 0, case .number(let least) = limit.atLeast else { throw Failure() }
    return sum >= Int(least.tenThousandths) * credits
  }
}
