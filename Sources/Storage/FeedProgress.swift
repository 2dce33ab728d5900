public import Postgres

/// How far a consumer is with what it gets.
public struct FeedProgress: Hashable, Sendable {
  /// Rows that it gets and was not given.
  public var new: Int
  /// Whether there may be more of them than were counted.
  public var mayBeMore: Bool
  /// Rows of its batches of which it said nothing.
  public var silent: Int
  /// When its last report of what became of rows came; nil before the first.
  public var reportedAt: PostgresInstant?

  /// The progress of a consumer that was given everything up to a position.
  ///
  /// Where only some rows are in its scope no more than a stretch of the ledger is looked through,
  /// so that a page is quick beside a ledger of any length.
  public static func of(
    _ consumer: String, after position: Int, scope: FeedScope, institution: Int,
    in transaction: Transaction
  ) throws -> FeedProgress {
    let head = try FeedPages.head(of: institution, in: transaction)
    let end = scope.isEverything ? position : position + 2 * FeedPages.stretch
    return try transaction.query(
      """
      select (select count(*) from notation n
               where n.institution_id = \(institution)::int and n.position > \(position)
                 and n.position <= \(end) and \(sql: scope.condition)),
             (select coalesce(sum(q.silent_rows), 0)::bigint
                from feed_batch_silence q
                join feed_batch b
                  on b.institution_id = q.institution_id and b.batch_id = q.batch_id
               where q.institution_id = \(institution)::int and q.silent_rows > 0
                 and b.consumer = \(consumer)),
             (select max(r.received_at) from acknowledgement_report r
               where r.institution_id = \(institution)::int and r.consumer = \(consumer))
      """
    ).only { row in
      let counted: Int = try row.next()
      // Positions are dense: of everything each one is a row.
      return FeedProgress(
        new: scope.isEverything ? max(0, head - position) : counted,
        mayBeMore: !scope.isEverything && head > end,
        silent: try row.next(), reportedAt: try row.next())
    }
  }
}
