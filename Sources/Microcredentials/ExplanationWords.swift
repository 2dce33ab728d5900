/// Facts and conditions in words.
extension Explaining {
  func describe(_ fact: Fact) -> String {
    // The code of evidence is only what kind of evidence it is.
    var words = fact.kind == .evidence ? "accepted evidence" : "\(fact.kind.word) \(fact.code)"
    if let grade = fact.grade { words += " (\(grade))" }
    if fact.grade == nil, let score = fact.score { words += " (\(score))" }
    return words
  }

  /// Why a fact of the right kind and code does not count.
  func shortfall(_ fact: Fact, _ condition: Condition) -> String {
    let subject = "\(describe(fact)) of \(fact.on)"
    if fact.on > day { return "\(subject) takes effect only then." }
    if let expires = fact.expires, expires <= day { return "\(subject) expired on \(expires)." }
    if !fact.isFinal { return "\(subject) is provisional." }
    if let from = condition.from, fact.on < matching.day(from, asOf: day) {
      return "\(subject) is too old: it counts from \(matching.day(from, asOf: day))."
    }
    if let by = condition.by, fact.on > matching.day(by, asOf: day) {
      return "\(subject) is too late: it counts until \(matching.day(by, asOf: day))."
    }
    if !matching.isAvailable(fact, condition) {
      return "\(subject) already counts for \(fact.countedIn.joined(separator: ", "))."
    }
    if !condition.origins.isEmpty, !condition.origins.contains(fact.origin) {
      return "\(subject) was earned by \(fact.origin.rawValue), which does not count here."
    }
    if let attempts = condition.attempts, let attempt = fact.attempt, attempt > attempts {
      return "\(subject) was attempt \(attempt); at most \(attempts) count."
    }
    if condition.grade != nil, fact.grade == nil { return "\(subject) has no grade." }
    if condition.score != nil, fact.score == nil { return "\(subject) has no score." }
    if condition.hours != nil, fact.hours == nil { return "\(subject) has no hours." }
    if condition.credits != nil, fact.credits == nil { return "\(subject) has no credits." }
    let needed = needs(condition)
    if matching.truth(fact, condition, asOf: day) == .cannotBeEvaluated {
      return "\(subject) has a grade or level that the scale does not know."
    }
    return needed.isEmpty
      ? "\(subject) was not passed, or counts elsewhere."
      : "\(subject) does not suffice:\(needed.dropFirst())."
  }

  /// What a condition asks for: `, with grade B or better`; empty when it asks for nothing.
  func needs(_ condition: Condition) -> String {
    var parts: [String] = []
    if let grade = condition.grade {
      parts.append(
        condition.scale == nil
          ? "with grade \(grade) or better" : "at level \(grade) or above")
    }
    if !condition.values.isEmpty {
      parts.append("being \(condition.values.joined(separator: " or "))")
    }
    if let score = condition.score { parts.append("with a score of at least \(score)") }
    if let hours = condition.hours { parts.append("with at least \(hours) hours") }
    if let credits = condition.credits { parts.append("with at least \(credits) credits") }
    if let attempts = condition.attempts { parts.append("within \(attempts) attempts") }
    if !condition.origins.isEmpty {
      parts.append("earned by " + condition.origins.map(\.rawValue).joined(separator: " or "))
    }
    if let from = condition.from { parts.append("from \(matching.day(from, asOf: day)) on") }
    if let by = condition.by { parts.append("by \(matching.day(by, asOf: day))") }
    return parts.isEmpty ? "" : ", " + parts.joined(separator: ", ")
  }
}

extension FactKind {
  /// The kind as a word in a sentence.
  public var word: String {
    switch self {
    case .signoff: "sign-off"
    case .credential: "micro-credential"
    default: rawValue
    }
  }
}
