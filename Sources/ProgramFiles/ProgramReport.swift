public import Microcredentials

/// What a check of a program version found.
public struct ProgramReport: Hashable, Sendable {
  /// The credits with which the program can be earned.
  public var credits: CreditRange
  /// The credits that the program states.
  public var stated: Quantity?
  /// What was found, errors first.
  public var problems: [ProgramProblem]

  /// Whether the version may be approved: it has no errors, though it may have warnings.
  public var isAcceptable: Bool { !problems.contains { $0.severity == .error } }
}

extension ProgramReport: CustomStringConvertible {
  /// `can be earned with 8 credits; everything on offer: 17`
  public var description: String {
    guard let largest = credits.largest else {
      let unknown = "; some courses do not state theirs"
      return (stated.map { "states \($0) credits" } ?? "can be earned with \(credits)") + unknown
    }
    if largest == 0 { return "can be earned without credits" }
    let menu = credits.menu > largest ? "; everything on offer: \(credits.menu)" : ""
    return "can be earned with \(credits)\(menu)"
  }
}

/// Something about a program version that keeps it from being approved, or deserves a look.
public struct ProgramProblem: Hashable, Sendable {
  /// How bad it is.
  public enum Severity: String, Hashable, Sendable {
    /// The version cannot be approved.
    case error
    /// The version can be approved, but may not say what was meant.
    case warning
  }

  /// What it is about.
  public enum Subject: Hashable, Sendable {
    /// A section, by its key: `credit`.
    case section(String)
    /// A requirement, by its id.
    case requirement(String)
  }

  /// How bad it is.
  public var severity: Severity
  /// What it is about.
  public var subject: Subject
  /// What is wrong, without a full stop.
  public var message: String
  /// What would be right, as a sentence.
  public var remedy: String
  /// Where it is, for a version read from a file.
  public var place: Place?
}

extension ProgramProblem: CustomStringConvertible {
  /// `error: line 14: message. remedy`, without the line where it is not known.
  public var description: String {
    let line = place.map { "line \($0.line): " } ?? ""
    return "\(severity.rawValue): \(line)\(message). \(remedy)"
  }
}
