public import Postgres

/// Rows of the ledger that consumers say nothing of, reject or do not read.
extension FeedAlarms {
  /// Positions that are looked through at most for what a consumer has not read.
  private static let reach = 50_000

  private static func read(_ row: inout Row) throws -> Silence {
    Silence(consumer: try row.next(), since: try row.next(), count: try row.next())
  }

  /// Rows of released batches of which the consumer said nothing, and rejected ones that were sent
  /// again; `since` is the oldest batch's release. Batches that were answered are not looked into.
  public static func unacknowledged(
    _ watches: [Watch], at now: PostgresInstant, of institution: Int, in transaction: Transaction
  ) throws -> [Silence] {
    let watches = watches.filter { $0.unacknowledgedDays != nil }
    guard !watches.isEmpty else { return [] }
    return try transaction.query(
      """
      with old as materialized (
        select b.institution_id, b.consumer, b.batch_id, b.released_at
          from unnest(\(watches.map(\.consumer)), \(watches.map(\.unacknowledgedDays)))
                 w (consumer, days)
          join feed_consumer c
            on c.institution_id = \(institution)::int and c.consumer = w.consumer
          join feed_batch b on b.institution_id = c.institution_id and b.consumer = c.consumer
           and b.state = 'released' and b.is_test = c.is_test
         where b.released_at <= \(now) - make_interval(days => w.days::int)),
      silent as (
        select o.consumer, o.released_at, q.silent_rows as rows
          from old o
          join feed_batch_silence q
            on q.institution_id = o.institution_id and q.batch_id = o.batch_id
         where q.silent_rows > 0
        union all
        select o.consumer, min(o.released_at), count(distinct s.position)
          from acknowledgement_state s
          join feed_resend r on r.institution_id = s.institution_id and r.consumer = s.consumer
           and r.position = s.position and r.requested_at > s.since
          join old o on o.batch_id = r.batch_id
         where s.institution_id = \(institution)::int and s.outcome in ('rejected', 'unknown')
           and s.settled_at is null
         group by o.consumer)
      select consumer, min(released_at), sum(rows)::bigint from silent group by consumer
      """
    ).map { row in try read(&row) }
  }

  /// Rejected rows that nobody decided about.
  public static func rejected(
    _ watches: [Watch], at now: PostgresInstant, of institution: Int, in transaction: Transaction
  ) throws -> [Silence] {
    let watches = watches.filter { $0.rejectedDays != nil }
    guard !watches.isEmpty else { return [] }
    return try transaction.query(
      """
      select s.consumer, min(s.since), count(*)
        from unnest(\(watches.map(\.consumer)), \(watches.map(\.rejectedDays)))
               w (consumer, days)
        join acknowledgement_state s
          on s.institution_id = \(institution)::int and s.consumer = w.consumer
         and s.outcome in ('rejected', 'unknown') and s.settled_at is null
        join notation n on n.institution_id = s.institution_id and n.position = s.position
       where s.since <= \(now) - make_interval(days => w.days::int)
         and not exists (
           select from notation v
            where v.institution_id = n.institution_id and v.voids = n.notation_id)
         and not exists (
           select from feed_resend r
            where r.institution_id = s.institution_id and r.consumer = s.consumer
              and r.position = s.position and r.requested_at > s.since)
       group by s.consumer
      """
    ).map { row in try read(&row) }
  }

  /// Rows after the cursor that are in the consumer's scope, where the first is old; it counts from
  /// the consumer's declaration at the earliest. Of one that is far behind every further row counts.
  public static func unread(
    _ watches: [Watch], at now: PostgresInstant, of institution: Int, in transaction: Transaction
  ) throws -> [Silence] {
    let watches = watches.filter { $0.cursorHours != nil }
    guard !watches.isEmpty else { return [] }
    let units = watches.flatMap { watch in (watch.units ?? []).map { (watch.consumer, $0) } }
    return try transaction.query(
      """
      with behind as materialized (
        select w.consumer, w.hours, c.institution_id, c.cursor_position as cursor, c.changed_at,
               h.position as head, c.programs,
               case when c.units is not null then coalesce((
                 select array_agg(u.unit)
                   from unnest(\(units.map(\.0)), \(units.map(\.1))) u (consumer, unit)
                  where u.consumer = w.consumer), '{}') end as units
          from unnest(\(watches.map(\.consumer)), \(watches.map(\.cursorHours)))
                 w (consumer, hours)
          join feed_consumer c
            on c.institution_id = \(institution)::int and c.consumer = w.consumer
          join feed_head h on h.institution_id = c.institution_id
         where c.cursor_position < h.position)
      select b.consumer, greatest(f.recorded_at, b.changed_at), m.count
        from behind b
       cross join lateral (
         select n.position, n.recorded_at from notation n
          where n.institution_id = b.institution_id and n.position > b.cursor
            and (n.position > b.cursor + \(reach)
              or (b.units is null or n.unit = any(b.units))
                and (b.programs is null or n.program = any(b.programs)))
          order by n.position limit 1) f
       cross join lateral (
         select case when b.units is null and b.programs is null then b.head - b.cursor
           else greatest(0, b.head - b.cursor - \(reach)) + (
             select count(*) from notation n
              where n.institution_id = b.institution_id and n.position >= f.position
                and n.position <= b.cursor + \(reach)
                and (b.units is null or n.unit = any(b.units))
                and (b.programs is null or n.program = any(b.programs))) end as count) m
       where greatest(f.recorded_at, b.changed_at)
               <= \(now) - make_interval(hours => b.hours::int)
      """
    ).map { row in try read(&row) }
  }
}
