public import Foundation
public import Microcredentials
public import Storage

/// Learners, and the ids that other systems know them by.
extension Visit {
  /// Learners that the caller may see by the records that stand, one more than `limit` where there
  /// are more.
  public func learners(
    _ filter: Learners.Filter, after last: UUID?, limit: Int
  ) throws -> [Learners.Profile] {
    try Learners.page(
      filter, within: reach(.readLearners), after: last, limit: limit + 1, of: institution,
      in: transaction)
  }

  /// One record that the caller may see.
  public func learner(_ id: UUID) throws -> Learners.Profile {
    let profile = try profile(id)
    try may(.readLearners, learner: id)
    return profile
  }

  /// Adds a learner with the ids that other systems know them by; import rows that waited for one
  /// of them go in.
  public func addLearner(
    _ name: String, email: String?, ids: [(id: ExternalID, from: Day?)], reason: String
  ) throws -> Learners.Profile {
    let role = try may(.writeLearners)
    let learner = Learner(id: UUID(), name: name, email: email)
    try Learners.add(learner, of: institution, by: caller.id, in: transaction)
    try journal("add learner", "learner", learner.id.text, reason: reason, as: role)
    // In one order, so that two calls with the same ids do not wait for each other.
    for (id, from) in ids.sorted(by: { ($0.id.system, $0.id.id) < ($1.id.system, $1.id.id) }) {
      try add(Alias(learner: learner.id, id: id, from: from))
    }
    return try profile(learner.id)
  }

  /// Changes name or address of a record that stands, if it is still as the caller has read it.
  public func changeLearner(
    _ id: UUID, if isStill: (Learners.Profile) throws -> Void, reason: String,
    _ change: (inout Learner) -> Void
  ) throws -> Learners.Profile {
    let (profile, role) = try ownedByOthers(id)
    try isStill(profile)
    var learner = profile.learner
    change(&learner)
    guard learner != profile.learner else { return profile }
    try Learners.change([learner], of: institution, in: transaction)
    try journal("change learner", "learner", id.text, reason: reason, as: role)
    return try self.profile(id)
  }

  /// Gives a learner an id in another system, from a day on or for a time that is over; import rows
  /// that waited for it go in.
  public func addAlias(
    _ alias: Alias, reason: String
  ) throws -> Learners.Profile {
    let (_, role) = try ownedByOthers(alias.learner)
    try add(alias)
    try journal(
      "add id", "learner", alias.learner.text, to: alias.id.system, reason: reason, as: role)
    return try profile(alias.learner)
  }

  /// Ends the id that a learner bears now: from the day on it is nobody's.
  public func endAlias(
    _ id: ExternalID, of learner: UUID, on day: Day?, reason: String
  ) throws -> Learners.Profile {
    let (profile, role) = try ownedByOthers(learner)
    let today = try today()
    let day = day ?? today
    guard let alias = profile.aliases.first(where: { $0.id == id && $0.until == nil }) else {
      throw Refusal(.nothingThere, "The learner does not bear this id now.")
    }
    guard day <= today, alias.from.map({ $0 < day }) ?? true else {
      throw Refusal(.invalid, "An id ends after the day it began, and not later than today.")
    }
    _ = try Aliases.end(
      id, of: alias.learner, on: day, institution: institution, in: transaction)
    try journal("end id", "learner", learner.text, from: id.system, reason: reason, as: role)
    return try self.profile(learner)
  }

  private func add(_ alias: Alias) throws {
    let today = try today()
    guard alias.from ?? today <= today, alias.until ?? today <= today else {
      throw Refusal(.invalid, "The days of an id are not later than today.")
    }
    if let from = alias.from, let until = alias.until, until <= from {
      throw Refusal(.invalid, "An id ends after the day it began.")
    }
    guard try !Aliases.isTaken(alias, of: institution, in: transaction) else {
      throw Refusal(
        .alreadyThere,
        "An id of the system \(alias.id.system) is taken for that time: end it where it is, or "
          + "merge the two records if they are of one person.")
    }
    try Aliases.add(alias, of: institution, by: caller.id, in: transaction)
    guard alias.until == nil else { return }
    var writer = RosterWriter(
      institution: institution, actor: caller.id, run: nil, in: transaction)
    try writer.resolveWaiting(for: [RosterWriter.name(of: alias.id)])
  }

  /// A record that the caller is about to change, locked; not the caller's own, and one that stands.
  private func ownedByOthers(_ id: UUID) throws -> (Learners.Profile, Role) {
    try Learners.lock([id], of: institution, in: transaction)
    let profile = try profile(id)
    let role = try may(.writeLearners, learner: id)
    try refuseOwn(id, "Nobody changes their own record.")
    if let other = profile.mergedInto {
      throw Refusal(
        .wrongState, "The record was merged into \(other.text): change that one.")
    }
    return (profile, role)
  }

  private func profile(_ id: UUID) throws -> Learners.Profile {
    guard let profile = try Learners.profile(id, of: institution, in: transaction) else {
      throw Refusal(.noLearner, "There is no learner of this id.")
    }
    return profile
  }
}
