/// A length of calendar time: `3 years`, `18 months`, `90 days`.
public struct Span: Hashable, Sendable {
  /// What is counted.
  public enum Unit: String, CaseIterable, Sendable {
    /// Calendar days.
    case days
    /// Seven calendar days.
    case weeks
    /// Calendar months; the 31st becomes the last day of a shorter month.
    case months
    /// Calendar years; 29 February becomes 28 February.
    case years
  }

  /// How many, 1…100,000.
  public let count: Int
  /// Of what.
  public let unit: Unit

  /// Makes a span; the count is held within 1…100,000.
  public init(_ count: Int, _ unit: Unit) {
    self.count = min(max(count, 1), 100_000)
    self.unit = unit
  }

  /// Reads `7 years`, `1 year`, `90 days`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let words = text.split(separator: " ")
    guard words.count == 2, let count = Int(words[0]), (1...100_000).contains(count),
      let unit = Unit.allCases.first(where: {
        $0.rawValue.hasPrefix(words[1]) && words[1].count > 2
      })
    else { return nil }
    self.init(count, unit)
  }
}

extension Span: CustomStringConvertible {
  /// `1 year`, `90 days`.
  public var description: String {
    "\(count) \(count == 1 ? String(unit.rawValue.dropLast()) : unit.rawValue)"
  }
}

extension Day {
  /// The day a span later, or earlier for a negative `sign`, within the years 1…9999.
  public func adding(_ span: Span, sign: Int = 1) -> Day {
    switch span.unit {
    case .days: return adding(days: sign * span.count)
    case .weeks: return adding(days: sign * span.count * 7)
    case .months: return adding(months: sign * span.count)
    case .years: return adding(months: sign * span.count * 12)
    }
  }

  private func adding(months: Int) -> Day {
    let (year, month, day) = parts
    let total = year * 12 + (month - 1) + months
    let newYear = total >= 0 ? total / 12 : (total - 11) / 12
    let newMonth = total - newYear * 12 + 1
    guard newYear >= 1 else { return .first }
    guard newYear <= 9999 else { return .last }
    let newDay = Swift.min(day, Day.length(ofMonth: newMonth, year: newYear))
    return Day(year: newYear, month: newMonth, day: newDay) ?? self
  }
}
