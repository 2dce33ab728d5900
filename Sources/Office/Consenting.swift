public import Foundation
import Postgres
public import Storage

/// What a learner allows to be shown; nobody else decides it.
extension Visit {
  /// What a learner allows at present, for all awards.
  public func consents(of learner: UUID) throws -> Set<Consents.Field> {
    let learner = try standing(learner)
    try may(.readLearners, learner: learner)
    return try granted(by: learner)
  }

  /// Notes what the learner allows from now on, or allows no longer.
  public func consent(
    _ wanted: [Consents.Field: Bool], for learner: UUID
  ) throws -> Set<Consents.Field> {
    let learner = try standing(learner)
    guard try isCaller(learner) else {
      throw Refusal(.forbidden, "Only the learner decides what is shown.")
    }
    let before = try granted(by: learner)
    for (field, isGranted) in wanted where before.contains(field) != isGranted {
      try Consents.add(
        field, granted: isGranted, by: learner, of: institution, actor: caller.id, in: transaction)
      try journal(
        "consent", "learner", learner.text, from: isGranted ? "withheld" : "granted",
        to: isGranted ? "granted" : "withheld", reason: "The learner decided: \(field.rawValue).",
        as: .learner)
    }
    return try granted(by: learner)
  }

  private func granted(by learner: UUID) throws -> Set<Consents.Field> {
    Set(
      try Consents.Field.allCases.filter { field in
        try !Consents.granted(field, by: [learner], of: institution, in: transaction).isEmpty
      })
  }
}
