/// Whether one fact meets a condition, and on which days of judging it does.
struct Matching {
  let policy: Policy
  let enrollmentBegan: Day
  /// Whether provisional facts count: for progress only, never for an award.
  let countsProvisional: Bool

  /// The truth of "this fact meets this condition" on a day of judging; the selector is not looked
  /// at.
  func truth(_ fact: Fact, _ condition: Condition, asOf day: Day) -> Truth {
    guard let days = days(fact, condition), days.contains(day) else { return .notMet }
    return quality(fact, condition)
  }

  /// What does not change with the day of judging: grade, score, origin …
  func quality(_ fact: Fact, _ condition: Condition) -> Truth {
    guard fact.isFinal || countsProvisional, isAvailable(fact, condition) else { return .notMet }
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
      min(valueTruth(fact, condition), gradeTruth(fact, condition)),
      reaches(fact.score, condition.score),
      min(reaches(fact.hours, condition.hours), reaches(fact.credits, condition.credits)))
  }

  func isAvailable(_ fact: Fact, _ condition: Condition) -> Bool {
    if fact.countedIn.isEmpty { return true }
    if condition.exclusive { return false }
    guard let limit = policy.sharingLimit, fact.kind == .course else { return true }
    return fact.countedIn.count < limit
  }

  private func reaches(_ value: Quantity?, _ least: Quantity?) -> Truth {
    guard let least else { return .met }
    guard let value else { return .cannotBeEvaluated }
    return value >= least ? .met : .notMet
  }

  private func valueTruth(_ fact: Fact, _ condition: Condition) -> Truth {
    guard !condition.values.isEmpty else { return .met }
    guard let grade = fact.grade else { return .cannotBeEvaluated }
    let key = Code.key(grade)
    if condition.values.contains(where: { Code.key($0) == key }) { return .met }
    // What an unknown grade of a course stands for is not known; values of other kinds are words.
    return fact.kind == .course && policy.grades[grade] == nil ? .cannotBeEvaluated : .notMet
  }

  private func gradeTruth(_ fact: Fact, _ condition: Condition) -> Truth {
    if let least = condition.grade {
      if fact.passed == false { return .notMet }
      return atLeast(
        least, on: condition.scale.map(GradeScale.init(levels:)) ?? policy.grades, fact)
    }
    // Whoever names the values that count names failing ones on purpose.
    if condition.anyGrade || !condition.values.isEmpty { return .met }
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
