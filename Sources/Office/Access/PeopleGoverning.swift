public import Foundation
import Postgres
public import Storage

/// Somebody with the roles that they hold.
public struct PersonWithGrants: Sendable {
  /// Who it is.
  public var person: Person
  /// The roles held now.
  public var grants: [People.Grant]
}

/// People, and the roles that they hold; governed by operators.
extension Visit {
  /// People by their ids, one more than `limit` where there are more.
  public func people(after last: UUID?, limit: Int) throws -> [PersonWithGrants] {
    try may(.governAccess, unit: nil)
    return try People.page(after: last, limit: limit + 1, of: institution, in: transaction)
      .map { try withGrants($0) }
  }

  /// One person.
  public func person(_ id: UUID) throws -> PersonWithGrants {
    try may(.governAccess, unit: nil)
    return try withGrants(known(id))
  }

  /// The person of a sign-in.
  public func person(subject: String) throws -> PersonWithGrants {
    try may(.governAccess, unit: nil)
    guard let id = try People.find(subject: subject, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "Nobody has signed in with this subject.")
    }
    return try withGrants(known(id))
  }

  /// Adds a person before the first sign-in, so that roles can be granted.
  public func addPerson(subject: String, name: String, email: String?) throws -> PersonWithGrants {
    let role = try may(.governAccess, unit: nil)
    let id = try People.add(
      subject: subject, name: name, email: email, of: institution, in: transaction)
    try journal(
      "add person", "person", id.text, to: "there", reason: "Before the first sign-in.", as: role)
    return try withGrants(known(id))
  }

  /// Grants a role, everywhere or in a unit; never to oneself.
  public func grant(
    _ role: Role, unit: String?, to id: UUID, reason: String
  ) throws -> PersonWithGrants {
    let person = try known(id)
    let own = try may(.governAccess, unit: unit)
    guard id != caller.person else {
      throw Refusal(.separationOfDuties, "Nobody grants themselves a role.")
    }
    guard role != .learner else {
      throw Refusal(.invalid, "Being a learner is not granted: link the person to the learner.")
    }
    if let unit, try People.within(units: [unit], of: institution, in: transaction).isEmpty {
      throw Refusal(.invalid, "There is no unit \(unit).")
    }
    _ = try People.grant(
      role.rawValue, unit: unit, to: id, origin: "here", reason: reason, of: institution,
      by: caller.id, in: transaction)
    try journal(
      "grant role", "person", id.text, to: Self.words(role.rawValue, unit), reason: reason,
      as: own)
    return try withGrants(person)
  }

  /// Takes a role away; not one's own as operator when nobody else is one.
  public func endGrant(_ grant: UUID, of id: UUID, reason: String) throws -> PersonWithGrants {
    let person = try withGrants(known(id))
    guard let grant = person.grants.first(where: { $0.id == grant }) else {
      throw Refusal(.nothingThere, "The person holds no role under this id.")
    }
    let own = try may(.governAccess, unit: grant.unit)
    if id == caller.person, grant.role == Role.operator.rawValue {
      let isHeld = try People.isHeld(
        grant.role, byAnotherThan: id, of: institution, in: transaction)
      guard isHeld else {
        throw Refusal(
          .wrongState, "You are the last operator: grant the role to somebody else first.")
      }
    }
    guard try People.end(grant.id, of: institution, by: caller.id, in: transaction) else {
      throw Refusal(.wrongState, "The role was taken away before.")
    }
    try journal(
      "end role", "person", id.text, from: Self.words(grant.role, grant.unit), reason: reason,
      as: own)
    return try withGrants(known(id))
  }

  /// Says which learner a person is, or that it is none; never of oneself.
  public func link(
    _ id: UUID, toLearner learner: UUID?, reason: String
  ) throws -> PersonWithGrants {
    let role = try may(.governAccess, unit: nil)
    let person = try known(id)
    guard id != caller.person else {
      throw Refusal(.separationOfDuties, "Nobody links themselves to a learner.")
    }
    let record = try learner.map { learner in try standing(learner) }
    try People.link(id, to: record, of: institution, in: transaction)
    try journal(
      "link person", "person", id.text, from: person.learner?.text, to: record?.text ?? "none",
      reason: reason, as: role)
    return try withGrants(known(id))
  }

  private func known(_ id: UUID) throws -> Person {
    guard let person = try People.one(id, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "There is no person of this id.")
    }
    return person
  }

  private func withGrants(_ person: Person) throws -> PersonWithGrants {
    PersonWithGrants(
      person: person,
      grants: try People.grants(of: person.id, institution: institution, in: transaction))
  }

  private static func words(_ role: String, _ unit: String?) -> String {
    unit.map { "\(role) in \($0)" } ?? role
  }
}
