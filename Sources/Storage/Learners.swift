public import Foundation
public import Postgres

/// A learner's id in another system: `sis` and `123`.
public struct ExternalID: Hashable, Sendable {
  /// The system that uses it.
  public var system: String
  /// The id there.
  public var id: String

  /// Makes an external id.
  public init(system: String, id: String) {
    self.system = system
    self.id = id
  }
}

/// A learner as stored.
public struct Learner: Hashable, Sendable {
  /// The learner's id.
  public var id: UUID
  /// The present name.
  public var name: String
  /// The present e-mail address.
  public var email: String?

  /// Makes a learner.
  public init(id: UUID, name: String, email: String?) {
    self.id = id
    self.name = name
    self.email = email
  }
}

/// Rows of learners and of the ids that others know them by.
public enum Learners {
  /// The learners behind present external ids; a merged record stands for the one it was merged
  /// into only where facts are gathered, not here.
  public static func find(
    _ ids: [ExternalID], of institution: Int, in transaction: Transaction
  ) throws -> [ExternalID: Learner] {
    var found: [ExternalID: Learner] = [:]
    try transaction.query(
      """
      select a.system, a.external_id, l.learner_id, l.name, l.email
        from unnest(\(ids.map(\.system)), \(ids.map(\.id))) as n (system, external_id)
        join learner_alias a
          on a.institution_id = \(institution)::int and a.system = n.system
         and a.external_id = n.external_id and a.valid_until is null
        join learner l on l.institution_id = a.institution_id and l.learner_id = a.learner_id
      """
    ).forEach { row in
      let id = ExternalID(system: try row.next(), id: try row.next())
      found[id] = Learner(id: try row.next(), name: try row.next(), email: try row.next())
    }
    return found
  }

  /// Changes names and addresses.
  public static func change(
    _ learners: [Learner], of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update learner l set name = n.name, email = n.email
        from unnest(\(learners.map(\.id)), \(learners.map(\.name)), \(learners.map(\.email)))
          as n (learner_id, name, email)
       where l.institution_id = \(institution)::int and l.learner_id = n.learner_id
      """)
  }

  /// Records merged into these learners: which into which.
  public static func merged(
    into learners: [UUID], of institution: Int, in transaction: Transaction
  ) throws -> [UUID: UUID] {
    var into: [UUID: UUID] = [:]
    try transaction.query(
      """
      select learner_id, merged_into from learner
       where institution_id = \(institution)::int and merged_into = any(\(learners))
      """
    ).forEach { row in into[try row.next(UUID.self)] = try row.next(UUID.self) }
    return into
  }

  /// The record that stands for a learner: the one it was merged into, or itself; nil when there is
  /// none of that id.
  public static func standing(
    _ learner: UUID, of institution: Int, in transaction: Transaction
  ) throws -> UUID? {
    try transaction.query(
      """
      select coalesce(merged_into, learner_id) from learner
       where institution_id = \(institution)::int and learner_id = \(learner)
      """
    ).first { row in try row.next() }
  }

  /// All records of the person of this one: those that were merged into the same.
  public static func same(
    as learner: UUID, of institution: Int, in transaction: Transaction
  ) throws -> [UUID] {
    try transaction.query(
      """
      select l.learner_id from learner l
       where l.institution_id = \(institution)::int and coalesce(l.merged_into, l.learner_id) = (
         select coalesce(o.merged_into, o.learner_id) from learner o
          where o.institution_id = \(institution)::int and o.learner_id = \(learner))
      """
    ).column()
  }

  /// Whether a person is enrolled in a program of one of the units, under any record.
  public static func isEnrolled(
    _ learner: UUID, in units: [String], of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select exists (
        select from enrollment e
          join program p using (institution_id, program_id)
         where e.institution_id = \(institution)::int and p.unit = any(\(units))
           and e.learner_id in (
             select \(learner)::uuid
             union all
             select records_of_people(\(institution)::int, array[\(learner)::uuid])))
      """
    ).only()
  }

  /// Locks learners in the order of their ids until the transaction ends, so that of several
  /// workers one at a time awards the records of a person.
  public static func lock(
    _ learners: [UUID], of institution: Int, in transaction: Transaction
  ) throws {
    _ = try transaction.query(
      """
      select 1 from learner
       where institution_id = \(institution)::int and learner_id = any(\(learners))
       order by learner_id for no key update
      """)
  }
}
