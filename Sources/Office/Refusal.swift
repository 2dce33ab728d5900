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
    /// A row names a learner whom nobody knows.
    case learnerUnknown = "learner-unknown"
    /// The institution's scale does not have the grade.
    case gradeUnknown = "grade-unknown"
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
    /// There is nothing of that id.
    case nothingThere = "nothing-there"
    /// No role of the caller allows it.
    case forbidden = "forbidden"
    /// Nobody may do it with regard to their own records or their own work.
    case separationOfDuties = "separation-of-duties"
    /// It is not possible in the state in which the thing is.
    case wrongState = "wrong-state"
    /// It is there already.
    case alreadyThere = "already-there"
    /// It was changed since the caller read it.
    case changedMeanwhile = "changed-meanwhile"
    /// The key was used for something else.
    case keyReused = "key-reused"
    /// The item serves another program of the learner.
    case evidenceReused = "evidence-reused"
    /// A file is refused: too large, of a kind that is not taken, infected.
    case fileRefused = "file-refused"
    /// Whoever calls is not known, or no longer.
    case unauthenticated = "unauthenticated"
    /// Something else that is needed cannot be reached just now.
    case unavailable = "unavailable"
  }

  /// One of several things that are wrong, and where.
  public struct Finding: Hashable, Sendable {
    /// Where: `line 14`.
    public var place: String
    /// What is wrong there, and what would be right.
    public var sentence: String

    /// Makes a finding.
    public init(place: String, sentence: String) {
      self.place = place
      self.sentence = sentence
    }
  }

  /// What is refused.
  public var code: Code
  /// Why, and what to do.
  public var reason: String
  /// What is wrong where, in a file of several lines.
  public var findings: [Finding]

  /// Makes a refusal.
  public init(_ code: Code, _ reason: String, findings: [Finding] = []) {
    self.code = code
    self.reason = reason
    self.findings = findings
  }

  /// The reason.
  public var description: String { reason }
}
