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
    /// Whether it is not met, but would be if provisional results were final.
    public var isProvisionallyMet: Bool
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
  let explaining = Explaining(deciding, day: decision.earned?.on ?? deciding.horizon)
  var criteria = explaining.finding(facts.version.criteria, deciding.criteria)
  if decision.earned != nil {
    // What earned it is what the award names, even where a node alone has other ways.
    criteria = criteria.showing(decision.uses)
  }
  var remaining: [String] = []
  switch decision.outcome {
  case .notYet, .cannotBeEvaluated:
    remaining = explaining.path(facts.version.criteria, deciding.criteria).steps
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
