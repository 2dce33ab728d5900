import Foundation
public import Microcredentials
public import Postgres

/// The rows that a batch brings.
extension FeedBatches {
  /// A row of the ledger in a batch.
  public struct Line: Sendable {
    /// The row.
    public var notation: Notation
    /// Whether the consumer got it before.
    public var isResent: Bool
  }

  /// Up to `limit` rows of a batch after a position, in the order of their positions: first those
  /// that are sent again, all of which lie before the batch's own: one that a consumer read by
  /// itself, and wants again before a batch brought it, comes once.
  public static func rows(
    of batch: Batch, after position: Int, limit: Int, institution: Int, in transaction: Transaction
  ) throws -> [Line] {
    var rows: [Line] = []
    if position < batch.first - 1 {
      rows = try transaction.query(
        """
        select \(sql: Notations.columns) from feed_resend r
          join notation n on n.institution_id = r.institution_id and n.position = r.position
         where r.institution_id = \(institution)::int and r.batch_id = \(batch.id)
           and r.position > \(position) and r.position < \(batch.first)
         order by r.position limit \(limit)
        """
      ).map { row in Line(notation: try Notations.read(&row), isResent: true) }
    }
    guard rows.count < limit else { return rows }
    let own = try transaction.query(
      """
      select \(sql: Notations.columns) from notation n
       where n.institution_id = \(institution)::int
         and n.position > \(max(position, batch.first - 1)) and n.position <= \(batch.last)
         and \(sql: batch.scope.condition)
       order by n.position limit \(limit - rows.count)
      """
    ).map { row in Line(notation: try Notations.read(&row), isResent: false) }
    return rows + own
  }

  /// Whether there is anything for a consumer in a range of positions.
  public static func hasRows(
    from first: Int, through last: Int, scope: FeedScope, of institution: Int,
    in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select exists (
        select from notation n
         where n.institution_id = \(institution)::int
           and n.position between \(first) and \(last) and \(sql: scope.condition))
      """
    ).only()
  }

  /// That a batch `b` covers a row `n`, by what its consumer got when it was prepared.
  static let brings: SQL =
    """
    n.position between b.first_position and b.last_position
    and (b.units is null or n.unit = any(b.units))
    and (b.programs is null or n.program = any(b.programs))
    """

  /// The positions of the rows that released batches brought to a consumer.
  static func released(to consumer: String, _ institution: Int) -> SQL {
    """
    select n.position from feed_batch b
      join notation n on n.institution_id = b.institution_id and \(sql: brings)
     where b.institution_id = \(institution)::int and b.consumer = \(consumer)
       and b.state = 'released'
    union
    select r.position from feed_resend r
      join feed_batch b on b.institution_id = r.institution_id and b.batch_id = r.batch_id
     where r.institution_id = \(institution)::int and r.consumer = \(consumer)
       and b.state = 'released'
    """
  }
}
