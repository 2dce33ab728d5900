/// Limits over the facts that a group or a total uses, taken together.
extension Search {
  func holds(_ limits: [Limit], since mark: Int) -> Bool {
    if limits.isEmpty { return true }
    var seen = Set<Int>()
    let used = uses[mark...].filter { use in use.fact.map { seen.insert($0).inserted } ?? false }
    return limits.allSatisfy { limit in
      switch limit.measure {
      case .total(let amount): holds(limit, amount, used)
      case .meanGradePoints: holdsMean(limit, used)
      }
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
      guard isAtLeast(isOptimistic ? most : least, bound, of: whole) else { return false }
    }
    if let bound = limit.atMost {
      guard isAtMost(isOptimistic ? least : most, bound, of: whole) else { return false }
    }
    return true
  }

  private func isAtLeast(_ value: Quantity?, _ bound: Limit.Bound, of whole: Quantity?) -> Bool {
    guard let value, let bound = number(bound, of: whole) else { return isOptimistic }
    return value.moderate * bound.parts >= bound.number
  }

  private func isAtMost(_ value: Quantity?, _ bound: Limit.Bound, of whole: Quantity?) -> Bool {
    guard let value else { return isOptimistic }
    guard let bound = number(bound, of: whole) else { return isOptimistic || value == .zero }
    return value.moderate * bound.parts <= bound.number
  }

  /// The bound as an exact fraction; nil for a share of what is not known.
  private func number(
    _ bound: Limit.Bound, of whole: Quantity?
  ) -> (number: Int128, parts: Int128)? {
    if case .number(let number) = bound { return (number.moderate, 1) }
    guard let whole = whole?.moderate else { return nil }
    switch bound {
    case .number(let number): return (number.moderate, 1)
    case .percent(let percent): return (percent.moderate * whole, 1_000_000)
    case .fraction(let part, of: let parts): return (Int128(part) * whole, Int128(parts))
    }
  }

  func truth(of use: Use, _ limit: Limit) -> Truth {
    guard let fact = use.fact, limit.selector.finds(dossier.facts[fact]) else { return .notMet }
    return dossier.matching.truth(dossier.facts[fact], limit.condition, asOf: asOf)
  }

  /// Nil where it should be known and is not.
  private func worth(of use: Use, _ amount: Amount) -> Quantity? {
    guard let fact = use.fact.map({ dossier.facts[$0] }) else { return .zero }
    switch amount {
    case .credits: return use.credits ?? (fact.kind == .course ? nil : .zero)
    case .hours: return fact.hours ?? (fact.kind.takesTime ? nil : .zero)
    case .points: return use.points ?? (fact.kind.takesTime ? nil : .zero)
    case .count: return 1
    }
  }

  private func sum(_ a: Quantity?, _ b: Quantity?) -> Quantity? {
    guard let a, let b else { return nil }
    return a + b
  }
}

extension FactKind {
  /// Whether hours or points that were not recorded may be there all the same.
  fileprivate var takesTime: Bool {
    switch self {
    case .workshop, .event, .internship, .activity: true
    default: false
    }
  }
}
