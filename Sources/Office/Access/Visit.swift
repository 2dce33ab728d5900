import Foundation
public import Microcredentials
import Postgres
import Storage

/// A caller's visit to the office: one transaction, in which use cases are methods.
///
/// What a visit does happens as a whole or not at all, and every change it makes is authorised and
/// written into the journal.
public struct Visit {
  /// Who comes.
  public let caller: Caller
  /// The open transaction; nobody outside of the office can reach the database through a visit.
  let transaction: Transaction
  let office: Office

  /// The number of the caller's institution.
  public var institution: Int { caller.institution.id }

  /// Today in the institution's zone.
  public func today() throws -> Day {
    try Institutions.now(of: institution, at: office.clock?(), in: transaction).1
  }

  /// The role in which the caller may do something that belongs to a unit, or to no unit.
  ///
  /// Throws a refusal when no role of the caller allows it.
  @discardableResult
  func may(_ action: Action, unit: String?) throws -> Role {
    let grants = caller.grants(for: action)
    let grant = grants.first { grant in
      guard let units = grant.units else { return true }
      return unit.map(units.contains) ?? false
    }
    if let grant { return grant.role }
    throw Refusal.forbidden(action, isLimited: !grants.isEmpty)
  }

  /// The role in which the caller may do something that concerns a learner: one that holds
  /// everywhere, one in a unit of a program that the learner is enrolled in, or being the learner.
  @discardableResult
  func may(_ action: Action, learner: UUID) throws -> Role {
    let grants = caller.grants(for: action)
    if let grant = grants.first(where: { $0.units == nil }) { return grant.role }
    if caller.isLearner(for: action), try isCaller(learner) { return .learner }
    for grant in grants {
      let units = Array(grant.units ?? [])
      if try Learners.isEnrolled(learner, in: units, of: institution, in: transaction) {
        return grant.role
      }
    }
    throw Refusal.forbidden(action, isLimited: !grants.isEmpty || caller.isLearner(for: action))
  }

  /// The role for what belongs to no unit and no learner, such as a list: any grant will do, and
  /// what is listed is limited by `reach`.
  @discardableResult
  func may(_ action: Action) throws -> Role {
    if let grant = caller.grants(for: action).first { return grant.role }
    if caller.isLearner(for: action) { return .learner }
    throw Refusal.forbidden(action, isLimited: false)
  }

  /// Whose records the caller may see in a list.
  func reach(_ action: Action) throws -> Reach {
    let grants = caller.grants(for: action)
    if grants.contains(where: { $0.units == nil }) { return .all }
    if !grants.isEmpty {
      return .units(Array(grants.reduce(into: Set<String>()) { $0.formUnion($1.units ?? []) }))
    }
    if caller.isLearner(for: action), let learner = caller.learner { return .learner(learner) }
    throw Refusal.forbidden(action, isLimited: false)
  }

  /// Whether a record is the caller's own, or was merged into it.
  func isCaller(_ learner: UUID) throws -> Bool {
    guard let own = caller.learner else { return false }
    if own == learner { return true }
    return try Learners.standing(learner, of: institution, in: transaction) == own
  }

  /// Refuses what nobody may do with regard to their own records (DOMAIN, section 2).
  func refuseOwn(_ learner: UUID, _ sentence: String) throws {
    guard try !isCaller(learner) else { throw Refusal(.separationOfDuties, sentence) }
  }

  /// Writes into the journal what the caller did, in the role in which it was allowed to.
  func journal(
    _ action: String, _ kind: String, _ subject: String, from: String? = nil, to: String? = nil,
    reason: String, as role: Role
  ) throws {
    try Journal.add(
      [
        Journal.Entry(
          action: action, subjectKind: kind, subject: subject, from: from, to: to, reason: reason)
      ], by: Journal.Actor(id: caller.id, role: role.rawValue), of: institution, in: transaction)
  }
}

extension Office {
  /// Lets a caller read; the body sees each statement's own snapshot.
  public func reading<Result: Sendable>(
    as caller: Caller, _ body: @escaping @Sendable (Visit) throws -> Result
  ) async throws -> Result {
    try await database.read(as: Scopes.institution(caller.institution.id)) { transaction in
      try body(Visit(caller: caller, transaction: transaction, office: self))
    }
  }

  /// Lets a caller act: all of the body, or nothing of it.
  public func acting<Result: Sendable>(
    as caller: Caller, _ body: @escaping @Sendable (Visit) throws -> Result
  ) async throws -> Result {
    // After the commit: what was done may have made marks, and whoever waits should not wait long.
    defer { wakeUp.ring() }
    return try await database.write(as: Scopes.institution(caller.institution.id)) { transaction in
      try body(Visit(caller: caller, transaction: transaction, office: self))
    }
  }
}

extension Refusal {
  static func forbidden(_ action: Action, isLimited: Bool) -> Refusal {
    let roles = action.roles.map(\.rawValue).sorted().joined(separator: ", ")
    return Refusal(
      .forbidden,
      isLimited
        ? "Your role does not reach this record: it is limited to a unit or to yourself."
        : "To \(action.rawValue) takes one of these roles: \(roles).")
  }
}
