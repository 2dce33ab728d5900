import Foundation
public import Postgres

/// Rows that a consumer gets once more, as it rejected them or lost them.
public enum FeedResends {
  /// Which positions a consumer was not sent, of these: they lie after its last batch, are not its
  /// own, or are none at all.
  public static func unsent(
    _ positions: [Int], to consumer: String, scope: FeedScope, of institution: Int,
    in transaction: Transaction
  ) throws -> [Int] {
    try transaction.query(
      """
      select p.position from unnest(\(positions)) p (position)
       where not exists (
         select from notation n
          where n.institution_id = \(institution)::int and n.position = p.position
            and \(sql: scope.condition)
            and n.position <= (
              select max(b.last_position) from feed_batch b
               where b.institution_id = n.institution_id and b.consumer = \(consumer)
                 and b.state = 'released'))
       order by p.position
      """
    ).column()
  }

  /// Which of these positions add lines that a consumer was told to take back: sent again without
  /// their voids they would put them back.
  public static func takenBack(
    _ positions: [Int], at consumer: String, of institution: Int, in transaction: Transaction
  ) throws -> [Int] {
    try transaction.query(
      """
      select p.position from unnest(\(positions)) p (position)
       where \(sql: isTakenBack(among: positions, at: consumer, institution))
       order by p.position
      """
    ).column()
  }

  private static func isTakenBack(
    among positions: [Int], at consumer: String, _ institution: Int
  ) -> SQL {
    """
    exists (
      select from notation n
        join notation v on v.institution_id = n.institution_id and v.voids = n.notation_id
       where n.institution_id = \(institution)::int and n.position = p.position
         and v.position <> all(\(positions))
         and v.position <= (
           select max(b.last_position) from feed_batch b
            where b.institution_id = n.institution_id and b.consumer = \(consumer)
              and b.state in ('prepared', 'released')))
    """
  }

  /// Lets rows wait for the next batch of a consumer, whose row is locked; those that wait already,
  /// or come in the batch that is prepared, do so once, and those that were taken back not at all.
  /// Returns how many are new.
  @discardableResult
  public static func add(
    _ positions: [Int], to consumer: String, by actor: String, because reason: String,
    of institution: Int, in transaction: Transaction
  ) throws -> Int {
    guard !positions.isEmpty else { return 0 }
    return try transaction.execute(
      """
      insert into feed_resend (institution_id, consumer, position, requested_by, reason)
      select distinct \(institution)::int, \(consumer), p.position, \(actor), \(reason)
        from unnest(\(positions)) p (position)
       where not \(sql: isTakenBack(among: positions, at: consumer, institution))
         and not exists (
         select from feed_resend r
           left join feed_batch b
             on b.institution_id = r.institution_id and b.batch_id = r.batch_id
          where r.institution_id = \(institution)::int and r.consumer = \(consumer)
            and r.position = p.position and coalesce(b.state, 'prepared') = 'prepared')
      """)
  }

  /// How many rows wait for the next batch of a consumer.
  public static func waiting(
    for consumer: String, of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.query(
      """
      select count(*) from feed_resend
       where institution_id = \(institution)::int and consumer = \(consumer) and batch_id is null
      """
    ).only()
  }
}
