public import Foundation
import Postgres
import Storage

/// A registrar who said a last word about an award takes it back.
extension Visit {
  /// Lets the program be awarded again to somebody whose award was revoked for good: the loop does it
  /// as soon as the facts deserve it, in the ledger with a line that follows the voided one.
  public func liftBar(_ id: UUID, reason: String) throws -> AwardStory {
    let (award, role) = try lockedAward(id)
    try refuseOwn(award.learner, "Nobody decides about their own award.")
    let ending = try Awards.ending(of: id, institution: institution, in: transaction)
    guard let ending, ending.barsAnother else {
      throw Refusal(
        .wrongState, "Nothing bars another award: it is \(award.state.rawValue), and not for good.")
    }
    guard ending.barLiftedAt == nil else {
      throw Refusal(.wrongState, "The bar was lifted already.")
    }
    try Awards.liftBar(
      id, by: Journal.Actor(id: caller.id, role: role.rawValue), reason: reason, of: institution,
      in: transaction)
    try journal("lift bar", "award", id.text, from: "barred", reason: reason, as: role)
    return try self.award(id)
  }
}
