/// What a hold on a learner is about.
public enum HoldKind: String, CaseIterable, Sendable {
  /// Nothing of the learner is public: pages are hidden, the registrar's own feed goes on (DOMAIN
  /// invariant 16).
  case directory
  /// Something about the record has to be cleared up first.
  case record
  /// Something has to be paid first.
  case financial

  /// The reason for which such a hold keeps a notation back, where the policy lets it; nil for a
  /// kind that never does.
  public var heldReason: HeldReason? {
    switch self {
    case .directory: nil
    case .record: .recordHold
    case .financial: .financialHold
    }
  }
}
