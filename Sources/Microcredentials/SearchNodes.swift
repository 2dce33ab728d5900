/// How each kind of node finds its ways.
extension Search {
  mutating func satisfy(_ node: RecordRequirement, _ then: Continuation) -> Bool {
    let substitute = substitution(for: node.label.id)
    for index in facts.indices {
      let stands = substitute.map { exceptions[$0] }.map(isSubstitute(facts[index])) ?? false
      let selector = stands ? Selector() : node.selector
      guard counts(index, selector, node.condition), node.mayShare || isFree(index),
        isAboveFloor(index)
      else { continue }
      let use = Use(
        requirement: node.label.id, fact: index, exception: stands ? substitute : nil,
        on: stands ? max(facts[index].on, exceptions[substitute ?? 0].on) : facts[index].on,
        credits: facts[index].credits ?? node.plannedCredits)
      if self.use(use, consuming: !node.mayShare, then) { return true }
      if isExhausted { return false }
    }
    return false
  }

  mutating func satisfy(_ node: GroupRequirement, _ then: Continuation) -> Bool {
    let outer = floor
    let mark = uses.count
    return satisfyMembers(of: node, from: 0, missing: node.need) { search in
      guard search.holds(node.limits, since: mark) else { return false }
      let inner = search.floor
      search.floor = outer
      if then(&search) { return true }
      search.floor = inner
      return false
    }
  }

  private mutating func satisfyMembers(
    of node: GroupRequirement, from index: Int, missing: Int, _ then: Continuation
  ) -> Bool {
    if missing == 0 { return then(&self) }
    guard node.members.count - index >= missing, !isExhausted else { return false }
    let start = floor
    let mark = uses.count
    let found = satisfy(node.members[index]) { search in
      search.floor = search.next(start, after: mark, node.order)
      return search.satisfyMembers(of: node, from: index + 1, missing: missing - 1, then)
    }
    if found { return true }
    floor = start
    return satisfyMembers(of: node, from: index + 1, missing: missing, then)
  }

  /// From where the next member counts, once a member has used `uses[mark...]`.
  private func next(_ start: Floor, after mark: Int, _ order: GroupRequirement.Order) -> Floor {
    guard order != .any else { return start }
    let used = uses[mark...].filter { $0.fact != nil }
    guard let last = used.max(by: { $0.on < $1.on }) else { return start }
    guard order == .consecutiveTerms else { return Floor(day: max(start.day, last.on)) }
    let term = last.fact.flatMap { termIndex(facts[$0]) }
    return Floor(day: max(start.day, last.on), term: term.map { $0 + 1 })
  }

  mutating func satisfy(_ node: TotalRequirement, _ then: Continuation) -> Bool {
    if let atMost = node.atMost, !stays(node, within: atMost) { return false }
    guard let atLeast = node.atLeast else { return then(&self) }
    var candidates = candidates(for: node)
    candidates.sort { (facts[$0.fact].on, $0.fact) < (facts[$1.fact].on, $1.fact) }
    var left = Array(repeating: Quantity.zero, count: candidates.count + 1)
    for index in candidates.indices.reversed() {
      left[index] = left[index + 1] + candidates[index].worth
    }
    let pick = Pick(node: node, atLeast: atLeast, candidates: candidates, left: left)
    return satisfy(pick, from: 0, sum: .zero, mark: uses.count, then)
  }

  struct Candidate {
    var fact: Int
    var worth: Quantity
  }

  private struct Pick {
    var node: TotalRequirement
    var atLeast: Quantity
    var candidates: [Candidate]
    /// What the candidates from an index on are worth together.
    var left: [Quantity]
  }

  private mutating func satisfy(
    _ pick: Pick, from index: Int, sum: Quantity, mark: Int, _ then: Continuation
  ) -> Bool {
    if sum >= pick.atLeast, holds(pick.node.limits, since: mark), then(&self) { return true }
    guard index < pick.candidates.count, sum + pick.left[index] >= pick.atLeast, !isExhausted
    else { return false }
    let candidate = pick.candidates[index]
    let use = Use(
      requirement: pick.node.label.id, fact: candidate.fact, on: facts[candidate.fact].on,
      credits: facts[candidate.fact].credits)
    let taken = self.use(use, consuming: pick.node.consumes) { search in
      search.satisfy(pick, from: index + 1, sum: sum + candidate.worth, mark: mark, then)
    }
    return taken || satisfy(pick, from: index + 1, sum: sum, mark: mark, then)
  }

  private func candidates(for node: TotalRequirement) -> [Candidate] {
    facts.indices.compactMap { index in
      guard isAboveFloor(index), !node.consumes || isFree(index),
        let item = node.items.first(where: { counts(index, $0.selector, $0.condition) })
      else { return nil }
      guard let worth = worth(facts[index], node.amount, item.each) else {
        // An unknown amount is nothing, or as much as could be asked for.
        return isOptimistic ? Candidate(fact: index, worth: node.atLeast ?? .zero) : nil
      }
      return Candidate(fact: index, worth: worth)
    }
  }

  /// Whether all facts that count stay within the most that is allowed.
  private func stays(_ node: TotalRequirement, within atMost: Quantity) -> Bool {
    var other = self
    other.isOptimistic.toggle()
    var sum = Quantity.zero
    for index in facts.indices {
      guard let item = node.items.first(where: { other.counts(index, $0.selector, $0.condition) })
      else { continue }
      if let worth = worth(facts[index], node.amount, item.each) {
        sum += worth
      } else if !isOptimistic {
        return false
      }
    }
    return sum <= atMost
  }

  private func worth(_ fact: Fact, _ amount: Amount, _ each: Quantity?) -> Quantity? {
    if let each { return each }
    switch amount {
    case .credits: return fact.credits
    case .hours: return fact.hours
    case .points: return fact.points
    case .count: return 1
    }
  }

  mutating func satisfy(_ node: MeanRequirement, _ then: Continuation) -> Bool {
    let mean = mean(node)
    guard mean.weighted >= Int128(node.atLeast.tenThousandths) * mean.weights else { return false }
    let mark = uses.count
    for index in mean.best {
      uses.append(Use(requirement: node.label.id, fact: index, on: facts[index].on))
    }
    if then(&self) { return true }
    uses.removeSubrange(mark...)
    return false
  }

  /// The weighted sum of the best scores and the sum of the weights (both scaled), and which facts
  /// they are; an item without a result is worth nothing.
  func mean(_ node: MeanRequirement) -> (weighted: Int128, weights: Int128, best: [Int]) {
    var weighted: Int128 = 0
    var weights: Int128 = 0
    var best: [Int] = []
    for item in node.items {
      weights += Int128(item.weight.tenThousandths)
      var score: Quantity?
      var found: Int?
      for index in facts.indices
      where counts(index, item.selector, item.condition) && isAboveFloor(index) {
        guard let value = facts[index].score ?? (isOptimistic ? max(100, node.atLeast) : nil),
          score.map({ value > $0 }) ?? true
        else { continue }
        score = value
        found = index
      }
      if let score { weighted += Int128(score.tenThousandths) * Int128(item.weight.tenThousandths) }
      if let found { best.append(found) }
    }
    return (weighted, weights, best)
  }

  mutating func satisfy(_ node: NotRequirement, _ then: Continuation) -> Bool {
    var other = self
    other.isOptimistic.toggle()
    other.floor = Floor()
    let isSo = other.satisfy(node.member) { _ in true }
    budget = min(budget, other.budget)
    return !isSo && !isExhausted && then(&self)
  }

  private func substitution(for requirement: String) -> Int? {
    exceptions.firstIndex {
      guard $0.requirement == requirement, $0.on <= matching.asOf else { return false }
      if case .substitution = $0.kind { return true } else { return false }
    }
  }

  private func isSubstitute(_ fact: Fact) -> (Exception) -> Bool {
    { exception in
      if case .substitution(let code) = exception.kind { code == fact.code } else { false }
    }
  }
}

extension RecordRequirement {
  /// The credits of the requirement where they are one number.
  var plannedCredits: Quantity? {
    credits.flatMap { $0.lowerBound == $0.upperBound ? $0.lowerBound : nil }
  }
}

extension TotalRequirement {
  /// Whether a fact that counts here cannot count for another requirement as well.
  var consumes: Bool { !mayShare && (amount == .credits || amount == .count) }
}
