public import Foundation
public import Postgres

extension Acknowledgements {
  /// What a consumer's words changed.
  public struct Changes: Hashable, Sendable {
    /// Rows of which it says something else than before, or something for the first time.
    public var changed = 0
    /// Rows among them that it had accepted and rejects now.
    public var contradicted = 0

    /// None.
    public init() {}

    /// Adds others.
    public mutating func add(_ other: Changes) {
      changed += other.changed
      contradicted += other.contradicted
    }
  }

  /// Records words of a consumer whose row is locked, or without a report our own on what its
  /// profile cannot carry; those that say what was said before add nothing.
  public static func record(
    _ words: [Word], of consumer: String, in report: UUID?, at instant: PostgresInstant?,
    by actor: String, institution: Int, in transaction: Transaction
  ) throws -> Changes {
    guard !words.isEmpty else { return Changes() }
    let said: SQL =
      """
      select n.position, n.outcome, n.code, n.detail
        from unnest(\(words.map(\.position)), \(words.map(\.outcome)), \(words.map(\.code)),
          \(words.map(\.text))) as n (position, outcome, code, detail)
      """
    return try record(
      said, of: consumer, report: report, at: instant, by: actor, institution, transaction)
  }

  /// Accepts all rows of a batch but some, as a report says of those that it does not list.
  public static func acceptOthers(
    than listed: [Int], of batch: UUID, _ consumer: String, in report: UUID,
    at instant: PostgresInstant?, by actor: String, institution: Int, in transaction: Transaction
  ) throws -> Changes {
    let said: SQL =
      """
      select p.position, 'accepted' as outcome, null::text as code, null::text as detail
        from (\(sql: positions(of: batch, institution))) p
       where not exists (select from unnest(\(listed)) l (position) where l.position = p.position)
      """
    return try record(
      said, of: consumer, report: report, at: instant, by: actor, institution, transaction)
  }

  private static func record(
    _ said: SQL, of consumer: String, report: UUID?, at instant: PostgresInstant?,
    by actor: String, _ institution: Int, _ transaction: Transaction
  ) throws -> Changes {
    try transaction.query(
      """
      with said as (\(sql: said)),
      changed as (
        select s.position, s.outcome, s.code, s.detail,
               t.outcome in ('accepted', 'duplicate') as was_accepted,
               coalesce(t.was_accepted, false) as was_contradicted,
               s.outcome in ('accepted', 'duplicate') as is_accepted
          from said s
          left join acknowledgement_state t
            on t.institution_id = \(institution)::int and t.consumer = \(consumer)
           and t.position = s.position
         where t.position is null
            or (s.outcome, s.code, s.detail) is distinct from (t.outcome, t.code, t.detail)
            or (t.outcome in ('rejected', 'unknown') and exists (
              select from feed_resend r
               where r.institution_id = t.institution_id and r.consumer = t.consumer
                 and r.position = t.position and r.requested_at > t.since))),
      history as (
        insert into acknowledgement
          (institution_id, consumer, position, outcome, code, detail, actor, report_id)
        select \(institution)::int, \(consumer), position, outcome, code, detail, \(actor),
               \(report)::uuid
          from changed),
      state as (
        insert into acknowledgement_state
          (institution_id, consumer, position, outcome, code, detail, since, report_id,
           was_accepted)
        select \(institution)::int, \(consumer), position, outcome, code, detail,
               coalesce(\(instant)::timestamptz, clock_timestamp()), \(report)::uuid,
               not is_accepted and (coalesce(was_accepted, false) or was_contradicted)
          from changed
        on conflict on constraint "a consumer's word on a row is its latest" do update
          set outcome = excluded.outcome, code = excluded.code, detail = excluded.detail,
              since = excluded.since, report_id = excluded.report_id,
              was_accepted = excluded.was_accepted, settled_at = null, settled_by = null,
              settled_reason = null)
      select count(*), count(*) filter (where was_accepted and not is_accepted) from changed
      """
    ).only { row in
      var changes = Changes()
      changes.changed = try row.next()
      changes.contradicted = try row.next()
      return changes
    }
  }
}
