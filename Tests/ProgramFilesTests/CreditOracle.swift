import Microcredentials

/// Works out the credits of small criteria by trying everything: every choice of members, every
/// number of credits of every course.
struct CreditOracle {
  struct Way {
    var courses: Set<String> = []
    var limits: [(courses: Set<String>, limit: Limit)] = []
  }

  private var credits: [String: ClosedRange<Int>] = [:]

  /// The least and the most credits of a minimal way; nil when there is none.
  static func range(of criteria: Requirement) -> ClosedRange<Int>? {
    var oracle = CreditOracle()
    oracle.collect(criteria)
    let ways = oracle.ways(of: criteria)
      .map { (way: $0, sums: oracle.sums(of: $0)) }
      .filter { !$0.sums.isEmpty }
    let minimal = ways.filter { one in
      !ways.contains { $0.way.courses.isStrictSubset(of: one.way.courses) }
    }
    let sums = minimal.flatMap(\.sums)
    guard let least = sums.min(), let most = sums.max() else { return nil }
    return least...most
  }

  private mutating func collect(_ node: Requirement) {
    if case .record(let record) = node, let range = record.credits {
      let whole = Int(range.lowerBound.description)!...Int(range.upperBound.description)!
      credits[record.selector.codes[0]] = whole
    }
    node.members.forEach { collect($0) }
  }

  /// Every way, minimal or not, in which no course is used twice.
  private func ways(of node: Requirement) -> [Way] {
    guard case .group(let group) = node else {
      guard case .record(let record) = node else { return [Way()] }
      return [Way(courses: [record.selector.codes[0]])]
    }
    let members = group.members.map { ways(of: $0) }
    var found: [Way] = []
    for choice in 0..<(1 << members.count) where choice.nonzeroBitCount == group.need {
      var unions = [Way()]
      for (index, ways) in members.enumerated() where choice & (1 << index) != 0 {
        unions = unions.flatMap { union in
          ways.filter { union.courses.isDisjoint(with: $0.courses) }.map {
            Way(courses: union.courses.union($0.courses), limits: union.limits + $0.limits)
          }
        }
      }
      found += unions.map { way in
        Way(courses: way.courses, limits: way.limits + group.limits.map { (way.courses, $0) })
      }
    }
    return found
  }

  /// The numbers of credits that a way can have within its limits.
  private func sums(of way: Way) -> [Int] {
    var assignments: [[String: Int]] = [[:]]
    for course in way.courses {
      assignments = assignments.flatMap { assignment in
        (credits[course] ?? 0...0).map { assignment.merging([course: $0]) { $1 } }
      }
    }
    return assignments.filter { assignment in
      way.limits.allSatisfy { courses, limit in
        let sum = Quantity(courses.reduce(0) { $0 + (assignment[$1] ?? 0) })
        if case .number(let least)? = limit.atLeast, sum < least { return false }
        if case .number(let most)? = limit.atMost, sum > most { return false }
        return true
      }
    }.map { $0.values.reduce(0, +) }
  }
}
