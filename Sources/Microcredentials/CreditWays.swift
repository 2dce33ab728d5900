/// How the requirements of a criteria tree combine to ways of meeting it.
extension CreditMenu {
  /// How many members of a group are combined, and how many ways of one group and of the whole
  /// tree are listed, before bounds take their place.
  static let limit = (members: 300, group: 1_000, tree: 20_000)

  /// A set of leaves, with what limits add to the least and take from the most of their credits.
  struct Way {
    var leaves: Set<Int> = []
    var raise = Quantity.zero
    var cut = Quantity.zero
  }

  /// The credits of a node.
  struct Extent {
    var low = Quantity.zero
    var high = Quantity.zero
    var way: [Int] = []
    var isExact = true
    var isPossible = true
  }

  /// What is known of a node: its minimal ways, unless they are too many, and its credits.
  struct Outcome {
    var leaves: Set<Int> = []
    var ways: [Way]?
    var extent = Extent()

    var isFree: Bool { ways?.contains { $0.leaves.isEmpty } ?? false }
  }
}

extension CreditMenu {
  /// Works out a node; `keepsAll` below a limit, where a way that is not minimal may be needed.
  mutating func outcome(of node: Requirement, keepsAll: Bool = false) -> Outcome {
    guard case .group(let group) = node else {
      guard let leaf = index["id \(node.label.id)"] else { return Outcome(ways: [Way()]) }
      let way = Way(leaves: [leaf])
      let (low, high) = credits(of: way)
      return Outcome(
        leaves: [leaf], ways: [way], extent: Extent(low: low, high: high, way: [leaf]))
    }
    let limits = CreditLimits(group.limits)
    let members = group.members.map {
      outcome(of: $0, keepsAll: keepsAll || limits.atLeast != nil)
    }
    var result = Outcome(leaves: members.reduce(into: []) { $0.formUnion($1.leaves) })
    result.ways = ways(need: group.need, of: members, limits)
    if !keepsAll, limits.atLeast != nil || !CreditMenu.areDisjoint(members) {
      result.ways = result.ways.map(CreditMenu.minimal)
    }
    result.extent =
      result.ways.map { extent(of: $0) } ?? bound(need: group.need, of: members, limits)
    return result
  }

  /// The least and the most credits of a way; a total that may share adds what the others lack.
  private func credits(of way: Way) -> (low: Quantity, high: Quantity) {
    var (low, high) = (way.raise, Quantity.zero - way.cut)
    for leaf in way.leaves.map({ leaves[$0] }) {
      var (least, most) = (leaf.credits.lowerBound, leaf.credits.upperBound)
      if !leaf.shares.isEmpty {
        let found = way.leaves.map { leaves[$0] }.filter {
          $0.shares.isEmpty && $0.isFound(by: leaf)
        }
        least = max(0, least - found.reduce(.zero) { $0 + $1.credits.lowerBound })
        most = max(0, most - found.reduce(.zero) { $0 + $1.credits.upperBound })
      }
      low += least
      high += most
    }
    return (low, high)
  }

  private func extent(of ways: [Way]) -> Extent {
    let spans = ways.map { way in
      let (low, high) = credits(of: way)
      return Extent(low: low, high: high, way: way.leaves.sorted())
    }
    guard var extent = spans.max(by: { $0.high < $1.high }) else {
      return Extent(isPossible: false)
    }
    extent.low = spans.map(\.low).min() ?? extent.low
    return extent
  }

  /// The ways to meet `need` of the members within the limits; nil when they are too many.
  private mutating func ways(
    need: Int, of members: [Outcome], _ limits: CreditLimits
  ) -> [Way]? {
    let paid = members.filter { !$0.isFree }
    let choices = paid.compactMap(\.ways)
    guard choices.count == paid.count, choices.count <= CreditMenu.limit.members else { return nil }
    let size = max(0, need - (members.count - paid.count))
    guard var unions = unions(of: size, from: choices, overlapping: false) else { return nil }
    if unions.isEmpty {
      guard let second = self.unions(of: size, from: choices, overlapping: true) else { return nil }
      unions = second
    }
    return unions.compactMap { way -> Way? in
      let (low, high) = credits(of: way)
      guard limits.allow(low, high) else { return nil }
      var way = way
      way.raise += limits.raise(low)
      way.cut += limits.cut(high)
      return way
    }
  }

  /// The unions of one way each of `size` choices; nil when they are too many. One completion of a
  /// course serves two requirements only where they may share it; `overlapping` ignores that.
  private mutating func unions(
    of size: Int, from choices: [[Way]], overlapping: Bool
  ) -> [Way]? {
    // unions[j]: of j among the choices seen so far.
    var unions: [[Way]] = [[Way()]] + Array(repeating: [], count: size)
    for (seen, choice) in choices.enumerated() {
      let stillNeeded = max(1, size - (choices.count - seen - 1))
      for taken in stride(from: min(size, seen + 1), through: stillNeeded, by: -1) {
        let count = unions[taken].count + unions[taken - 1].count * choice.count
        listed += count
        guard count <= CreditMenu.limit.group, listed <= CreditMenu.limit.tree else { return nil }
        for way in unions[taken - 1] {
          for other in choice {
            let shared = way.leaves.intersection(other.leaves).filter { !leaves[$0].mayShare }
            if overlapping { repeated.formUnion(shared) }
            if overlapping || shared.isEmpty { unions[taken].append(way.union(other)) }
          }
        }
      }
    }
    return unions[size]
  }

  private static func areDisjoint(_ members: [Outcome]) -> Bool {
    let all = members.reduce(into: Set<Int>()) { $0.formUnion($1.leaves) }
    return all.count == members.reduce(0) { $0 + $1.leaves.count }
  }

  /// The ways that contain no other; of those with the same leaves, one with the wider range.
  private static func minimal(_ ways: [Way]) -> [Way] {
    ways.sorted { $0.leaves.count < $1.leaves.count }.reduce(into: []) { kept, way in
      guard let known = kept.firstIndex(where: { $0.leaves.isSubset(of: way.leaves) }) else {
        kept.append(way)
        return
      }
      if kept[known].leaves.count == way.leaves.count {
        kept[known].raise = min(kept[known].raise, way.raise)
        kept[known].cut = min(kept[known].cut, way.cut)
      }
    }
  }

  /// Safe bounds without listing the ways; exact where no leaf is shared and no limit is set.
  private func bound(need: Int, of members: [Outcome], _ limits: CreditLimits) -> Extent {
    let paid = members.filter { !$0.isFree && $0.extent.isPossible }.map(\.extent)
    let need = max(0, need - members.count(where: \.isFree))
    guard need <= paid.count else { return Extent(isPossible: false) }
    let cheapest = paid.map(\.low).sorted().prefix(need)
    let dearest = paid.sorted { $0.high > $1.high }
    let isDisjoint =
      CreditMenu.areDisjoint(members) && leaves.allSatisfy(\.shares.isEmpty)
    var extent = Extent(
      low: isDisjoint ? cheapest.reduce(.zero, +) : cheapest.last ?? .zero,
      high: dearest.prefix(need).reduce(.zero) { $0 + $1.high },
      way: dearest.prefix(need).flatMap(\.way),
      isExact: isDisjoint && limits.areNone && paid.allSatisfy(\.isExact))
    extent.isPossible = limits.allow(extent.low, extent.high)
    extent.low += limits.raise(extent.low)
    extent.high = extent.high - limits.cut(extent.high)
    return extent
  }
}

extension CreditMenu.Way {
  func union(_ other: CreditMenu.Way) -> CreditMenu.Way {
    CreditMenu.Way(
      leaves: other.leaves.union(leaves), raise: raise + other.raise, cut: cut + other.cut)
  }
}

extension CreditMenu.Leaf {
  /// Whether a total that may share would count what meets this leaf.
  func isFound(by total: CreditMenu.Leaf) -> Bool {
    total.shares.contains { found in
      guard found.kind == nil || found.kind == selector.kind else { return false }
      if found.codes.isEmpty && found.pools.isEmpty { return true }
      if selector.codes.isEmpty && selector.pools.isEmpty { return false }
      return selector.codes.allSatisfy { found.codes.contains($0) }
        && selector.pools.allSatisfy { found.pools.contains($0) }
    }
  }
}

/// What the limits of a group say about the credits of everything it uses.
struct CreditLimits {
  var atLeast: Quantity?
  var atMost: Quantity?

  var areNone: Bool { atLeast == nil && atMost == nil }

  init(_ limits: [Limit]) {
    for limit in limits where limit.measuresAllCredits {
      if case .number(let number)? = limit.atLeast { atLeast = max(atLeast ?? number, number) }
      if case .number(let number)? = limit.atMost { atMost = min(atMost ?? number, number) }
    }
  }

  func isShort(_ high: Quantity) -> Bool { atLeast.map { high < $0 } ?? false }
  func allow(_ low: Quantity, _ high: Quantity) -> Bool {
    !isShort(high) && !(atMost.map { $0 < low } ?? false)
  }
  func raise(_ low: Quantity) -> Quantity { max(0, (atLeast ?? low) - low) }
  func cut(_ high: Quantity) -> Quantity { max(0, high - (atMost ?? high)) }
}

extension Limit {
  fileprivate var measuresAllCredits: Bool {
    guard measure == .total(.credits), selector.codes.isEmpty, selector.pools.isEmpty,
      selector.kind == nil || selector.kind == .course
    else { return false }
    return condition == Condition() || condition == Condition(anyGrade: true)
  }
}
