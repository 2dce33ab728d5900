/// Limits over the facts that a group or a total uses, taken together.
extension Search {
  func holds(_ limits: [Limit], since mark: Int) -> Bool {
    limits.allSatisfy { holds($0, since: mark) }
  }

  func holds(_ limit: Limit, since mark: Int) -> Bool {
    var seen = Set<Int>()
    let used = uses[mark...].filter { use in use.fact.map { seen.insert($0).inserted } ?? false }
    switch limit.measure {
    case .total(let amount): return holds(limit, amount, Array(used))
    case .meanGradePoints: return holdsMean(limit, Array(used))
    }
  }

  private func holds(_ limit: Limit, _ amount: Amount, _ used: [Use]) -> Bool {
    // The least and the most that the sum can be, given what cannot be evaluated.
    var least = Quantity.zero
    var most: Quantity? = .zero
    var whole: Quantity? = .zero
    for use in used {
      let worth = worth(of: use, amount)
      whole = sum(whole, worth)
      switch truth(of: use, limit) {
      case .notMet: continue
      case .met: least += worth ?? .zero
      case .cannotBeEvaluated: break
      }
      most = sum(most, worth)
    }
    if let bound = limit.atLeast {
      let value = isOptimistic ? most : least
      guard let value else { return true }
      guard compare(value, bound, whole) != .below else { return false }
    }
    if let bound = limit.atMost {
      guard let value = isOptimistic ? least : most else { return false }
      guard compare(value, bound, whole) != .above else { return false }
    }
    return true
  }

  private enum Comparison {
    case below
    case equal
    case above
  }

  /// Compares exactly; a share of an unknown whole is settled by the mode.
  private func compare(_ value: Quantity, _ bound: Limit.Bound, _ whole: Quantity?) -> Comparison {
    func compare(_ left: Int128, _ right: Int128) -> Comparison {
      left < right ? .below : (left == right ? .equal : .above)
    }
    let value = Int128(value.tenThousandths)
    if case .number(let number) = bound { return compare(value, Int128(number.tenThousandths)) }
    guard let whole = whole.map({ Int128($0.tenThousandths) }) else {
      return isOptimistic ? .equal : (value == 0 ? .below : .above)
    }
    switch bound {
    case .number(let number): return compare(value, Int128(number.tenThousandths))
    case .percent(let percent):
      return compare(value * 1_000_000, Int128(percent.tenThousandths) * whole)
    case .fraction(let part, of: let parts):
      return compare(value * Int128(parts), Int128(part) * whole)
    }
  }

  private func holdsMean(_ limit: Limit, _ used: [Use]) -> Bool {
    var least: Int128 = 0
    var most: Int128 = 0
    var weights: Int128 = 0
    let highest = matching.policy.grades.marks.compactMap(\.points).max() ?? .zero
    for use in used where truth(of: use, limit) != .notMet {
      guard let fact = use.fact else { continue }
      let mark = facts[fact].grade.flatMap { matching.policy.grades[$0] }
      if let mark, mark.points == nil { continue }
      let weight = Int128((use.credits ?? 1).tenThousandths)
      weights += weight
      least += weight * Int128(mark?.points?.tenThousandths ?? 0)
      most += weight * Int128((mark?.points ?? highest).tenThousandths)
    }
    guard weights > 0 else { return isOptimistic }
    func number(_ bound: Limit.Bound) -> Int128 {
      if case .number(let number) = bound { Int128(number.tenThousandths) * weights } else { 0 }
    }
    if let bound = limit.atLeast, (isOptimistic ? most : least) < number(bound) { return false }
    if let bound = limit.atMost, (isOptimistic ? least : most) > number(bound) { return false }
    return true
  }

  private func truth(of use: Use, _ limit: Limit) -> Truth {
    guard let fact = use.fact, limit.selector.finds(facts[fact]) else { return .notMet }
    return matching.truth(facts[fact], limit.condition)
  }

  private func worth(of use: Use, _ amount: Amount) -> Quantity? {
    guard let fact = use.fact else { return .zero }
    switch amount {
    case .credits: return use.credits ?? (facts[fact].kind == .course ? nil : .zero)
    case .hours: return facts[fact].hours ?? .zero
    case .points: return facts[fact].points ?? .zero
    case .count: return 1
    }
  }

  private func sum(_ a: Quantity?, _ b: Quantity?) -> Quantity? {
    guard let a, let b else { return nil }
    return a + b
  }
}
