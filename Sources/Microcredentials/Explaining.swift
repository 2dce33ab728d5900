/// Judges node by node and finds the words.
struct Explaining {
  let deciding: Deciding
  let day: Day
  /// The same with provisional results as if they were final; nil when there are none.
  private let hoping: Deciding?

  init(_ deciding: Deciding, day: Day) {
    self.deciding = deciding
    self.day = day
    let isProvisional = deciding.known.contains { !$0.isFinal }
    self.hoping =
      isProvisional
      ? Deciding(deciding.facts, deciding.today, countingProvisional: true) : nil
  }

  var matching: Matching { deciding.dossier.matching }

  func finding(_ node: Requirement, _ prospect: Prospect) -> Explanation.Finding {
    let (truth, search) = deciding.judgeAlone(prospect, asOf: day)
    let members = zip(node.members, prospect.members).map { finding($0, $1) }
    let uses = truth == .met ? search.uses : []
    var words = self.words(node, prospect, truth, uses, members)
    if search.isExhausted {
      words = "There are too many ways to combine the results; staff have to look at it."
    }
    let isProvisionallyMet = truth == .notMet && isProvisional(prospect)
    if isProvisionallyMet {
      words += " A provisional result would meet it once it is final."
    }
    return Explanation.Finding(
      requirement: node.label.id, title: node.label.title, truth: truth,
      isProvisionallyMet: isProvisionallyMet, on: uses.map(\.on).max(), words: words,
      facts: uses.compactMap { $0.fact.map { deciding.known[$0].id } }, members: members)
  }

  private func isProvisional(_ prospect: Prospect) -> Bool {
    guard let hoping, let prospect = hoping.criteria.below(prospect.place) else { return false }
    return hoping.judgeAlone(prospect, asOf: day).truth == .met
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
    _ node: Requirement, _ prospect: Prospect, _ truth: Truth, _ uses: [Search.Use],
    _ members: [Explanation.Finding]
  ) -> String {
    if let waived = uses.first(where: { $0.requirement == node.label.id && $0.fact == nil }) {
      return "Waived with effect from \(waived.on)."
    }
    switch node {
    case .record(let node): return words(node, truth, uses)
    case .group(let node): return words(node, prospect, truth, members)
    case .total(let node): return words(node, truth)
    case .mean(let node): return words(node, prospect, truth)
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
    _ node: GroupRequirement, _ prospect: Prospect, _ truth: Truth,
    _ members: [Explanation.Finding]
  ) -> String {
    let met = members.count { $0.truth == .met }
    let need = node.need == node.members.count ? "all \(node.need)" : "\(node.need)"
    var words = "\(met) of \(members.count) met, \(need) needed."
    guard truth != .met else { return words }
    guard met >= node.need else {
      let unclear = members.count { $0.truth == .cannotBeEvaluated }
      return unclear == 0 ? words : words + " \(unclear) cannot be evaluated."
    }
    func isMet(_ limits: [Limit]) -> Bool {
      deciding.judgeAlone(prospect.with(limits: limits), asOf: day).truth == .met
    }
    guard isMet([]) else {
      return words
        + (node.order == .any
          ? " One result cannot count for two of them."
          : " They must be done in the order given.")
    }
    let broken = node.limits.filter { !isMet([$0]) }
    if broken.isEmpty { return words + " The limits cannot all be kept together." }
    let verdict = truth == .notMet ? "is not kept." : "cannot be evaluated."
    for limit in broken { words += " \(limit.title) \(verdict)" }
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

  private func words(
    _ node: MeanRequirement, _ prospect: Prospect, _ truth: Truth
  ) -> String {
    let search = Search(deciding.dossier, asOf: day, isOptimistic: false)
    let mean = search.mean(prospect, node.atLeast, node.items.map(\.weight)).rounded
    let results = prospect.choices.count { $0.contains { search.isOpen($0) && $0.worth != nil } }
    var words = "The mean is \(mean); at least \(node.atLeast) is needed"
    words += " (\(results) of \(node.items.count) results are in)."
    if truth == .cannotBeEvaluated { words += " A result was recorded without a score." }
    return words
  }

  func reached(_ node: TotalRequirement) -> Quantity {
    deciding.known.reduce(.zero) { sum, fact in
      let item = node.items.first {
        $0.selector.finds(fact) && matching.truth(fact, $0.condition, asOf: day) == .met
      }
      guard let item else { return sum }
      return sum + (item.each ?? node.amount.recorded(with: fact) ?? .zero)
    }
  }
}
