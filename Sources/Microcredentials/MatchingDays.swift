/// Days of judging: a fact counts from its own day until it expires or grows too old.
extension Matching {
  /// The days of judging on which the fact is there and within the bounds of the condition: an
  /// unbroken stretch, nil for none.
  func days(_ fact: Fact, _ condition: Condition) -> ClosedRange<Day>? {
    var first = fact.on
    var last = Day.last
    if let expires = fact.expires { last = expires.adding(days: -1) }
    if let from = condition.from {
      if from.anchor == .award {
        if let end = firstDay(where: { day(from, asOf: $0) > fact.on }) {
          last = min(last, end.adding(days: -1))
        }
      } else if fact.on < day(from, asOf: first) {
        return nil
      }
    }
    if let by = condition.by {
      if by.anchor == .award {
        guard let start = firstDay(where: { day(by, asOf: $0) >= fact.on }) else { return nil }
        first = max(first, start)
      } else if fact.on > day(by, asOf: first) {
        return nil
      }
    }
    return first <= last ? first...last : nil
  }

  /// The day that a bound names when the criteria are judged on `judged`.
  func day(_ bound: Condition.Bound, asOf judged: Day) -> Day {
    let start =
      switch bound.anchor {
      case .day(let day): day
      case .enrollment: enrollmentBegan
      case .award: judged
      }
    guard let span = bound.span else { return start }
    return start.adding(span, sign: bound.isBefore ? -1 : 1)
  }

  /// The first day of all for which something is so that stays so on every later day.
  private func firstDay(where isSo: (Day) -> Bool) -> Day? {
    var low = Day.first.number
    var high = Day.last.number + 1
    while low < high {
      let middle = low + (high - low) / 2
      if isSo(Day(number: middle)) { high = middle } else { low = middle + 1 }
    }
    return low <= Day.last.number ? Day(number: low) : nil
  }
}
