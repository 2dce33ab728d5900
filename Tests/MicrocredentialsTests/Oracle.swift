import Microcredentials

/// Decides by trying every way there is: for small cases in which nothing is unknown.
///
/// It shares no code with the product and knows no shortcut: it lists the ways of every
/// requirement, each way being a set of facts, and combines them.
struct Oracle {
  struct Failure: Error {}

  struct Use {
    var fact: Int?
    var isTaken: Bool
    var on: Day
    var credits: Quantity?
  }

  typealias Way = [Use]

  var facts: [Fact]
  var exceptions: [Exception]
  var policy: Policy
  var began: Day
  var asOf: Day

  init(_ facts: Facts, on day: Day) {
    self.facts = facts.known.filter { fact in
      fact.isFinal && !facts.known.contains { $0.id == fact.id && $0.revision > fact.revision }
    }
    self.exceptions = facts.exceptions.filter { $0.on <= day }
    self.policy = facts.policy
    self.began = facts.enrollment.began
    self.asOf = day
  }

  /// Throws when there are too many ways, or when a limit has nothing to measure.
  func isMet(_ node: Requirement) throws -> Bool { try !ways(node).isEmpty }

  private func ways(_ node: Requirement, from day: Day? = nil, term: Int? = nil) throws -> [Way] {
    func isOpen(_ use: Use) -> Bool { isAllowed(use, from: day, term: term) }
    var found: [Way] =
      switch node {
      case .record(let record): ways(of: record, isOpen)
      case .group(let group): try ways(of: group, from: day, term: term)
      case .total(let total): try ways(of: total, isOpen)
      case .mean(let mean): ways(of: mean, isOpen)
      case .not(let not): try ways(not.member).isEmpty ? [[]] : []
      }
    for waiver in exceptions where waiver.kind == .waiver && waiver.requirement == node.label.id {
      found.append([Use(fact: nil, isTaken: false, on: waiver.on)])
    }
    guard found.count < 3000 else { throw Failure() }
    return found
  }

  private func isAllowed(_ use: Use, from day: Day?, term: Int?) -> Bool {
    (day.map { use.on >= $0 } ?? true) && (term.map { self.term(use.fact!) == $0 } ?? true)
  }

  private func use(_ index: Int, isTaken: Bool) -> Use {
    Use(fact: index, isTaken: isTaken, on: facts[index].on, credits: facts[index].credits)
  }

  private func ways(of record: RecordRequirement, _ isOpen: (Use) -> Bool) -> [Way] {
    facts.indices.flatMap { index -> [Way] in
      let fact = facts[index]
      let planned = record.credits.map(\.lowerBound)
      var use = use(index, isTaken: !record.mayShare)
      if planned == 0 { use.credits = 0 }
      guard counts(fact, record.condition) else { return [] }
      if record.selector.finds(fact) { return isOpen(use) ? [[use]] : [] }
      return exceptions.compactMap { exception in
        guard exception.requirement == record.label.id,
          exception.kind == .substitution(code: fact.code)
        else { return nil }
        use.on = max(fact.on, exception.on)
        return isOpen(use) ? [use] : nil
      }
    }
  }

  private func ways(of group: GroupRequirement, from day: Day?, term: Int?) throws -> [Way] {
    var partial: [(way: Way, count: Int, day: Day?, term: Int?)] = [([], 0, day, term)]
    for member in group.members {
      var next = partial
      for (way, count, day, term) in partial where count < group.need {
        for more in try ways(member, from: day, term: term) where !overlaps(way, more) {
          var (laterDay, laterTerm) = (day, term)
          let last = more.filter { $0.fact != nil }.max { $0.on < $1.on }
          if group.order != .any, let last, let fact = last.fact {
            laterDay = max(day ?? last.on, last.on)
            if group.order == .consecutiveTerms {
              guard let term = self.term(fact) else { throw Failure() }
              laterTerm = term + 1
            } else {
              laterTerm = nil
            }
          }
          next.append((way + more, count + 1, laterDay, laterTerm))
        }
      }
      guard next.count < 3000 else { throw Failure() }
      partial = next
    }
    return try partial.filter { $0.count == group.need }.map(\.way).filter {
      try keeps($0, group.limits)
    }
  }

  private func overlaps(_ a: Way, _ b: Way) -> Bool {
    a.contains { one in one.isTaken && b.contains { $0.isTaken && $0.fact == one.fact } }
  }

  private func ways(of total: TotalRequirement, _ isOpen: (Use) -> Bool) throws -> [Way] {
    let counting = facts.indices.compactMap { index -> (index: Int, worth: Quantity)? in
      let item = total.items.first {
        $0.selector.finds(facts[index]) && counts(facts[index], $0.condition)
      }
      return item.map { (index, $0.each ?? amount(facts[index], total.amount)) }
    }
    let all = counting.reduce(Quantity.zero) { $0 + $1.worth }
    if let atMost = total.atMost, all > atMost { return [] }
    guard let atLeast = total.atLeast else { return [[]] }
    let takes = !total.mayShare && (total.amount == .credits || total.amount == .count)
    let open = counting.filter { isOpen(use($0.index, isTaken: takes)) }
    return try (0..<(1 << open.count)).compactMap { subset in
      let chosen = open.indices.filter { subset >> $0 & 1 == 1 }.map { open[$0] }
      guard chosen.reduce(Quantity.zero, { $0 + $1.worth }) >= atLeast else { return nil }
      let way = chosen.map { use($0.index, isTaken: takes) }
      return try keeps(way, total.limits) ? way : nil
    }
  }

  private func ways(of mean: MeanRequirement, _ isOpen: (Use) -> Bool) -> [Way] {
    var way: Way = []
    var (sum, weights) = (0, 0)
    for item in mean.items {
      weights += Int(item.weight.tenThousandths)
      let results = facts.indices.filter {
        item.selector.finds(facts[$0]) && counts(facts[$0], item.condition)
          && isOpen(use($0, isTaken: false))
      }
      let best = results.max { (facts[$0].score ?? 0) < (facts[$1].score ?? 0) }
      guard let best, let score = facts[best].score else { continue }
      sum += Int(score.tenThousandths) * Int(item.weight.tenThousandths)
      way.append(use(best, isTaken: false))
    }
    return sum >= Int(mean.atLeast.tenThousandths) * weights ? [way] : []
  }
}
