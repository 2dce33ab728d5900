/// Whether one fact meets a condition, judged on a day.
struct Matching {
  let policy: Policy
  let enrollmentBegan: Day
  /// The day on which the criteria are judged.
  let asOf: Day
  /// Whether provisional facts count: for progress only, never for an award.
  let countsProvisional: Bool

  /// The truth of "this fact meets this condition". The selector is not looked at.
  func truth(_ fact: Fact, _ condition: Condition) -> Truth {
    guard isVisible(fact), isInTime(fact, condition), isAvailable(fact, condition) else {
      return .notMet
    }
    if !condition.origins.isEmpty, !condition.origins.contains(fact.origin) { return .notMet }
    if let attempts = condition.attempts, let attempt = fact.attempt, attempt > attempts {
      return .notMet
    }
    if !condition.tagged.isEmpty, !condition.tagged.allSatisfy(fact.tags.contains) {
      return .notMet
    }
    if !condition.untagged.isEmpty, condition.untagged.contains(where: fact.tags.contains) {
      return .notMet
    }
    return min(
      gradeTruth(fact, condition), reaches(fact.score, condition.score),
      min(reaches(fact.hours, condition.hours), reaches(fact.credits, condition.credits)))
  }

  /// Whether the fact exists on the day of judging and may count there.
  func isVisible(_ fact: Fact) -> Bool {
    guard fact.on <= asOf, fact.isFinal || countsProvisional else { return false }
    if let expires = fact.expires, expires <= asOf { return false }
    return true
  }

  func isInTime(_ fact: Fact, _ condition: Condition) -> Bool {
    if let from = condition.from, fact.on < day(from) { return false }
    if let by = condition.by, fact.on > day(by) { return false }
    return true
  }

  func isAvailable(_ fact: Fact, _ condition: Condition) -> Bool {
    if fact.countedIn.isEmpty { return true }
    if condition.exclusive { return false }
    guard let limit = policy.sharingLimit, fact.kind == .course else { return true }
    return fact.countedIn.count < limit
  }

  func day(_ bound: Condition.Bound) -> Day {
    let start =
      switch bound.anchor {
      case .day(let day): day
      case .enrollment: enrollmentBegan
      case .award: asOf
      }
    guard let span = bound.span else { return start }
    return start.adding(span, sign: bound.isBefore ? -1 : 1)
  }

  private func reaches(_ value: Quantity?, _ least: Quantity?) -> Truth {
    guard let least else { return .met }
    guard let value else { return .cannotBeEvaluated }
    return value >= least ? .met : .notMet
  }

  private func gradeTruth(_ fact: Fact, _ condition: Condition) -> Truth {
    if !condition.values.isEmpty {
      guard let grade = fact.grade else { return .cannotBeEvaluated }
      let key = Code.key(grade)
      return condition.values.contains { Code.key($0) == key } ? .met : .notMet
    }
    if let least = condition.grade {
      if fact.passed == false { return .notMet }
      return atLeast(
        least, on: condition.scale.map(GradeScale.init(levels:)) ?? policy.grades, fact)
    }
    if condition.anyGrade { return .met }
    if fact.passed == false { return .notMet }
    guard fact.kind.usesGradeScale, let grade = fact.grade else { return .met }
    guard let mark = policy.grades[grade] else { return .cannotBeEvaluated }
    return mark.passes ? .met : .notMet
  }

  private func atLeast(_ least: String, on scale: GradeScale, _ fact: Fact) -> Truth {
    guard let grade = fact.grade, let mark = scale[grade], let needed = scale[least] else {
      return .cannotBeEvaluated
    }
    guard let neededRank = needed.rank else {
      return Code.key(mark.name) == Code.key(needed.name) ? .met : .notMet
    }
    guard let rank = mark.rank else { return .notMet }
    return rank >= neededRank ? .met : .notMet
  }
}

extension FactKind {
  /// Whether a grade of this kind is one of the institution's grade scale.
  var usesGradeScale: Bool {
    switch self {
    case .course, .workshop, .internship, .assessment, .exam: true
    default: false
    }
  }
}
