public import Foundation
public import Postgres

extension Completions {
  /// Which provisional results become final.
  public struct Release: Sendable {
    /// Of the term with this code.
    public var term: String
    /// With this code, as codes are compared; nil for any.
    public var codeKey: String?
    /// Of this section; nil for any.
    public var section: String?
    /// Not those of this person, by all records.
    public var except: [UUID]
    /// Why.
    public var reason: String

    /// Makes a release.
    public init(
      term: String, codeKey: String?, section: String?, except: [UUID], reason: String
    ) {
      self.term = term
      self.codeKey = codeKey
      self.section = section
      self.except = except
      self.reason = reason
    }
  }

  /// Makes up to `limit` provisional results final, each with its entry in the journal. Returns how
  /// many were found and how many became final: what somebody else changes meanwhile does not.
  public static func release(
    _ release: Release, within reach: Reach, limit: Int, by actor: Journal.Actor,
    of institution: Int, in transaction: Transaction
  ) throws -> (found: Int, released: Int) {
    try transaction.query(
      """
      with due as materialized (
        select c.* from completion c
          join learner l on l.institution_id = c.institution_id and l.learner_id = c.learner_id
         where \(sql: condition(release, reach, institution))
           and c.learner_id <> all(\(release.except))
         order by c.completion_id limit \(limit)),
      added as (
        insert into completion
          (institution_id, completion_id, revision, learner_id, kind, code, title, happened_on,
           state, grade, score, credits, hours, points, passed, origin, attempt, term, expires,
           issuer, section, tags, recorded_by, reason)
        select institution_id, completion_id, revision + 1, learner_id, kind, code, title,
               happened_on, 'final', grade, score, credits, hours, points, passed, origin, attempt,
               term, expires, issuer, section, tags, \(actor.id), \(release.reason)
          from due
        on conflict do nothing
        returning completion_id),
      noted as (
        insert into journal
          (institution_id, actor, role, action, subject_kind, subject_id, from_state, to_state,
           reason)
        select \(institution)::int, \(actor.id), \(actor.role), 'release result', 'completion',
               completion_id::text, 'provisional', 'final', \(release.reason)
          from added)
      select (select count(*) from due), (select count(*) from added)
      """
    ).only { row in (try row.next(), try row.next()) }
  }

  /// How many provisional results a release leaves alone because they are the person's own.
  public static func left(
    by release: Release, within reach: Reach, of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.query(
      """
      select count(*) from completion c
        join learner l on l.institution_id = c.institution_id and l.learner_id = c.learner_id
       where \(sql: condition(release, reach, institution))
         and c.learner_id = any(\(release.except))
      """
    ).only()
  }

  /// Whether a term has this code, in the table of terms or in any result.
  public static func knows(
    term: String, of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select exists (select from term
               where institution_id = \(institution)::int and code = \(term))
          or exists (select from completion
               where institution_id = \(institution)::int and term = \(term))
      """
    ).only()
  }

  private static func condition(_ release: Release, _ reach: Reach, _ institution: Int) -> SQL {
    var all: SQL =
      """
      c.institution_id = \(institution)::int and c.term = \(release.term)
        and c.state = 'provisional' and \(sql: reach.learners)
        and not exists (select from completion later
          where later.institution_id = c.institution_id
            and later.completion_id = c.completion_id and later.revision > c.revision)
      """
    if let code = release.codeKey { all = "\(sql: all) and c.code = \(code)" }
    if let section = release.section { all = "\(sql: all) and c.section = \(section)" }
    return all
  }
}
