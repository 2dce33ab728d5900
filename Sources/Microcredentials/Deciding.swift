/// One decision in the making.
final class Deciding {
  let facts: Facts
  let today: Day
  /// The last day that counts: today, or the day before the enrollment ended.
  let horizon: Day
  let dossier: Dossier
  let criteria: Prospect
  /// Steps left for all searches of this decision together; once one of them gives up, none.
  var budget = 100 * Search.steps

  var known: [Fact] { dossier.facts }

  init(_ facts: Facts, _ today: Day, countingProvisional: Bool = false) {
    self.facts = facts
    self.today = today
    self.horizon = facts.enrollment.end.map { min(today, $0.adding(days: -1)) } ?? today
    self.dossier = Dossier(facts, countingProvisional: countingProvisional)
    self.criteria = Prospecting.criteria(facts.version.criteria, dossier)
  }

  func decision() -> Decision {
    switch facts.enrollment.state {
    case .applied, .denied:
      return Decision(outcome: .closed(facts.enrollment.state), uses: [], day: today)
    case .enrolled, .completed, .withdrawn, .expired: break
    }
    let decision = facts.version.awardDates.isEmpty ? decisionAtOnce() : decisionOnFixedDates()
    return budget > 0 ? decision : self.decision(without: .cannotBeEvaluated)
  }

  private func decisionAtOnce() -> Decision {
    let (day, way) = firstDay(upTo: horizon)
    return day.map { earned(on: $0, way, judgedOn: nil) } ?? decision(without: way.truth)
  }

  private func decisionOnFixedDates() -> Decision {
    var truth = Truth.notMet
    var next = facts.enrollment.began
    while let date = facts.version.awardDates.compactMap({ $0.next(from: next) }).min() {
      guard date <= horizon else {
        guard facts.enrollment.end == nil else { break }
        let today = way(asOf: horizon)
        if today.truth == .met {
          return Decision(outcome: .waiting(until: date), uses: uses(today), day: self.today)
        }
        truth = max(truth, today.truth)
        break
      }
      let judged = way(asOf: date)
      if judged.truth == .met {
        let (day, way) = beginning(of: date)
        return earned(on: day ?? date, way, judgedOn: date)
      }
      truth = max(truth, judged.truth)
      next = date.adding(days: 1)
      if date >= .last { break }
    }
    return decision(without: truth)
  }

  private func decision(without truth: Truth) -> Decision {
    let outcome: Decision.Outcome =
      if truth == .cannotBeEvaluated {
        .cannotBeEvaluated
      } else if facts.enrollment.end.map({ $0 <= today }) ?? false {
        .closed(facts.enrollment.state)
      } else {
        .notYet
      }
    return Decision(outcome: outcome, uses: [], day: today)
  }

  private func earned(on day: Day, _ way: Way, judgedOn: Day?) -> Decision {
    let credits = credits(of: way.uses)
    // More than the cap may be recorded than was planned; people have to look at that.
    if let credits, credits > facts.policy.creditCap {
      return decision(without: .cannotBeEvaluated)
    }
    let earned = Decision.Earned(
      on: day, term: facts.policy.term(on: day), judgedOn: judgedOn, credits: credits)
    return Decision(outcome: .earned(earned), uses: uses(way), day: today)
  }

  /// The stated credits, or the sum over the facts that were used; nil where none has any.
  private func credits(of uses: [Search.Use]) -> Quantity? {
    guard facts.version.credit.isBearing else { return nil }
    if let stated = facts.version.credit.stated { return stated }
    var seen = Set<Int>()
    let sum = uses.reduce(Quantity.zero) { sum, use in
      guard let credits = use.credits, let fact = use.fact, seen.insert(fact).inserted else {
        return sum
      }
      return sum + credits
    }
    return sum == .zero ? nil : sum
  }

  private func uses(_ way: Way) -> [Decision.Use] {
    way.uses.sorted { ($0.place, $0.on) < ($1.place, $1.on) }.map { use in
      let fact = use.fact.map { known[$0] }
      return Decision.Use(
        requirement: use.requirement, fact: fact?.id, revision: fact?.revision,
        exception: use.exception.map { dossier.exceptions[$0].id }, on: use.on,
        alsoCountedIn: fact?.countedIn ?? [])
    }
  }
}

extension Enrollment {
  /// The day on which it ended. One that ended on an unknown day counts for nothing.
  var end: Day? {
    switch state {
    case .withdrawn, .expired: ended ?? .first
    case .applied, .enrolled, .completed, .denied: nil
    }
  }
}
