public import Foundation
public import Microcredentials
public import Postgres

/// Finding batches.
extension FeedBatches {
  /// The batch of a number that stands, locked until the transaction ends where asked; nil when
  /// there is none.
  public static func one(
    _ number: Int, of consumer: String, locking isLocked: Bool = false, institution: Int,
    in transaction: Transaction
  ) throws -> Batch? {
    try transaction.query(
      """
      select \(sql: columns) \(sql: source)
       where b.institution_id = \(institution)::int and b.consumer = \(consumer)
         and b.number = \(number) and b.state <> 'discarded'
       \(sql: isLocked ? "for no key update of b" : "")
      """
    ).first { row in try read(&row) }
  }

  /// A batch by its id.
  public static func one(
    _ id: UUID, institution: Int, in transaction: Transaction
  ) throws -> Batch? {
    try transaction.query(
      """
      select \(sql: columns) \(sql: source)
       where b.institution_id = \(institution)::int and b.batch_id = \(id)
      """
    ).first { row in try read(&row) }
  }

  /// The batch of a consumer that waits for the registrar; there is one at most.
  public static func prepared(
    of consumer: String, institution: Int, in transaction: Transaction
  ) throws -> Batch? {
    try transaction.query(
      """
      select \(sql: columns) \(sql: source)
       where b.institution_id = \(institution)::int and b.consumer = \(consumer)
         and b.state = 'prepared'
      """
    ).first { row in try read(&row) }
  }

  /// Released batches of a consumer before a number, the last one first.
  public static func released(
    of consumer: String, before number: Int = Int(Int32.max), limit: Int, institution: Int,
    in transaction: Transaction
  ) throws -> [Batch] {
    try transaction.query(
      """
      select \(sql: columns) \(sql: source)
       where b.institution_id = \(institution)::int and b.consumer = \(consumer)
         and b.state = 'released' and b.number < \(number)
       order by b.number desc limit \(limit)
      """
    ).map { row in try read(&row) }
  }

  /// All batches of a consumer, discarded ones too, those prepared last first.
  public static func page(
    of consumer: String, before place: (instant: PostgresInstant, id: UUID)?, limit: Int,
    institution: Int, in transaction: Transaction
  ) throws -> [Batch] {
    try transaction.query(
      """
      select \(sql: columns) \(sql: source)
       where b.institution_id = \(institution)::int and b.consumer = \(consumer)
         and (\(place?.instant)::timestamptz is null
           or (b.prepared_at, b.batch_id) < (\(place?.instant), \(place?.id)))
       order by b.prepared_at desc, b.batch_id desc limit \(limit)
      """
    ).map { row in try read(&row) }
  }

  /// The time by the database's clock and the date at it in a zone; `instant` replaces the clock in
  /// tests.
  public static func now(
    in zone: String, at instant: PostgresInstant?, in transaction: Transaction
  ) throws -> (PostgresInstant, Day) {
    try transaction.query(
      """
      select n.now, (n.now at time zone \(zone))::date
        from (select coalesce(\(instant), clock_timestamp()) as now) n
      """
    ).only { row in (try row.next(), try row.day()) }
  }
}
