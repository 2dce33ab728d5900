/// On which days the criteria are met, and since when.
extension Deciding {
  struct Way {
    var truth: Truth
    var uses: [Search.Use] = []
  }

  /// Whether the criteria are met on a day, and how.
  func way(asOf day: Day) -> Way {
    let (truth, search) = judge(criteria, asOf: day)
    return Way(truth: truth, uses: truth == .met ? search.uses : [])
  }

  /// The truth of one requirement by itself on a day, and the search that found the way.
  func judge(_ prospect: Prospect, asOf day: Day) -> (truth: Truth, search: Search) {
    var search = Search(dossier, asOf: day, isOptimistic: false)
    if spend(&search, on: prospect) { return (.met, search) }
    if search.isExhausted { return (.cannotBeEvaluated, search) }
    var optimistic = Search(dossier, asOf: day, isOptimistic: true)
    let possible = spend(&optimistic, on: prospect) || optimistic.isExhausted
    return (possible ? .cannotBeEvaluated : .notMet, optimistic)
  }

  /// As `judge`, whatever other searches have spent: for explaining.
  func judgeAlone(_ prospect: Prospect, asOf day: Day) -> (truth: Truth, search: Search) {
    budget = 2 * Search.steps
    return judge(prospect, asOf: day)
  }

  private func spend(_ search: inout Search, on prospect: Prospect) -> Bool {
    let start = min(Search.steps, budget)
    search.budget = start
    let found = search.finds(prospect)
    budget = search.isExhausted ? 0 : budget - (start - search.budget)
    return found
  }

  /// The day on which the criteria were first met, judged on every day from the enrollment to
  /// `last`, and how; nil when on none of them. What was met on the day of the enrollment counts
  /// from when it began to be so.
  func firstDay(upTo last: Day) -> (day: Day?, way: Way) {
    let days = turningPoints(upTo: last)
    if !criteria.canBeUndone(by: last) {
      let way = way(asOf: last)
      return way.truth == .met ? first(of: days, way) : (nil, way)
    }
    var truth = Truth.notMet
    for day in days where day >= facts.enrollment.began || day == last {
      let way = way(asOf: day)
      truth = max(truth, way.truth)
      guard way.truth == .met else { continue }
      return day > facts.enrollment.began ? (day, way) : beginning(of: day)
    }
    return (nil, Way(truth: truth))
  }

  /// Since when the criteria, which are met on a day, have been met, and how.
  func beginning(of last: Day) -> (day: Day?, way: Way) {
    let days = turningPoints(upTo: last)
    var way = way(asOf: last)
    if !criteria.canBeUndone(by: last) { return first(of: days, way) }
    var beginning = last
    for day in days.reversed() {
      let earlier = self.way(asOf: day)
      guard earlier.truth == .met else { return (beginning, way) }
      (beginning, way) = (day, earlier)
    }
    return sinceEver(beginning, way)
  }

  /// The first of the days on which criteria are met that stay met and are met on the last one.
  private func first(of days: [Day], _ way: Way) -> (day: Day?, way: Way) {
    var low = 0
    var high = days.count - 1
    var found = way
    while low < high {
      let middle = (low + high) / 2
      let way = self.way(asOf: days[middle])
      if way.truth == .met {
        high = middle
        found = way
      } else {
        low = middle + 1
      }
    }
    return high == 0 ? sinceEver(days[0], found) : (days[high], found)
  }

  /// What asks for nothing to be done is met from the enrollment on, not since ever.
  private func sinceEver(_ day: Day, _ way: Way) -> (day: Day?, way: Way) {
    let before = self.way(asOf: day.adding(days: -1))
    guard before.truth == .met else { return (day, way) }
    return (max(day, min(facts.enrollment.began, today)), way)
  }

  /// The days on which something that may count began or ceased to, in order.
  private func turningPoints(upTo last: Day) -> [Day] {
    var days = [last, facts.enrollment.began]
    criteria.addTurningPoints(to: &days, dossier)
    days.removeAll { $0 > last }
    days.sort()
    var distinct: [Day] = []
    for day in days where distinct.last != day { distinct.append(day) }
    return distinct
  }
}

extension Prospect {
  /// Whether something can be met on one day and not on a later one, up to `last`.
  func canBeUndone(by last: Day) -> Bool {
    switch shape {
    case .not: return true
    case .total(_, .some): return true
    case .record, .group, .total, .mean: break
    }
    return limits.contains { $0.condition.looksBackFromAward }
      || choices.contains { $0.contains { $0.days.upperBound < last } }
      || members.contains { $0.canBeUndone(by: last) }
  }

  fileprivate func addTurningPoints(to days: inout [Day], _ dossier: Dossier) {
    func add(_ stretch: ClosedRange<Day>) {
      days.append(stretch.lowerBound)
      if stretch.upperBound < .last { days.append(stretch.upperBound.adding(days: 1)) }
    }
    for candidates in choices {
      for candidate in candidates { add(candidate.days) }
    }
    for waiver in waivers { days.append(dossier.exceptions[waiver].on) }
    for limit in limits where limit.condition.looksBackFromAward {
      for fact in dossier.facts where limit.selector.finds(fact) {
        if let stretch = dossier.matching.days(fact, limit.condition) { add(stretch) }
      }
    }
    for member in members { member.addTurningPoints(to: &days, dossier) }
  }
}

extension Condition {
  /// Whether its bounds move with the day of judging.
  var looksBackFromAward: Bool { from?.anchor == .award || by?.anchor == .award }
}
