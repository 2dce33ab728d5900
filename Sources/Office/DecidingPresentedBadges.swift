public import Foundation
public import Microcredentials
import Postgres
public import Storage

/// What coordinators make of badges of other issuers that were presented.
extension Visit {
  /// Accepts a presented badge for a certification or credential that the criteria name: the fact
  /// is recorded, and the loop awards where it was the last that was missing.
  public func acceptPresentedBadge(
    _ id: UUID, as kind: FactKind, code: String, reason: String
  ) throws -> PresentedBadges.Listed {
    let (badge, enrollment, role) = try deciding(id)
    let code = Code.key(code)
    try CredentialRequirements(of: enrollment.id, in: self).check(kind, code)
    let (now, _) = try Institutions.now(of: institution, at: office.clock?(), in: transaction)
    if let end = badge.says.validUntil, end.microsecondsSince1970 <= now.microsecondsSince1970 {
      throw Refusal(.wrongState, "The badge is no longer valid: it ended since it was presented.")
    }
    let completion = StoredCompletion(
      id: UUID(), learner: enrollment.learner,
      fact: Fact(
        id: "", kind: kind, code: code, on: badge.says.earnedOn,
        expires: badge.says.validUntil.map(firstDayAfter)),
      state: .final, title: badge.says.achievement,
      issuer: badge.says.issuerName ?? badge.says.issuer)
    try check(completion, grades: grades())
    try Completions.add(
      [completion], of: institution, by: caller.id, reason: reason, importing: nil,
      in: transaction)
    try journal(
      "record completion", "completion", completion.id.text, to: completion.state.rawValue,
      reason: reason, as: role)
    return try decide(
      badge, PresentedBadges.Decision.Meaning(kind: kind, code: code, completion: completion.id),
      reason: reason, as: role)
  }

  /// Declines a presented badge; it may be presented again.
  public func declinePresentedBadge(
    _ id: UUID, reason: String
  ) throws -> PresentedBadges.Listed {
    let (badge, _, role) = try deciding(id)
    return try decide(badge, nil, reason: reason, as: role)
  }

  private func decide(
    _ badge: PresentedBadges.Listed, _ meaning: PresentedBadges.Decision.Meaning?, reason: String,
    as role: Role
  ) throws -> PresentedBadges.Listed {
    try PresentedBadges.decide(
      badge.says, meaning: meaning, reason: reason,
      by: Journal.Actor(id: caller.id, role: role.rawValue), of: institution, in: transaction)
    let decided = try presented(badge.says.id)
    try journal(
      meaning == nil ? "decline presented badge" : "accept presented badge", "presented badge",
      badge.says.id.text, from: badge.state, to: decided.state, reason: reason, as: role)
    return decided
  }

  /// A presentation that waits, with what a decision changes locked; and the role to decide in.
  private func deciding(
    _ id: UUID
  ) throws -> (badge: PresentedBadges.Listed, enrollment: Enrollments.Listed, role: Role) {
    let (enrollment, role) = try self.enrollment(
      presented(id).says.enrollment, for: .decidePresentedBadges)
    try refuseOwn(enrollment.learner, "Nobody decides about their own badges.")
    _ = try lock(personOf: enrollment)
    let badge = try presented(id)
    guard badge.presentedBy != caller.id else {
      throw Refusal(
        .separationOfDuties,
        "Whoever presented a badge does not decide about it: somebody else has to.")
    }
    guard badge.decision == nil else {
      throw Refusal(.wrongState, "The badge was \(badge.state) already.")
    }
    return (badge, enrollment, role)
  }

  /// The first day on which what ends at an instant no longer holds at all.
  private func firstDayAfter(_ end: PostgresInstant) -> Day {
    Day(seconds: end.seconds - 1, in: caller.institution.zone).adding(days: 1)
  }
}
