public import Foundation
public import Postgres

/// Rows of merges of two records of one person.
public enum Merges {
  /// A merge.
  public struct Merge: Sendable {
    /// Its id.
    public var id: UUID
    /// The record that was merged.
    public var learner: UUID
    /// The record that it was merged into.
    public var into: UUID
    /// The merging.
    public var merged: Journal.Act
    /// The undoing.
    public var undone: Journal.Act?
  }

  private static let columns: SQL =
    """
    m.merge_id, m.learner_id, m.merged_into, m.merged_at, m.actor, m.role, m.reason,
    u.merged_at, u.actor, u.role, u.reason
    """
  private static let tables: SQL =
    """
    learner_merge m
      join learner l on l.institution_id = m.institution_id and l.learner_id = m.learner_id
      left join learner_merge u on u.institution_id = m.institution_id and u.undoes = m.merge_id
    """

  private static func read(_ row: inout Row) throws -> Merge {
    var merge = Merge(
      id: try row.next(), learner: try row.next(), into: try row.next(),
      merged: Journal.Act(
        at: try row.next(), actor: try row.next(), role: try row.next(), reason: try row.next()))
    if let at = try row.next(PostgresInstant?.self) {
      merge.undone = Journal.Act(
        at: at, actor: try row.next(), role: try row.next(), reason: try row.next())
    }
    return merge
  }

  /// One merge; nil when there is none of that id.
  public static func one(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Merge? {
    try transaction.query(
      """
      select \(sql: columns) from \(sql: tables)
       where m.institution_id = \(institution)::int and m.merge_id = \(id) and m.undoes is null
      """
    ).first { row in try read(&row) }
  }

  /// The merge that made a record part of another one, unless it was undone.
  public static func present(
    of learner: UUID, institution: Int, in transaction: Transaction
  ) throws -> Merge? {
    try transaction.query(
      """
      select \(sql: columns) from \(sql: tables)
       where m.institution_id = \(institution)::int and m.learner_id = \(learner)
         and m.undoes is null and u.merge_id is null
      """
    ).first { row in try read(&row) }
  }

  /// Up to `limit` merges of some records, or of all, before a place; the latest first.
  public static func page(
    of learners: [UUID]?, within reach: Reach, before place: (PostgresInstant, UUID)?, limit: Int,
    institution: Int, in transaction: Transaction
  ) throws -> [Merge] {
    var condition: SQL = "true"
    if let learners {
      condition = "(m.learner_id = any(\(learners)) or m.merged_into = any(\(learners)))"
    }
    if let (at, id) = place {
      condition = "\(sql: condition) and (m.merged_at, m.merge_id) < (\(at), \(id))"
    }
    return try transaction.query(
      """
      select \(sql: columns) from \(sql: tables)
       where m.institution_id = \(institution)::int and m.undoes is null
         and \(sql: reach.learners) and \(sql: condition)
       order by m.merged_at desc, m.merge_id desc limit \(limit)
      """
    ).map { row in try read(&row) }
  }

  /// Records a merge, or with `undoing` that one was undone.
  public static func add(
    _ learner: UUID, into other: UUID, undoing merge: UUID? = nil, by actor: Journal.Actor,
    reason: String, of institution: Int, in transaction: Transaction
  ) throws -> UUID {
    try transaction.query(
      """
      insert into learner_merge
        (institution_id, learner_id, merged_into, undoes, actor, role, reason)
      values (\(institution)::int, \(learner), \(other), \(merge), \(actor.id), \(actor.role),
        \(reason))
      returning merge_id
      """
    ).only()
  }

  /// The records that are part of another one only through this one: merged into it, or into a
  /// record that was, by merges that were not undone.
  public static func below(
    _ learner: UUID, of institution: Int, in transaction: Transaction
  ) throws -> [UUID] {
    try transaction.query(
      """
      with recursive present as (
        select m.learner_id, m.merged_into from learner_merge m
         where m.institution_id = \(institution)::int and m.undoes is null
           and not exists (select from learner_merge u
             where u.institution_id = m.institution_id and u.undoes = m.merge_id)),
      below (learner_id) as (
        select learner_id from present where merged_into = \(learner)
        union
        select p.learner_id from below b join present p on p.merged_into = b.learner_id)
      select learner_id from below where learner_id <> \(learner) order by learner_id
      """
    ).column()
  }
}
