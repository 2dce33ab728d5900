/// Looks for a way of meeting a requirement on a day: which fact is used for what.
///
/// A learner has met the criteria when *some* way exists, so choices, limits over the used facts
/// and "one fact counts once" are all decided by the same search: a requirement finds a way for
/// itself, then asks the rest (`then`) whether it can go on from there, and tries its next way if
/// not. What matters to nobody else is settled at once, without a second try. The search is
/// pessimistic or optimistic about what cannot be evaluated; criteria for which only the optimistic
/// one finds a way cannot be evaluated.
struct Search {
  /// One fact (or exception) used for one requirement.
  struct Use {
    var requirement: String
    /// The place of the requirement in the tree.
    var place: Int
    /// Index into the facts; nil for a waiver.
    var fact: Int?
    /// Index into the exceptions.
    var exception: Int?
    var on: Day
    /// Credits as recorded, or as the requirement plans them.
    var credits: Quantity?
    /// Points as recorded, or as a total gives them.
    var points: Quantity?
  }

  /// From where the next member of a sequence counts.
  struct Floor {
    /// The term in which it must lie.
    enum Term {
      case any
      case at(Int)
      case unknown
    }

    var day = Day.first
    var term = Term.any
  }

  typealias Continuation = (inout Search) -> Bool

  /// How many steps one search may take.
  static let steps = 20_000
  /// How many requirements and facts may wait for the rest at once; it bounds the stack.
  static let deepest = 120

  let dossier: Dossier
  /// The day on which the criteria are judged.
  let asOf: Day
  let isOptimistic: Bool
  var uses: [Use] = []
  var floor = Floor()
  /// Steps left; at zero the search gives up, and the criteria cannot be evaluated.
  var budget = Search.steps
  /// Whether totals may take more facts than they need, which only a limit could ask for.
  private(set) var allowsSurplus = false
  /// All limits of the criteria: facts that all of them treat alike are tried once.
  private(set) var limits: [Limit] = []
  private var depth = 0
  private var taken: [Bool] = []
  /// By place: whether a requirement could be met if it were the only one. What it says no to is
  /// never tried.
  private var reach: [Bool] = []

  init(_ dossier: Dossier, asOf: Day, isOptimistic: Bool) {
    self.dossier = dossier
    self.asOf = asOf
    self.isOptimistic = isOptimistic
  }

  var isExhausted: Bool { budget <= 0 }

  /// Whether there is a way of meeting the criteria, or one requirement by itself; on success
  /// `uses` holds it.
  mutating func finds(_ prospect: Prospect) -> Bool {
    reach = Array(repeating: false, count: prospect.lastPlace + 1)
    if prospect.isContested { taken = Array(repeating: false, count: dossier.facts.count) }
    guard survey(prospect) else { return false }
    prospect.forEach { limits += $0.limits }
    // A way with the fewest facts comes first, so that no more credits are used than needed.
    if satisfy(prospect, then: { _ in true }) { return true }
    guard !limits.isEmpty, !isExhausted else { return false }
    allowsSurplus = true
    return satisfy(prospect) { _ in true }
  }

  private mutating func survey(_ prospect: Prospect) -> Bool {
    var isWithin =
      switch prospect.shape {
      case .record: prospect.choices[0].contains { isOpen($0) }
      case .total(let atLeast, let atMost): reaches(prospect, atLeast, atMost)
      case .mean(let atLeast, let weights): mean(prospect, atLeast, weights).reaches(atLeast)
      case .not: isExcluded(prospect.members[0])
      case .group(let need, _): surveyed(prospect.members) >= need
      }
    if !isWithin { isWithin = waiver(of: prospect) != nil }
    reach[prospect.place] = isWithin
    return isWithin
  }

  private mutating func surveyed(_ members: [Prospect]) -> Int {
    var count = 0
    for member in members where survey(member) { count += 1 }
    return count
  }

  /// Whether the opposite search finds no way. It looks at all facts, whatever they are used for.
  private mutating func isExcluded(_ member: Prospect) -> Bool {
    var other = Search(dossier, asOf: asOf, isOptimistic: !isOptimistic)
    other.budget = budget
    let isSo = other.finds(member)
    budget = other.budget
    return !isSo && !isExhausted
  }

  /// Whether there is a way of meeting the requirement from which `then` succeeds.
  mutating func satisfy(_ prospect: Prospect, then: Continuation) -> Bool {
    guard reach[prospect.place], descend() else { return false }
    defer { depth -= 1 }
    let found =
      switch prospect.shape {
      case .record: satisfyRecord(prospect, then)
      case .group(let need, let order): satisfyGroup(prospect, need, order, then)
      case .total(let atLeast, _): satisfyTotal(prospect, atLeast, then)
      case .mean(let atLeast, let weights): satisfyMean(prospect, atLeast, weights, then)
      case .not: then(&self)
      }
    if found { return true }
    guard let waiver = waiver(of: prospect) else { return false }
    let use = Use(
      requirement: prospect.id, place: prospect.place, exception: waiver,
      on: dossier.exceptions[waiver].on)
    return self.use(use, taking: false, then)
  }

  /// Takes one step down; false when there are no steps left, or no room.
  mutating func descend() -> Bool {
    budget -= 1
    if depth >= Search.deepest { budget = 0 }
    guard budget > 0 else { return false }
    depth += 1
    return true
  }

  /// Tries one use; undoes it when the rest fails.
  mutating func use(_ use: Use, taking: Bool, _ then: Continuation) -> Bool {
    guard descend() else { return false }
    defer { depth -= 1 }
    let mark = uses.count
    uses.append(use)
    if taking, let fact = use.fact { taken[fact] = true }
    if then(&self) { return true }
    if taking, let fact = use.fact { taken[fact] = false }
    uses.removeSubrange(mark...)
    return false
  }

  /// Whether the candidate counts on the day, with what the mode makes of the unknown.
  func isOpen(_ candidate: Prospect.Candidate) -> Bool {
    candidate.days.contains(asOf) && (candidate.truth == .met || isOptimistic)
  }

  func isFree(_ fact: Int) -> Bool { taken.isEmpty || !taken[fact] }

  /// Whether the candidate lies where the sequence allows it now.
  func isAboveFloor(_ candidate: Prospect.Candidate) -> Bool {
    guard candidate.on >= floor.day else { return false }
    switch floor.term {
    case .any: return true
    case .unknown: return isOptimistic
    case .at(let needed):
      return termIndex(dossier.facts[candidate.fact]).map { $0 == needed } ?? isOptimistic
    }
  }

  func termIndex(_ fact: Fact) -> Int? {
    let terms = dossier.matching.policy.terms
    if let code = fact.term { return terms.firstIndex { $0.code == code } }
    return terms.lastIndex { $0.starts <= fact.on && fact.on <= $0.ends }
  }

  private func waiver(of prospect: Prospect) -> Int? {
    prospect.waivers.first.flatMap { dossier.exceptions[$0].on <= asOf ? $0 : nil }
  }
}
