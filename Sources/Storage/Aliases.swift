public import Foundation
public import Microcredentials
public import Postgres

/// An id that another system has, or had, for a learner.
public struct Alias: Hashable, Sendable {
  /// The record that bears it.
  public var learner: UUID
  /// The id.
  public var id: ExternalID
  /// The first day on which it is theirs; nil for always.
  public var from: Day?
  /// The first day on which it no longer is.
  public var until: Day?

  /// Makes an alias.
  public init(learner: UUID, id: ExternalID, from: Day? = nil, until: Day? = nil) {
    self.learner = learner
    self.id = id
    self.from = from
    self.until = until
  }
}

/// Rows of dated external ids: those of the same system and id never overlap.
public enum Aliases {
  /// All ids of records, ended ones included.
  public static func of(
    _ learners: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [Alias] {
    try transaction.query(
      """
      select learner_id, system, external_id, nullif(valid_from, '-infinity'), valid_until
        from learner_alias
       where institution_id = \(institution)::int and learner_id = any(\(learners))
       order by system, external_id, valid_from
      """
    ).map { row in
      Alias(
        learner: try row.next(), id: ExternalID(system: try row.next(), id: try row.next()),
        from: try row.dayIfAny(), until: try row.dayIfAny())
    }
  }

  /// Whether somebody has the id at some time of the alias. Waits for whoever adds the same id, so
  /// that the answer holds until the transaction ends.
  public static func isTaken(
    _ alias: Alias, of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    let name = "alias:\(institution):\(alias.id.system):\(alias.id.id)"
    _ = try transaction.query("select pg_advisory_xact_lock(hashtextextended(\(name), 0))")
    return try transaction.query(
      """
      select exists (
        select from learner_alias a
         where a.institution_id = \(institution)::int and a.system = \(alias.id.system)
           and a.external_id = \(alias.id.id)
           and (a.valid_until is null or \(alias.from?.stored)::date is null
             or a.valid_until > \(alias.from?.stored))
           and (\(alias.until?.stored)::date is null or a.valid_from < \(alias.until?.stored)))
      """
    ).only()
  }

  /// Adds an id.
  public static func add(
    _ alias: Alias, of institution: Int, by actor: String, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into learner_alias
        (institution_id, system, external_id, valid_from, valid_until, learner_id, recorded_by)
      values (\(institution)::int, \(alias.id.system), \(alias.id.id),
        coalesce(\(alias.from?.stored)::date, '-infinity'), \(alias.until?.stored)::date,
        \(alias.learner), \(actor))
      """)
  }

  /// Gives records ids that nobody bears now; one that belonged to somebody before is theirs from
  /// the day on which that ended. They are written in one order, so that two who bring the same
  /// people wait for each other and do not meet crosswise.
  public static func addPresent(
    _ aliases: [(id: ExternalID, learner: UUID)], of institution: Int, by actor: String,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into learner_alias
        (institution_id, system, external_id, valid_from, learner_id, recorded_by)
      select \(institution)::int, n.system, n.external_id,
             coalesce((
               select max(a.valid_until) from learner_alias a
                where a.institution_id = \(institution)::int and a.system = n.system
                  and a.external_id = n.external_id), '-infinity'),
             n.learner_id, \(actor)
        from unnest(\(aliases.map(\.id.system)), \(aliases.map(\.id.id)),
          \(aliases.map(\.learner))) as n (system, external_id, learner_id)
       order by n.system, n.external_id
      """)
  }

  /// Who last bore ids that nobody bears now.
  public static func lastBearers(
    of ids: [ExternalID], institution: Int, in transaction: Transaction
  ) throws -> [ExternalID: Learner] {
    var bearers: [ExternalID: Learner] = [:]
    try transaction.query(
      """
      select distinct on (a.system, a.external_id)
             a.system, a.external_id, l.learner_id, l.name, l.email
        from unnest(\(ids.map(\.system)), \(ids.map(\.id))) as n (system, external_id)
        join learner_alias a
          on a.institution_id = \(institution)::int and a.system = n.system
         and a.external_id = n.external_id
        join learner l on l.institution_id = a.institution_id and l.learner_id = a.learner_id
       order by a.system, a.external_id, a.valid_from desc
      """
    ).forEach { row in
      let id = ExternalID(system: try row.next(), id: try row.next())
      bearers[id] = Learner(id: try row.next(), name: try row.next(), email: try row.next())
    }
    return bearers
  }

  /// Ends ids that are borne now, each on its day, but not later than `today`, and not before it
  /// was borne for a day.
  public static func endPresent(
    _ ends: [(id: ExternalID, day: Day)], notAfter today: Day, of institution: Int,
    in transaction: Transaction
  ) throws {
    guard !ends.isEmpty else { return }
    try transaction.execute(
      """
      update learner_alias a
         set valid_until = greatest(least(n.day, \(today.stored)), a.valid_from + 1)
        from unnest(\(ends.map(\.id.system)), \(ends.map(\.id.id)),
          \(ends.map(\.day.stored))) as n (system, external_id, day)
       where a.institution_id = \(institution)::int and a.system = n.system
         and a.external_id = n.external_id and a.valid_until is null
      """)
  }

  /// Ends the id that a record bears now; false when it bears no such id.
  public static func end(
    _ id: ExternalID, of learner: UUID, on day: Day, institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      """
      update learner_alias set valid_until = \(day.stored)
       where institution_id = \(institution)::int and system = \(id.system)
         and external_id = \(id.id) and learner_id = \(learner) and valid_until is null
      """) > 0
  }
}

extension Learners {
  /// Adds a record without any id.
  public static func add(
    _ learner: Learner, of institution: Int, by actor: String, in transaction: Transaction
  ) throws {
    try add([learner], of: institution, by: actor, in: transaction)
  }

  /// Adds records without any id.
  public static func add(
    _ learners: [Learner], of institution: Int, by actor: String, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into learner (institution_id, learner_id, name, email, recorded_by)
      select \(institution)::int, n.learner_id, n.name, n.email, \(actor)
        from unnest(\(learners.map(\.id)), \(learners.map(\.name)), \(learners.map(\.email)))
          as n (learner_id, name, email)
      """)
  }
}
