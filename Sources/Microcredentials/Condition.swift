/// What a fact must be like to count. Every part that is set must hold.
public struct Condition: Hashable, Sendable {
  /// The lowest grade or level that counts.
  public var grade: String?
  /// The levels, low to high, in which `grade` is one; nil for the institution's grade scale.
  public var scale: [String]?
  /// Grades or values of which it must have one: `good`, `Biology`.
  public var values: [String]
  /// Whether a failing grade counts too; without it a course needs a passing grade.
  public var anyGrade: Bool
  /// The lowest score that counts.
  public var score: Quantity?
  /// The least number of hours that counts.
  public var hours: Quantity?
  /// The least number of credits that counts.
  public var credits: Quantity?
  /// Where it must have been earned; empty for anywhere.
  public var origins: [Origin]
  /// The first day that counts.
  public var from: Bound?
  /// The last day that counts.
  public var by: Bound?
  /// The last attempt that counts.
  public var attempts: Int?
  /// Tags it must have.
  public var tagged: [String]
  /// Tags it must not have.
  public var untagged: [String]
  /// Whether it must not count for another program of the learner.
  public var exclusive: Bool

  /// Makes a condition; without arguments every passed fact meets it.
  public init(
    grade: String? = nil, scale: [String]? = nil, values: [String] = [], anyGrade: Bool = false,
    score: Quantity? = nil, hours: Quantity? = nil, credits: Quantity? = nil,
    origins: [Origin] = [], from: Bound? = nil, by: Bound? = nil, attempts: Int? = nil,
    tagged: [String] = [], untagged: [String] = [], exclusive: Bool = false
  ) {
    self.grade = grade
    self.scale = scale
    self.values = values
    self.anyGrade = anyGrade
    self.score = score
    self.hours = hours
    self.credits = credits
    self.origins = origins
    self.from = from
    self.by = by
    self.attempts = attempts
    self.tagged = tagged
    self.untagged = untagged
    self.exclusive = exclusive
  }

  /// A day, fixed or counted from the enrollment or the award.
  public struct Bound: Hashable, Sendable {
    /// Where the day is counted from.
    public enum Anchor: Hashable, Sendable {
      /// A fixed day.
      case day(Day)
      /// The day of the enrollment, or of the application to be awarded.
      case enrollment
      /// The day on which the criteria are judged.
      case award
    }

    /// Where the day is counted from.
    public var anchor: Anchor
    /// How far from there; nil for the day itself.
    public var span: Span?
    /// Whether the span goes back in time.
    public var isBefore: Bool

    /// Makes a bound.
    public init(_ anchor: Anchor, span: Span? = nil, isBefore: Bool = false) {
      self.anchor = anchor
      self.span = span
      self.isBefore = isBefore
    }
  }
}

extension Condition.Bound: CustomStringConvertible {
  /// Reads `2026-05-01`, `enrollment`, `enrollment + 3 years` or `award - 7 years`; nil for
  /// anything else.
  public init?(_ text: some StringProtocol) {
    let words = text.split(separator: " ", omittingEmptySubsequences: true)
    guard let first = words.first else { return nil }
    let anchor: Anchor
    switch first {
    case "enrollment": anchor = .enrollment
    case "award": anchor = .award
    default:
      guard let day = Day(first) else { return nil }
      anchor = .day(day)
    }
    if words.count == 1 {
      self.init(anchor)
      return
    }
    guard words.count == 4, words[1] == "+" || words[1] == "-",
      let span = Span("\(words[2]) \(words[3])")
    else { return nil }
    self.init(anchor, span: span, isBefore: words[1] == "-")
  }

  /// The text that ``init(_:)`` reads.
  public var description: String {
    let start =
      switch anchor {
      case .day(let day): day.description
      case .enrollment: "enrollment"
      case .award: "award"
      }
    guard let span else { return start }
    return "\(start) \(isBefore ? "-" : "+") \(span)"
  }
}
