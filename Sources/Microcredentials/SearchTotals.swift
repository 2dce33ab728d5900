/// How a total finds the facts that it adds up.
extension Search {
  /// One fact of a total and what it is worth on the day.
  private struct Part {
    var candidate: Prospect.Candidate
    var worth: Quantity
  }

  private struct Pick {
    let prospect: Prospect
    let atLeast: Quantity
    let parts: [Part]
    /// What the parts from an index on are worth together.
    let left: [Quantity]

    init(_ prospect: Prospect, _ atLeast: Quantity, _ parts: [Part]) {
      self.prospect = prospect
      self.atLeast = atLeast
      self.parts = parts
      var left = Array(repeating: Quantity.zero, count: parts.count + 1)
      for index in parts.indices.reversed() { left[index] = left[index + 1] + parts[index].worth }
      self.left = left
    }
  }

  func reaches(_ prospect: Prospect, _ atLeast: Quantity?, _ atMost: Quantity?) -> Bool {
    if let atMost, !stays(prospect, within: atMost) { return false }
    guard let atLeast else { return true }
    var sum = Quantity.zero
    for part in parts(of: prospect, upTo: atLeast) {
      sum += part.worth
      if sum >= atLeast { return true }
    }
    return sum >= atLeast
  }

  mutating func satisfyTotal(
    _ prospect: Prospect, _ atLeast: Quantity?, _ then: Continuation
  ) -> Bool {
    guard let atLeast else { return then(&self) }
    let parts = parts(of: prospect, upTo: atLeast).filter {
      isAboveFloor($0.candidate) && (!prospect.consumes || isFree($0.candidate.fact))
    }
    if prospect.isSettledAlone { return takeFirst(parts, prospect, atLeast, then) }
    return take(Pick(prospect, atLeast, parts), from: 0, sum: .zero, mark: uses.count, then)
  }

  /// Takes the earliest facts that suffice.
  private mutating func takeFirst(
    _ parts: [Part], _ prospect: Prospect, _ atLeast: Quantity, _ then: Continuation
  ) -> Bool {
    let mark = uses.count
    var sum = Quantity.zero
    for part in parts where sum < atLeast && part.worth > .zero {
      sum += part.worth
      uses.append(Use(part.candidate, prospect))
    }
    if sum >= atLeast, then(&self) { return true }
    uses.removeSubrange(mark...)
    return false
  }

  private mutating func take(
    _ pick: Pick, from start: Int, sum: Quantity, mark: Int, _ then: Continuation
  ) -> Bool {
    if sum >= pick.atLeast {
      if holds(pick.prospect.limits, since: mark), then(&self) { return true }
      // More facts take more from others; only a limit or a later term could ask for that.
      guard allowsSurplus && pick.prospect.isMeasured || pick.prospect.order == .consecutiveTerms
      else { return false }
    }
    var failed = Set<Likeness>()
    for index in pick.parts.indices.dropFirst(start) {
      guard sum + pick.left[index] >= pick.atLeast, !isExhausted else { return false }
      let part = pick.parts[index]
      let likeness = likeness(of: part, pick.prospect)
      if let likeness, failed.contains(likeness) { continue }
      let takes = pick.prospect.consumes && pick.prospect.isContested
      let found = use(Use(part.candidate, pick.prospect), taking: takes) { search in
        search.take(pick, from: index + 1, sum: sum + part.worth, mark: mark, then)
      }
      if found { return true }
      if let likeness { failed.insert(likeness) }
    }
    return false
  }

  /// What limits can tell of a fact. Where one of two like facts fails, the other does.
  private struct Likeness: Hashable {
    let worth: Quantity
    let credits: Quantity?
    let points: Quantity?
    let hours: Quantity?
    let grade: String?
    let kind: FactKind
    let truths: [Truth]
  }

  /// Nil for a fact that is like no other: another requirement may want it, or its day matters.
  private func likeness(of part: Part, _ prospect: Prospect) -> Likeness? {
    guard prospect.isMeasured, !prospect.isContested, prospect.order == .any else { return nil }
    let fact = dossier.facts[part.candidate.fact]
    return Likeness(
      worth: part.worth, credits: part.candidate.credits, points: part.candidate.points,
      hours: fact.hours, grade: fact.grade, kind: fact.kind,
      truths: limits.map { limit in
        limit.selector.finds(fact)
          ? dossier.matching.truth(fact, limit.condition, asOf: asOf) : .notMet
      })
  }

  /// The facts that count on the day, each once.
  private func parts(of prospect: Prospect, upTo atLeast: Quantity) -> [Part] {
    var parts: [Part] = []
    var open = 0
    let all = prospect.choices[0]
    while open < all.count, all[open].on <= asOf {
      var end = open + 1
      while end < all.count, all[end].fact == all[open].fact { end += 1 }
      if let part = part(all[open..<end], upTo: atLeast) { parts.append(part) }
      open = end
    }
    return parts
  }

  /// What one fact is worth: that of the first item that counts it, or, where that cannot be
  /// evaluated, the least or the most that it could be.
  private func part(_ items: ArraySlice<Prospect.Candidate>, upTo atLeast: Quantity) -> Part? {
    var part: Part?
    for candidate in items where candidate.days.contains(asOf) {
      let worth = candidate.worth ?? (isOptimistic ? atLeast : .zero)
      let known = part?.worth ?? worth
      part = Part(candidate: candidate, worth: isOptimistic ? max(known, worth) : min(known, worth))
      if candidate.truth == .met { return part }
    }
    return isOptimistic ? part : nil
  }

  /// Whether all facts that count stay within the most that is allowed.
  private func stays(_ prospect: Prospect, within atMost: Quantity) -> Bool {
    let opposite = Search(dossier, asOf: asOf, isOptimistic: !isOptimistic)
    // An unknown amount counts as more than is allowed, or as nothing.
    let beyond = atMost + Quantity(tenThousandths: 1)
    return opposite.parts(of: prospect, upTo: beyond).reduce(.zero) { $0 + $1.worth } <= atMost
  }
}
