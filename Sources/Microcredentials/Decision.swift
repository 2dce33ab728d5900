/// What follows from the facts about one enrollment on a day.
public struct Decision: Hashable, Sendable {
  /// The verdict.
  public enum Outcome: Hashable, Sendable {
    /// The criteria are met: an award is due.
    case earned(Earned)
    /// The criteria are met, and the program is awarded on a fixed date that is still to come.
    case waiting(until: Day)
    /// The criteria are not met yet.
    case notYet
    /// What is recorded does not say whether the criteria are met; staff have to look.
    case cannotBeEvaluated
    /// The enrollment ended (or never began), and what was done until then does not suffice.
    case closed(Enrollment.State)
  }

  /// When and how it was earned.
  public struct Earned: Hashable, Sendable {
    /// The first day on which the criteria were met (DOMAIN invariant 8).
    public var on: Day
    /// The term that holds this day, where the term table knows one.
    public var term: Term?
    /// The fixed award date on which it was judged; nil for a program awarded at once.
    public var judgedOn: Day?
    /// The credits that the badge and the notation state; nil for a program without credit.
    public var credits: Quantity?
  }

  /// One fact or exception that a requirement was met with.
  public struct Use: Hashable, Sendable {
    /// The id of the requirement.
    public var requirement: String
    /// The id of the fact; nil for a waiver.
    public var fact: String?
    /// The revision of the fact.
    public var revision: Int?
    /// The id of the exception, where one was needed.
    public var exception: String?
    /// The day from which it counts.
    public var on: Day
    /// Codes of the learner's other programs that count the same fact.
    public var alsoCountedIn: [String]
  }

  /// The verdict.
  public var outcome: Outcome
  /// What the criteria were met with; empty unless earned or waiting.
  public var uses: [Use]
  /// The day for which the decision was made.
  public var day: Day

  /// When and how it was earned, if it was.
  public var earned: Earned? {
    if case .earned(let earned) = outcome { earned } else { nil }
  }
}

/// Decides whether an enrollment has earned its award, from facts alone.
///
/// Pure and total: the same facts in any order give the same decision, and nothing else is read.
/// `today` is the date in the institution's zone.
public func decide(_ facts: Facts, at today: Day) -> Decision {
  Deciding(facts, today).decision()
}

/// One decision in the making.
struct Deciding {
  let facts: Facts
  let known: [Fact]
  let today: Day
  /// The last day that counts: today, or the day before the enrollment ended.
  let horizon: Day

  init(_ facts: Facts, _ today: Day) {
    self.facts = facts
    self.today = today
    self.known = Deciding.inOrder(facts.known)
    self.horizon = facts.enrollment.ended.map { min(today, $0.adding(days: -1)) } ?? today
  }

  /// Facts in the order of their days, each once: of two revisions of a fact the later one.
  static func inOrder(_ facts: [Fact]) -> [Fact] {
    let sorted = facts.sorted {
      ($0.on, $0.kind.rawValue, $0.code, $0.id, $0.revision)
        < ($1.on, $1.kind.rawValue, $1.code, $1.id, $1.revision)
    }
    guard sorted.count > 1 else { return sorted }
    var latest: [String: Int] = [:]
    for fact in sorted { latest[fact.id] = max(latest[fact.id] ?? 0, fact.revision) }
    var seen = Set<String>()
    return sorted.filter { $0.revision == latest[$0.id] && seen.insert($0.id).inserted }
  }

  func decision() -> Decision {
    switch facts.enrollment.state {
    case .applied, .denied:
      return Decision(outcome: .closed(facts.enrollment.state), uses: [], day: today)
    case .enrolled, .completed, .withdrawn, .expired: break
    }
    return facts.version.awardDates.isEmpty ? decisionAtOnce() : decisionOnFixedDates()
  }

  private func decisionAtOnce() -> Decision {
    let way = way(asOf: horizon)
    guard way.truth == .met else { return decision(without: way.truth) }
    return earned(by: horizon, judgedOn: nil)
  }

  private func decisionOnFixedDates() -> Decision {
    var truth = Truth.notMet
    var next = facts.enrollment.began
    while let date = facts.version.awardDates.compactMap({ $0.next(from: next) }).min() {
      guard date <= horizon else {
        guard facts.enrollment.ended == nil else { break }
        let today = way(asOf: horizon)
        if today.truth == .met {
          return Decision(outcome: .waiting(until: date), uses: today.uses, day: self.today)
        }
        truth = max(truth, today.truth)
        break
      }
      let way = way(asOf: date)
      if way.truth == .met { return earned(by: date, judgedOn: date) }
      truth = max(truth, way.truth)
      next = date.adding(days: 1)
      if date == .last { break }
    }
    return decision(without: truth)
  }

  private func decision(without truth: Truth) -> Decision {
    let outcome: Decision.Outcome =
      if truth == .cannotBeEvaluated {
        .cannotBeEvaluated
      } else if facts.enrollment.ended.map({ $0 <= today }) ?? false {
        .closed(facts.enrollment.state)
      } else {
        .notYet
      }
    return Decision(outcome: outcome, uses: [], day: today)
  }

  private func earned(by last: Day, judgedOn: Day?) -> Decision {
    let (day, way) = earliest(upTo: last)
    let earned = Decision.Earned(
      on: day, term: facts.policy.term(on: day), judgedOn: judgedOn, credits: credits(of: way.found)
    )
    return Decision(outcome: .earned(earned), uses: way.uses, day: today)
  }

  /// The stated credits, or the sum over the facts that were used.
  private func credits(of uses: [Search.Use]) -> Quantity? {
    guard facts.version.credit.isBearing else { return nil }
    if let stated = facts.version.credit.stated { return stated }
    var seen = Set<Int>()
    return uses.reduce(.zero) { sum, use in
      guard let fact = use.fact, seen.insert(fact).inserted else { return sum }
      return sum + (use.credits ?? .zero)
    }
  }

  struct Way {
    var truth: Truth
    var found: [Search.Use] = []
    var uses: [Decision.Use] = []
  }

  /// Whether the criteria are met on a day, and how.
  func way(asOf day: Day, countingProvisional: Bool = false) -> Way {
    let (truth, search) = judge(
      facts.version.criteria, asOf: day, countingProvisional: countingProvisional)
    guard truth == .met else { return Way(truth: truth) }
    return Way(truth: .met, found: search.uses, uses: search.uses.map { use(of: $0) })
  }

  /// The truth of one node on a day, and the search that found the way.
  func judge(
    _ node: Requirement, asOf day: Day, countingProvisional: Bool = false
  ) -> (truth: Truth, search: Search) {
    let matching = Matching(
      policy: facts.policy, enrollmentBegan: facts.enrollment.began, asOf: day,
      countsProvisional: countingProvisional)
    var search = Search(known, facts.exceptions, matching)
    if search.satisfy(node, then: { _ in true }) { return (.met, search) }
    if search.isExhausted { return (.cannotBeEvaluated, search) }
    var optimistic = Search(known, facts.exceptions, matching)
    optimistic.isOptimistic = true
    let possible = optimistic.satisfy(node, then: { _ in true }) || optimistic.isExhausted
    return (possible ? .cannotBeEvaluated : .notMet, optimistic)
  }

  /// The first day on which the criteria, which are met on `last`, were met.
  private func earliest(upTo last: Day) -> (Day, Way) {
    let days = turningPoints(upTo: last)
    if !facts.version.criteria.canBeUndone(by: known) {
      var low = 0
      var high = days.count
      while low < high {
        let middle = (low + high) / 2
        if judge(facts.version.criteria, asOf: days[middle]).truth == .met {
          high = middle
        } else {
          low = middle + 1
        }
      }
      let day = low < days.count ? days[low] : last
      return (day, way(asOf: day))
    }
    for day in days {
      let way = way(asOf: day)
      if way.truth == .met { return (day, way) }
    }
    return (last, way(asOf: last))
  }

  /// The days on which something took effect or ran out, in order.
  private func turningPoints(upTo last: Day) -> [Day] {
    var days = known.map(\.on) + facts.exceptions.map(\.on) + known.compactMap(\.expires)
    days.append(last)
    days = days.filter { $0 <= last }.sorted()
    var distinct: [Day] = []
    for day in days where distinct.last != day { distinct.append(day) }
    return distinct
  }

  private func use(of use: Search.Use) -> Decision.Use {
    let fact = use.fact.map { known[$0] }
    return Decision.Use(
      requirement: use.requirement, fact: fact?.id, revision: fact?.revision,
      exception: use.exception.map { facts.exceptions[$0].id }, on: use.on,
      alsoCountedIn: fact?.countedIn ?? [])
  }
}

extension Requirement {
  /// Whether a later day or another fact can make it not met again, once it is met.
  func canBeUndone(by facts: [Fact]) -> Bool {
    if facts.contains(where: { $0.expires != nil || $0.kind == .standing }) { return true }
    return canBeUndone
  }

  private var canBeUndone: Bool {
    switch self {
    case .record(let node): node.condition.looksBackFromAward
    case .group(let node):
      node.members.contains(where: \.canBeUndone)
        || node.limits.contains { $0.condition.looksBackFromAward }
    case .total(let node):
      node.atMost != nil || node.items.contains { $0.condition.looksBackFromAward }
        || node.limits.contains { $0.condition.looksBackFromAward }
    case .mean(let node): node.items.contains { $0.condition.looksBackFromAward }
    case .not: true
    }
  }
}

extension Condition {
  /// Whether its bounds move with the day of judging.
  var looksBackFromAward: Bool { from?.anchor == .award || by?.anchor == .award }
}
