/// In which capacity somebody acts (DOMAIN, section 2).
public enum Role: String, CaseIterable, Sendable {
  /// Enrolls, and watches progress.
  case advisor
  /// Records completions.
  case instructor
  /// Reviews evidence, waives, substitutes.
  case coordinator
  /// Proposes programs.
  case proposer
  /// Approves programs that others proposed.
  case approver
  /// Answers for the transcript: revocations, corrections, the feed.
  case registrar
  /// Imports, and keeps records in order.
  case recordsTechnician = "records technician"
  /// Reads, and writes nothing.
  case auditor
  /// Runs the daemon: tokens, grants, keys.
  case `operator`
  /// A student system or a learning platform.
  case machineClient = "machine client"
  /// A system that gets the feed of the consumers that name its token, and does nothing else. Every
  /// token that a consumer names acts in this role, whatever it was made for.
  case feedClient = "feed client"
  /// Somebody with a record of their own; follows from that record and is never granted.
  case learner

  /// Those that are granted to people and tokens.
  public static let granted = allCases.filter { $0 != .learner }

  /// Whether it is a system, for which there are the consumers alone that name its token.
  var isSystem: Bool { self == .machineClient || self == .feedClient }
}
