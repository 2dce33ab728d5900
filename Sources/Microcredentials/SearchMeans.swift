/// Limits on the mean of grade points, weighted by credits.
extension Search {
  func holdsMean(_ limit: Limit, _ used: [Use]) -> Bool {
    if let bound = limit.atLeast {
      guard let distance = distance(from: bound, limit, used) else { return isOptimistic }
      guard isOptimistic ? distance.mayBeAbove : distance.isAbove else { return false }
    }
    if let bound = limit.atMost {
      guard let distance = distance(from: bound, limit, used) else { return isOptimistic }
      guard isOptimistic ? distance.mayBeBelow : distance.isBelow else { return false }
    }
    return true
  }

  /// How far the mean lies above a bound, times the credits: an interval where points or credits
  /// are unknown.
  private struct Distance {
    var least: Int128 = 0
    var most: Int128 = 0
    /// Unknown credits of a grade below, or above, the bound may outweigh everything.
    var isOpenBelow = false
    var isOpenAbove = false

    var isAbove: Bool { !isOpenBelow && least >= 0 }
    var mayBeAbove: Bool { isOpenAbove || most >= 0 }
    var isBelow: Bool { !isOpenAbove && most <= 0 }
    var mayBeBelow: Bool { isOpenBelow || least <= 0 }

    mutating func add(_ points: ClosedRange<Int128>, credits: Quantity?, isCertain: Bool) {
      // What need not enter can be left out.
      let low = isCertain ? points.lowerBound : min(0, points.lowerBound)
      let high = isCertain ? points.upperBound : max(0, points.upperBound)
      guard let credits else {
        isOpenBelow = isOpenBelow || low < 0
        isOpenAbove = isOpenAbove || high > 0
        return
      }
      least += low * credits.moderate
      most += high * credits.moderate
    }
  }

  /// Nil when no grade enters the mean.
  private func distance(from bound: Limit.Bound, _ limit: Limit, _ used: [Use]) -> Distance? {
    guard case .number(let number) = bound else { return nil }
    let scale = dossier.matching.policy.grades
    let highest = scale.marks.compactMap(\.points).max() ?? .zero
    var distance = Distance()
    var isEmpty = true
    for use in used {
      let truth = truth(of: use, limit)
      guard truth != .notMet, let fact = use.fact.map({ dossier.facts[$0] }) else { continue }
      // What carries no credits has no weight; only of a course they may be missing.
      guard use.credits.map({ $0 > .zero }) ?? (fact.kind == .course) else { continue }
      let mark = fact.grade.flatMap { scale[$0] }
      if let mark, mark.points == nil { continue }
      isEmpty = false
      let least = (mark?.points ?? .zero).moderate - number.moderate
      let most = (mark?.points ?? highest).moderate - number.moderate
      distance.add(
        min(least, most)...max(least, most), credits: use.credits, isCertain: truth == .met)
    }
    return isEmpty ? nil : distance
  }
}
