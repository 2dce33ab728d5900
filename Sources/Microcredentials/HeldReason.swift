/// Why the notation of an award may not enter the ledger yet. Each goes away by itself once its cause
/// does; nothing is lost in the meantime.
public enum HeldReason: String, CaseIterable, Sendable {
  /// The student system does not know the learner, as far as is known here.
  case noStudentID = "no student id"
  /// A hold on the learner's record.
  case recordHold = "record hold"
  /// A financial hold.
  case financialHold = "financial hold"
  /// The program is suspended.
  case programSuspended = "program suspended"
  /// The award is suspended.
  case awardSuspended = "award suspended"
  /// That the award be revoked is being decided.
  case revocationProposed = "revocation proposed"
}

/// What the gates of the ledger look at besides the award itself.
public struct LedgerStanding: Hashable, Sendable {
  /// The learner's live id in the student system.
  public var student: String?
  /// The reasons for which the learner's holds keep a notation back.
  public var holds: Set<HeldReason>
  /// Whether the program is suspended.
  public var isProgramSuspended: Bool

  /// Makes a standing.
  public init(student: String?, holds: Set<HeldReason> = [], isProgramSuspended: Bool = false) {
    self.student = student
    self.holds = holds
    self.isProgramSuspended = isProgramSuspended
  }

  /// Why a notation is held; nil when every gate is open. What concerns the award goes first, as it
  /// takes a decision; then what the institution lacks.
  public func heldReason(
    isAwardSuspended: Bool, isRevocationProposed: Bool
  ) -> HeldReason? {
    if isRevocationProposed { return .revocationProposed }
    if isAwardSuspended { return .awardSuspended }
    if isProgramSuspended { return .programSuspended }
    if holds.contains(.recordHold) { return .recordHold }
    if holds.contains(.financialHold) { return .financialHold }
    return student == nil ? .noStudentID : nil
  }
}
