/// What the rules forbid, or what cannot be done as asked, in a sentence that says what to do.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is refused, for programs.
  public enum Code: String, Sendable {
    /// There is no institution of that code.
    case noInstitution = "no-institution"
    /// There is no such program or version.
    case noProgram = "no-program"
    /// There is no such learner.
    case noLearner = "no-learner"
    /// The learner is not enrolled in the program.
    case noEnrollment = "no-enrollment"
    /// The institution has no active signing key, or its file is not on this machine.
    case noSigningKey = "no-signing-key"
    /// A key file is not as it must be.
    case unusableKey = "unusable-key"
    /// A version that an enrollment pins would change.
    case pinnedVersion = "pinned-version"
    /// A program breaks the rules of its institution.
    case programRefused = "program-refused"
    /// An import with `--all-or-nothing` has rows that cannot go in.
    case importRefused = "import-refused"
    /// A file cannot be read.
    case unreadableFile = "unreadable-file"
    /// What was given does not fit together.
    case invalid = "invalid"
  }

  /// What is refused.
  public var code: Code
  /// Why, and what to do.
  public var reason: String

  /// Makes a refusal.
  public init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }

  /// The reason.
  public var description: String { reason }
}
