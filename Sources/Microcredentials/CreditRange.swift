/// The credits with which criteria can be met: over their minimal ways, the sets of requirements
/// from which none can be left out, the smallest and the largest number of credits; and the menu.
///
/// Credits come from single requirements with planned credits and from totals of credits. A course
/// named in two branches counts once. Where the ways are too many to be listed the figures are safe
/// bounds: `smallest` may be too small and `largest` too large.
public struct CreditRange: Hashable, Sendable {
  /// The credits of the minimal way that has the fewest.
  public var smallest: Quantity
  /// The credits of the minimal way that has the most; nil when courses of unknown credits can be
  /// part of one.
  public var largest: Quantity?
  /// As `largest`, with courses of unknown credits taken as zero.
  public var largestKnown: Quantity
  /// The requirements with credits of the way that `largestKnown` comes from, as a learner reads
  /// them, each with its credits.
  public var largestWay: [String]
  /// The credits of everything that the criteria offer; courses of unknown credits taken as zero.
  public var menu: Quantity
  /// The ids of the course requirements that say nothing about credits.
  public var unknown: [String]
  /// The ids of requirements that name a course which no way can do with only once, although one
  /// completion may not serve both.
  public var repeated: [String]
  /// Whether the figures are exact and not bounds.
  public var isExact: Bool
  /// Whether there is a way at all: false when the limits on credits leave none.
  public var isPossible: Bool

  /// Works out the credits of a criteria tree.
  public init(of criteria: Requirement) {
    var open = CreditMenu(criteria, unknownCredits: CreditMenu.unbounded)
    var known = CreditMenu(criteria, unknownCredits: 0)
    let range = open.outcome(of: criteria).extent
    let floor = known.outcome(of: criteria).extent
    smallest = range.low
    largest = range.high < CreditMenu.unbounded ? range.high : nil
    largestKnown = largest.map { max($0, floor.high) } ?? floor.high
    let way = largest == nil ? floor.way : range.way
    largestWay = way.map { known.leaves[$0] }.filter { $0.credits.upperBound > 0 }.map(\.spoken)
    menu = known.leaves.reduce(.zero) { $0 + $1.credits.upperBound }
    unknown = open.leaves.filter { $0.credits.upperBound == CreditMenu.unbounded }.flatMap(\.ids)
    repeated = open.repeated.sorted().flatMap { open.leaves[$0].ids }
    isExact = range.isExact && floor.isExact
    isPossible = range.isPossible
  }
}

extension CreditRange: CustomStringConvertible {
  /// `8 credits`, `10 to 13 credits`, `at least 6 credits`, `an unknown number of credits`,
  /// `no credits`.
  public var description: String {
    guard let largest else {
      return smallest == 0 ? "an unknown number of credits" : "at least \(smallest) credits"
    }
    if largest == 0 { return "no credits" }
    let figure = smallest == largest ? "\(largest)" : "\(smallest) to \(largest)"
    return "\(figure) credit\(largest == 1 ? "" : "s")"
  }
}

/// The requirements of a criteria tree that carry credits.
struct CreditMenu {
  /// Stands for credits of which nothing is known; far above any real number.
  static let unbounded: Quantity = 1_000_000
  /// A requirement, or several for the same course, that can be part of a way.
  struct Leaf {
    var ids: [String]
    var title: String
    var selector: Selector
    var credits: ClosedRange<Quantity>
    /// Whether one completion may serve all the requirements that name it.
    var mayShare = false
    /// What a total looks at that may count facts which other requirements use too.
    var shares: [Selector] = []

    var spoken: String { "\(title) (\(credits.upperBound))" }
  }

  private(set) var leaves: [Leaf] = []
  private(set) var index: [String: Int] = [:]
  /// How many ways have been listed.
  var listed = 0
  /// The leaves that every way of a group needs more than once.
  var repeated: Set<Int> = []
  private let unknownCredits: Quantity

  init(_ criteria: Requirement, unknownCredits: Quantity) {
    self.unknownCredits = unknownCredits
    collect(criteria)
  }

  /// Takes up the leaves; those that name the same single course become one.
  private mutating func collect(_ node: Requirement) {
    switch node {
    case .group(let group): group.members.forEach { collect($0) }
    case .record(let record):
      let isUnknown = record.credits == nil && record.selector.kind == .course
      let credits = record.credits ?? 0...(isUnknown ? unknownCredits : 0)
      let isOneCode = record.selector.codes.count == 1 && record.selector.pools.isEmpty
      let kind = record.selector.kind?.rawValue ?? ""
      add(
        Leaf(
          ids: [record.label.id], title: record.label.title, selector: record.selector,
          credits: credits, mayShare: record.mayShare),
        key: isOneCode ? "\(kind) code \(record.selector.codes[0])" : nil)
    case .total(let total): leaf(of: total).map { add($0, key: nil) }
    case .mean, .not: break
    }
  }

  private mutating func add(_ leaf: Leaf, key: String?) {
    let own = "id \(leaf.ids[0])"
    let key = key ?? own
    if let known = index[key] {
      let (old, new) = (leaves[known].credits, leaf.credits)
      leaves[known].credits =
        min(old.lowerBound, new.lowerBound)...max(old.upperBound, new.upperBound)
      leaves[known].ids += leaf.ids
      leaves[known].mayShare = leaves[known].mayShare || leaf.mayShare
    } else {
      index[key] = leaves.count
      leaves.append(leaf)
    }
    index[own] = index[key]
  }

  private func leaf(of total: TotalRequirement) -> Leaf? {
    guard let least = total.atLeast else { return nil }
    var leaf = Leaf(
      ids: [total.label.id], title: total.label.title, selector: Selector(), credits: least...least)
    switch total.amount {
    case .credits:
      if total.mayShare { leaf.shares = total.items.map(\.selector) }
      return leaf
    case .count:
      guard !total.mayShare, total.items.contains(where: { $0.selector.kind == .course }) else {
        return nil
      }
      leaf.credits = 0...unknownCredits
      leaf.selector.kind = .course
      return leaf
    case .hours, .points: return nil
    }
  }
}
