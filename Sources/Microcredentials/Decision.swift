/// What follows from the facts about one enrollment on a day.
public struct Decision: Hashable, Sendable {
  /// The verdict.
  public enum Outcome: Hashable, Sendable {
    /// The criteria are met: an award is due.
    case earned(Earned)
    /// The criteria are met, and the program is awarded on a fixed date that is still to come.
    case waiting(until: Day)
    /// The criteria are not met yet.
    case notYet
    /// What is recorded does not say whether the criteria are met; staff have to look.
    case cannotBeEvaluated
    /// The enrollment ended (or never began), and what was done until then does not suffice.
    case closed(Enrollment.State)
  }

  /// When and how it was earned.
  public struct Earned: Hashable, Sendable {
    /// The first day on which the criteria were met (DOMAIN invariant 8): what grows old, expires or
    /// changes for the worse later does not undo it.
    public var on: Day
    /// The term that holds this day, where the term table knows one.
    public var term: Term?
    /// The fixed award date on which it was judged; nil for a program awarded at once.
    public var judgedOn: Day?
    /// The credits that the badge and the notation state; nil for a program without credit.
    public var credits: Quantity?
  }

  /// One fact or exception that a requirement was met with.
  public struct Use: Hashable, Sendable {
    /// The id of the requirement.
    public var requirement: String
    /// The id of the fact; nil for a waiver.
    public var fact: String?
    /// The revision of the fact.
    public var revision: Int?
    /// The id of the exception, where one was needed.
    public var exception: String?
    /// The day from which it counts.
    public var on: Day
    /// Codes of the learner's other programs that count the same fact.
    public var alsoCountedIn: [String]
  }

  /// The verdict.
  public var outcome: Outcome
  /// What the criteria were met with; empty unless earned or waiting.
  public var uses: [Use]
  /// The day for which the decision was made.
  public var day: Day

  /// When and how it was earned, if it was.
  public var earned: Earned? {
    if case .earned(let earned) = outcome { earned } else { nil }
  }
}

/// Decides whether an enrollment has earned its award, from facts alone.
///
/// Pure and total: the same facts in any order give the same decision, and nothing else is read.
/// `today` is the date in the institution's zone.
public func decide(_ facts: Facts, at today: Day) -> Decision {
  Deciding(facts, today).decision()
}
