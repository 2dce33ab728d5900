/// How each kind of requirement finds its ways.
extension Search {
  mutating func satisfyRecord(_ prospect: Prospect, _ then: Continuation) -> Bool {
    let takes = prospect.consumes && prospect.isContested
    for candidate in prospect.choices[0] {
      guard candidate.on <= asOf, !isExhausted else { return false }
      guard isOpen(candidate), isAboveFloor(candidate), !takes || isFree(candidate.fact)
      else { continue }
      if use(Use(candidate, prospect), taking: takes, then) { return true }
      if prospect.isSettledAlone { return false }
    }
    return false
  }

  mutating func satisfyGroup(
    _ prospect: Prospect, _ need: Int, _ order: GroupRequirement.Order, _ then: Continuation
  ) -> Bool {
    let outer = floor
    let mark = uses.count
    var missing = need
    if prospect.hasIndependentMembers {
      for member in prospect.members where missing > 0 && !member.isContested {
        if satisfy(member, then: { _ in true }) { missing -= 1 }
      }
    }
    let chain = Chain(prospect: prospect, order: order, first: mark)
    let found = satisfyMembers(of: chain, from: 0, missing: missing) { search in
      guard search.holds(prospect.limits, since: mark) else { return false }
      let inner = search.floor
      search.floor = outer
      if then(&search) { return true }
      search.floor = inner
      return false
    }
    if !found { uses.removeSubrange(mark...) }
    return found
  }

  private struct Chain {
    let prospect: Prospect
    let order: GroupRequirement.Order
    let first: Int
  }

  private mutating func satisfyMembers(
    of chain: Chain, from start: Int, missing: Int, _ then: Continuation
  ) -> Bool {
    if missing == 0 { return then(&self) }
    let members = chain.prospect.members
    let floor = self.floor
    let mark = uses.count
    for index in members.indices.dropFirst(start) {
      guard members.count - index >= missing, !isExhausted else { return false }
      if chain.prospect.hasIndependentMembers, !members[index].isContested { continue }
      let found = satisfy(members[index]) { search in
        search.floor = search.next(floor, after: mark, chain.order)
        if search.satisfyMembers(of: chain, from: index + 1, missing: missing - 1, then) {
          return true
        }
        search.floor = floor
        return false
      }
      if found { return true }
    }
    return false
  }

  /// From where the next member counts, once a member has used `uses[mark...]`.
  private func next(_ start: Floor, after mark: Int, _ order: GroupRequirement.Order) -> Floor {
    guard order != .any,
      let last = uses[mark...].filter({ $0.fact != nil }).max(by: { $0.on < $1.on }),
      let fact = last.fact
    else { return start }
    var floor = Floor(day: max(start.day, last.on))
    if order == .consecutiveTerms {
      floor.term = termIndex(dossier.facts[fact]).map { .at($0 + 1) } ?? .unknown
    }
    return floor
  }

  mutating func satisfyMean(
    _ prospect: Prospect, _ atLeast: Quantity, _ weights: [Quantity], _ then: Continuation
  ) -> Bool {
    let mark = uses.count
    var mean = WeightedMean()
    for (choices, weight) in zip(prospect.choices, weights) {
      let best = best(of: choices.lazy.filter(isAboveFloor), upTo: atLeast)
      mean.add(best?.score ?? .zero, weight)
      if let best { uses.append(Use(best.candidate, prospect)) }
    }
    if mean.reaches(atLeast), then(&self) { return true }
    uses.removeSubrange(mark...)
    return false
  }

  /// The mean of the best scores; an item without a result is worth nothing.
  func mean(_ prospect: Prospect, _ atLeast: Quantity, _ weights: [Quantity]) -> WeightedMean {
    var mean = WeightedMean()
    for (choices, weight) in zip(prospect.choices, weights) {
      mean.add(best(of: choices, upTo: atLeast)?.score ?? .zero, weight)
    }
    return mean
  }

  /// The best result; one without a score is as good as can be when the search is optimistic.
  private func best(
    of choices: some Sequence<Prospect.Candidate>, upTo atLeast: Quantity
  ) -> (score: Quantity, candidate: Prospect.Candidate)? {
    var best: (score: Quantity, candidate: Prospect.Candidate)?
    for candidate in choices where isOpen(candidate) {
      guard let score = candidate.worth ?? (isOptimistic ? max(100, atLeast) : nil),
        best.map({ score > $0.score }) ?? true
      else { continue }
      best = (score, candidate)
    }
    return best
  }
}

extension Search.Use {
  init(_ candidate: Prospect.Candidate, _ prospect: Prospect) {
    self.init(
      requirement: prospect.id, place: prospect.place, fact: candidate.fact,
      exception: candidate.exception, on: candidate.on, credits: candidate.credits,
      points: candidate.points)
  }
}
