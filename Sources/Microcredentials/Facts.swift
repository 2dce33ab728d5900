/// Everything that a decision about one enrollment is made from.
public struct Facts: Hashable, Sendable {
  /// The version that the enrollment pins.
  public var version: ProgramVersion
  /// The institution's rules.
  public var policy: Policy
  /// The enrollment.
  public var enrollment: Enrollment
  /// What is known about the learner, in any order.
  public var known: [Fact]
  /// Exceptions granted to this enrollment, in any order.
  public var exceptions: [Exception]

  /// Gathers the facts.
  public init(
    version: ProgramVersion, policy: Policy, enrollment: Enrollment, known: [Fact],
    exceptions: [Exception] = []
  ) {
    self.version = version
    self.policy = policy
    self.enrollment = enrollment
    self.known = known
    self.exceptions = exceptions
  }
}

/// What a decision needs to know of an enrollment.
public struct Enrollment: Hashable, Sendable {
  /// Where an enrollment stands (DOMAIN: applied → enrolled → completed | withdrawn | expired |
  /// denied).
  public enum State: String, CaseIterable, Sendable {
    /// Applied, not yet admitted.
    case applied
    /// Enrolled; also what was reinstated.
    case enrolled
    /// Completed: it has been awarded.
    case completed
    /// Withdrawn.
    case withdrawn
    /// Expired.
    case expired
    /// The application was denied.
    case denied
  }

  /// Where it stands.
  public var state: State
  /// The day from which it counts: enrolled, or applied to be awarded.
  public var began: Day
  /// The day on which it was withdrawn or expired, where that is its state.
  public var ended: Day?

  /// Makes an enrollment.
  public init(state: State = .enrolled, began: Day, ended: Day? = nil) {
    self.state = state
    self.began = began
    self.ended = ended
  }
}

/// An exception that staff granted: a requirement waived, or met by something else.
public struct Exception: Hashable, Sendable {
  /// What was granted.
  public enum Kind: Hashable, Sendable {
    /// The requirement counts as met.
    case waiver
    /// A fact of that code (as ``Code/key(_:)`` writes it) is taken in its place.
    case substitution(code: String)
  }

  /// The id of the row it comes from.
  public var id: String
  /// The requirement of the version's criteria tree.
  public var requirement: String
  /// What was granted.
  public var kind: Kind
  /// The day from which it counts.
  public var on: Day

  /// Makes an exception.
  public init(id: String, requirement: String, kind: Kind, on: Day) {
    self.id = id
    self.requirement = requirement
    self.kind = kind
    self.on = on
  }
}
