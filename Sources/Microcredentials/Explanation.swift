/// A decision in words: what each requirement was met with, what is missing, and the shortest way
/// that remains.
public struct Explanation: Hashable, Sendable {
  /// One requirement, judged by itself.
  public struct Finding: Hashable, Sendable {
    /// The id of the requirement.
    public var requirement: String
    /// Its title.
    public var title: String
    /// Whether it is met.
    public var truth: Truth
    /// The latest day among what it was met with.
    public var on: Day?
    /// A sentence that a learner understands.
    public var words: String
    /// Ids of the facts it was met with.
    public var facts: [String]
    /// The findings below it.
    public var members: [Finding]
  }

  /// The decision that is explained.
  public var decision: Decision
  /// The verdict in a sentence.
  public var words: String
  /// The criteria tree with a finding for each node.
  public var criteria: Finding
  /// The fewest things left to do, in words; empty when nothing is.
  public var remaining: [String]
}

/// Explains a decision that `decide` made from the same facts.
public func explain(_ facts: Facts, _ decision: Decision) -> Explanation {
  let deciding = Deciding(facts, decision.day)
  let day = decision.earned.map(\.on) ?? deciding.horizon
  let explaining = Explaining(deciding: deciding, day: day)
  var criteria = explaining.finding(facts.version.criteria)
  if decision.earned != nil {
    // What earned it is what the award names, even where a node alone has other ways.
    criteria = criteria.showing(decision.uses)
  }
  var remaining: [String] = []
  switch decision.outcome {
  case .notYet, .cannotBeEvaluated: remaining = explaining.path(facts.version.criteria).steps
  case .earned, .waiting, .closed: break
  }
  return Explanation(
    decision: decision, words: explaining.verdict(decision), criteria: criteria,
    remaining: remaining)
}

extension Explanation.Finding {
  fileprivate func showing(_ uses: [Decision.Use]) -> Self {
    var finding = self
    let mine = uses.filter { $0.requirement == requirement }
    if !mine.isEmpty {
      finding.facts = mine.compactMap(\.fact)
      finding.on = mine.map(\.on).max()
    }
    finding.members = members.map { $0.showing(uses) }
    return finding
  }
}

/// Judges node by node and finds the words.
struct Explaining {
  let deciding: Deciding
  let day: Day

  var matching: Matching {
    Matching(
      policy: deciding.facts.policy, enrollmentBegan: deciding.facts.enrollment.began, asOf: day,
      countsProvisional: false)
  }

  func finding(_ node: Requirement) -> Explanation.Finding {
    let (truth, search) = deciding.judge(node, asOf: day)
    let members = node.members.map(finding)
    let uses = truth == .met ? search.uses : []
    var words = self.words(node, truth, uses, members)
    if truth == .notMet, isProvisional(node) {
      words += " A provisional result would meet it once it is final."
    }
    return Explanation.Finding(
      requirement: node.label.id, title: node.label.title, truth: truth,
      on: uses.map(\.on).max(), words: words,
      facts: uses.compactMap { $0.fact.map { deciding.known[$0].id } }, members: members)
  }

  private func isProvisional(_ node: Requirement) -> Bool {
    guard deciding.known.contains(where: { !$0.isFinal }) else { return false }
    return deciding.judge(node, asOf: day, countingProvisional: true).truth == .met
  }

  func verdict(_ decision: Decision) -> String {
    switch decision.outcome {
    case .earned(let earned):
      let term = earned.term.map { " (\($0.name))" } ?? ""
      let judged = earned.judgedOn.map { ", judged on the award date \($0)" } ?? ""
      return "Earned on \(earned.on)\(term)\(judged)."
    case .waiting(let day): return "The criteria are met; the award date is \(day)."
    case .notYet: return "Not yet earned."
    case .cannotBeEvaluated:
      return "Cannot be evaluated from what is recorded; staff have to look at it."
    case .closed(let state):
      let ended = deciding.facts.enrollment.ended.map { " on \($0)" } ?? ""
      switch state {
      case .applied: return "The application has not been decided yet."
      case .denied: return "The application was denied."
      default: return "The enrollment was \(state.rawValue)\(ended) before the criteria were met."
      }
    }
  }

  private func words(
    _ node: Requirement, _ truth: Truth, _ uses: [Search.Use], _ members: [Explanation.Finding]
  ) -> String {
    if let waived = uses.first(where: { $0.requirement == node.label.id && $0.fact == nil }) {
      return "Waived with effect from \(waived.on)."
    }
    switch node {
    case .record(let node): return words(node, truth, uses)
    case .group(let node): return words(node, truth, members)
    case .total(let node): return words(node, truth)
    case .mean(let node): return words(node, truth)
    case .not(let node):
      return truth == .met
        ? "\(node.member.label.title) does not apply, as it must be."
        : "\(node.member.label.title) must not apply, but it does or cannot be ruled out."
    }
  }

  private func words(_ node: RecordRequirement, _ truth: Truth, _ uses: [Search.Use]) -> String {
    if truth == .met, let use = uses.first, let index = use.fact {
      let how = use.exception == nil ? "" : " in its place, as granted"
      return "Met on \(use.on) by \(describe(deciding.known[index]))\(how)."
    }
    let found = deciding.known.filter { node.selector.finds($0) }
    let reasons = found.map { shortfall($0, node.condition) }
    guard let reason = reasons.last else {
      return "Missing: \(node.label.title)\(needs(node.condition))."
    }
    let lead = truth == .cannotBeEvaluated ? "Cannot be evaluated: " : "Not met: "
    return lead + reason
  }

  private func words(
    _ node: GroupRequirement, _ truth: Truth, _ members: [Explanation.Finding]
  ) -> String {
    let met = members.count { $0.truth == .met }
    let need = node.need == node.members.count ? "all \(node.need)" : "\(node.need)"
    var words = "\(met) of \(members.count) met, \(need) needed."
    guard truth != .met, met >= node.need else { return words }
    if node.order != .any { words += " They must be done in the order given." }
    let broken = node.limits.filter { limit in
      var alone = node
      alone.limits = [limit]
      return deciding.judge(.group(alone), asOf: day).truth != .met
    }
    if broken.isEmpty, node.order == .any {
      words += " One result cannot count for two of them."
    }
    for limit in broken { words += " \(limit.title) is not kept." }
    return words
  }

  private func words(_ node: TotalRequirement, _ truth: Truth) -> String {
    let reached = reached(node)
    let unit = node.amount == .count ? "" : " \(node.amount.rawValue)"
    guard let atLeast = node.atLeast else {
      return "\(reached)\(unit) recorded, at most \(node.atMost ?? .zero) allowed."
    }
    var words = "\(reached)\(unit) of at least \(atLeast) reached."
    if truth == .cannotBeEvaluated { words += " Some results were recorded without the amount." }
    if truth != .met, reached >= atLeast {
      words += " They do not all count: another requirement or a limit stands against it."
    }
    return words
  }

  private func words(_ node: MeanRequirement, _ truth: Truth) -> String {
    let search = Search(deciding.known, deciding.facts.exceptions, matching)
    let mean = search.mean(node)
    let value = Quantity.quotient(mean.weighted, mean.weights * 10_000)
    var words = "The mean is \(value); at least \(node.atLeast) is needed"
    words += " (\(mean.best.count) of \(node.items.count) results are in)."
    if truth == .cannotBeEvaluated { words += " A result was recorded without a score." }
    return words
  }

  func reached(_ node: TotalRequirement) -> Quantity {
    deciding.known.reduce(.zero) { sum, fact in
      guard
        let item = node.items.first(where: {
          $0.selector.finds(fact) && matching.truth(fact, $0.condition) == .met
        })
      else { return sum }
      if let each = item.each { return sum + each }
      switch node.amount {
      case .credits: return sum + (fact.credits ?? .zero)
      case .hours: return sum + (fact.hours ?? .zero)
      case .points: return sum + (fact.points ?? .zero)
      case .count: return sum + 1
      }
    }
  }
}
