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
  /// The learner's live ids in the student system, of one record; the one that began last first.
  public var students: [String]
  /// The holds on the learner.
  public var holds: Set<HoldKind>
  /// Whether the program is suspended.
  public var isProgramSuspended: Bool

  /// Makes a standing.
  public init(
    students: [String] = [], holds: Set<HoldKind> = [], isProgramSuspended: Bool = false
  ) {
    self.students = students
    self.holds = holds
    self.isProgramSuspended = isProgramSuspended
  }

  /// The id in the student system that a new notation names.
  public var student: String? { students.first }

  /// Why a notation is held; nil when every gate is open. What concerns the award goes first, as it
  /// takes a decision; then what the institution lacks. Holds count where the policy says so.
  public func heldReason(
    under policy: Policy, isAwardSuspended: Bool, isRevocationProposed: Bool
  ) -> HeldReason? {
    let reasons = Set(holds.intersection(policy.notationHolds).compactMap(\.heldReason))
    if isRevocationProposed { return .revocationProposed }
    if isAwardSuspended { return .awardSuspended }
    if isProgramSuspended { return .programSuspended }
    if reasons.contains(.recordHold) { return .recordHold }
    if reasons.contains(.financialHold) { return .financialHold }
    return student == nil ? .noStudentID : nil
  }
}
