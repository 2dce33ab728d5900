/// Looks for a way of meeting a requirement: which fact is used for what.
///
/// A learner has met the criteria when *some* way exists, so choices, limits over the used facts
/// and "one fact counts once" are all decided by the same search: a requirement finds a way for
/// itself, then asks the rest (`then`) whether it can go on from there, and tries its next way if
/// not. The search is pessimistic or optimistic about what cannot be evaluated; criteria for which
/// only the optimistic one finds a way cannot be evaluated.
struct Search {
  /// One fact (or exception) used for one requirement.
  struct Use {
    var requirement: String
    /// Index into `facts`; nil for a waiver.
    var fact: Int?
    /// Index into `exceptions`.
    var exception: Int?
    var on: Day
    /// Credits as recorded, or as the requirement plans them.
    var credits: Quantity?
  }

  /// From where the next member of a sequence counts.
  struct Floor {
    var day = Day.first
    /// Index of the term in which the next member must lie, for consecutive terms.
    var term: Int?
  }

  let facts: [Fact]
  let exceptions: [Exception]
  let matching: Matching
  let terms: [Term]
  var isOptimistic = false
  var uses: [Use] = []
  var floor = Floor()
  /// Steps left; at zero the search gives up, and the criteria cannot be evaluated.
  var budget = 20_000
  private var taken: [Bool]
  private var superseded: [Bool]

  typealias Continuation = (inout Search) -> Bool

  /// `facts` must be in the order of their days.
  init(_ facts: [Fact], _ exceptions: [Exception], _ matching: Matching) {
    self.facts = facts
    self.exceptions = exceptions
    self.matching = matching
    self.terms = matching.policy.terms
    self.taken = Array(repeating: false, count: facts.count)
    self.superseded = Search.supersededStandings(facts, matching)
  }

  var isExhausted: Bool { budget <= 0 }

  /// Whether there is a way of meeting the node from which `then` succeeds; on success `uses`
  /// holds it.
  mutating func satisfy(_ node: Requirement, then: Continuation) -> Bool {
    budget -= 1
    guard budget > 0 else { return false }
    let found =
      switch node {
      case .record(let node): satisfy(node, then)
      case .group(let node): satisfy(node, then)
      case .total(let node): satisfy(node, then)
      case .mean(let node): satisfy(node, then)
      case .not(let node): satisfy(node, then)
      }
    return found || waive(node.label.id, then)
  }

  /// The truth of "this fact can be used here", with what the mode makes of the unknown.
  func counts(_ index: Int, _ selector: Selector, _ condition: Condition) -> Bool {
    guard selector.finds(facts[index]), !superseded[index] else { return false }
    let truth = matching.truth(facts[index], condition)
    return truth == .met || (isOptimistic && truth == .cannotBeEvaluated)
  }

  /// Tries one use; undoes it when the rest fails.
  mutating func use(_ use: Use, consuming: Bool, _ then: Continuation) -> Bool {
    budget -= 1
    guard budget > 0 else { return false }
    uses.append(use)
    let mark = uses.count
    if consuming, let fact = use.fact { taken[fact] = true }
    if then(&self) { return true }
    if consuming, let fact = use.fact { taken[fact] = false }
    uses.removeSubrange((mark - 1)...)
    return false
  }

  func isFree(_ index: Int) -> Bool { !taken[index] }

  /// Whether the fact lies where the sequence allows it now.
  func isAboveFloor(_ index: Int) -> Bool {
    guard facts[index].on >= floor.day else { return false }
    guard let needed = floor.term else { return true }
    guard let term = termIndex(facts[index]) else { return isOptimistic }
    return term == needed
  }

  func termIndex(_ fact: Fact) -> Int? {
    if let code = fact.term { return terms.firstIndex { $0.code == code } }
    return terms.lastIndex { $0.starts <= fact.on && fact.on <= $0.ends }
  }

  private mutating func waive(_ requirement: String, _ then: Continuation) -> Bool {
    for (index, exception) in exceptions.enumerated()
    where exception.requirement == requirement && exception.kind == .waiver
      && exception.on <= matching.asOf
    {
      let use = Use(requirement: requirement, exception: index, on: exception.on)
      return self.use(use, consuming: false, then)
    }
    return false
  }

  /// Of the standings of one code only the latest counts.
  private static func supersededStandings(_ facts: [Fact], _ matching: Matching) -> [Bool] {
    var superseded = Array(repeating: false, count: facts.count)
    var latest: [String: Int] = [:]
    for (index, fact) in facts.enumerated()
    where fact.kind == .standing && fact.on <= matching.asOf
      && (fact.isFinal || matching.countsProvisional)
    {
      if let earlier = latest.updateValue(index, forKey: fact.code) { superseded[earlier] = true }
    }
    return superseded
  }
}
