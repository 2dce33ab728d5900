public import Foundation
public import Microcredentials
public import Postgres
public import Storage

extension Office {
  /// Up to `limit` awards made after one, in the order in which they were made; of all programs, or
  /// of one.
  public func awards(
    after last: UUID? = nil, limit: Int = 500, program: String? = nil, of institution: Int
  ) async throws -> [Awards.Listed] {
    try await database.read(as: Scopes.institution(institution)) {
      try Awards.listed(
        after: last, limit: min(max(limit, 1), 10_000), program: program.map { Code.key($0) },
        of: institution, in: $0)
    }
  }
}

/// An award with its whole story.
public struct AwardStory: Sendable {
  /// The award.
  public var award: Awards.Shown
  /// Where the badge is found by the world.
  public var credential: String?
  /// Whether its line in the transcript has left the house.
  public var isDelivered: Bool
  /// Why its notation is held, and since when.
  public var held: (reason: HeldReason, since: PostgresInstant)?
  /// Suspensions and resumptions, in order.
  public var suspensions: [Awards.Suspension]
  /// How it ended.
  public var ending: Awards.Ending?
  /// The proposal to revoke or correct it that somebody has still to decide.
  public var proposal: UUID?
  /// The decision that it was made from, as JSON text.
  public var decision: String
  /// Whether the caller sees their own award: reasons and names of staff are not for them.
  public var isOwn: Bool
  /// How claiming its badge stands.
  public var claim: Claims.Standing?
}

/// Awards as people and systems see them, and their suspension.
extension Visit {
  /// Awards that the caller may see, one more than `limit` where there are more.
  public func awards(
    _ filter: Awards.Filter, by order: Awards.Order, after place: Awards.Place?, limit: Int
  ) throws -> [Awards.Shown] {
    try Awards.page(
      filter, within: reach(.readAwards), by: order, after: place, limit: limit + 1,
      of: institution, in: transaction)
  }

  /// Where the badge of an award is found by the world.
  public func address(ofBadge id: UUID) -> String {
    "\(caller.institution.site)/credentials/\(id.text)"
  }

  /// An award that the caller may see, with its whole story.
  public func award(_ id: UUID) throws -> AwardStory {
    let (award, role) = try award(id, for: .readAwards)
    let isOwn = role == .learner
    let decision = try Awards.decision(
      ofAward: id, institution: institution, in: transaction)
    return AwardStory(
      award: award, credential: award.credential.map(address),
      isDelivered: try DeliveredLines.isDelivered(id, of: institution, in: transaction),
      held: try HeldNotations.one(id, of: institution, in: transaction),
      suspensions: try Awards.suspensions(of: id, institution: institution, in: transaction),
      ending: try Awards.ending(of: id, institution: institution, in: transaction),
      proposal: isOwn
        ? nil : try Proposals.pending(of: id, institution: institution, in: transaction),
      decision: decision ?? "null", isOwn: isOwn, claim: try claimStanding(ofAward: id))
  }

  /// An award that the caller may decide about, as nobody changes it until the visit is over.
  public func locking(award id: UUID) throws -> AwardStory {
    _ = try lockedAward(id)
    return try award(id)
  }

  /// Suspends an award, or resumes it.
  public func suspend(_ id: UUID, _ isSuspended: Bool, reason: String) throws -> AwardStory {
    let (award, role) = try lockedAward(id)
    try refuseOwn(award.learner, "Nobody decides about their own award.")
    guard award.state == (isSuspended ? .live : .suspended) else {
      throw Refusal(
        .wrongState,
        isSuspended
          ? "Only an issued award is suspended; this one is \(award.state.rawValue)."
          : "Only a suspended award is resumed; this one is \(award.state.rawValue).")
    }
    try Awards.suspend(
      id, isSuspended, by: Journal.Actor(id: caller.id, role: role.rawValue), reason: reason,
      of: institution, in: transaction)
    // Whoever fetches the badge sees it: it names the list that says so.
    try signAgain([id])
    try journal(
      isSuspended ? "suspend" : "resume", "award", id.text, from: award.state.rawValue,
      to: (isSuspended ? Awards.State.suspended : .live).rawValue, reason: reason, as: role)
    return try self.award(id)
  }

  /// An award whose enrollment is locked, so that the loop and other registrars wait; and the role
  /// in which the caller may decide about it.
  func lockedAward(_ id: UUID) throws -> (award: Awards.Shown, role: Role) {
    if let found = try Awards.one(id, of: institution, in: transaction) {
      try Enrollments.lock([found.enrollment], of: institution, in: transaction)
    }
    return try award(id, for: .governAwards)
  }

  /// An award, and the role in which the caller may do something with it.
  func award(_ id: UUID, for action: Action) throws -> (award: Awards.Shown, role: Role) {
    guard let award = try Awards.one(id, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "There is no award of this id.")
    }
    return (award, try may(action, learner: award.learner, unit: award.unit))
  }
}
