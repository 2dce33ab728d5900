public import Foundation
public import Postgres

/// Rows of what consumers say became of what they got.
public enum Acknowledgements {
  /// A row of a report that speaks of a row of the ledger.
  public struct Word: Sendable {
    /// The row's position.
    public var position: Int
    /// `accepted`, `rejected`, `duplicate` or `unknown`.
    public var outcome: String
    /// The consumer's code for why.
    public var code: String?
    /// Why, in its words.
    public var text: String?

    /// Makes a word.
    public init(position: Int, outcome: String, code: String?, text: String?) {
      self.position = position
      self.outcome = outcome
      self.code = code
      self.text = text
    }
  }

  /// A row of a report that is kept aside.
  public struct Aside: Hashable, Sendable {
    /// Its line or its place in the list, from 1.
    public var line: Int
    /// Why, for programs: `row-unknown`, `row-repeated` or a code of quarantined rows.
    public var code: String
    /// The column at fault.
    public var column: String?
    /// Why, in words.
    public var reason: String
    /// The row as it was named.
    public var reference: String?
    /// What was said of it.
    public var outcome: String?

    /// Makes a row.
    public init(
      line: Int, code: String, column: String? = nil, reason: String, reference: String? = nil,
      outcome: String? = nil
    ) {
      self.line = line
      self.code = code
      self.column = column
      self.reason = reason
      self.reference = reference
      self.outcome = outcome
    }
  }

  /// What a report says in all.
  public struct Counts: Hashable, Sendable {
    /// Rows that stand in the student system, with those that were not listed.
    public var accepted = 0
    /// Rows that do not.
    public var rejected = 0
    /// Rows that stood there already.
    public var duplicate = 0
    /// Rows that one of both sides does not know.
    public var unknown = 0
    /// The accepted ones that were not listed.
    public var others = 0
    /// Rows that could not be read.
    public var quarantined = 0

    /// None.
    public init() {}
  }

  /// A report that was stored.
  public struct Report: Sendable {
    /// Its id.
    public var id: UUID
    /// The number of the batch that it is about; nil for rows of any.
    public var batch: Int?
    /// Its counts.
    public var counts: Counts
    /// When it came.
    public var receivedAt: PostgresInstant
  }

  /// A batch that rows are acknowledged of.
  public struct Batch: Sendable {
    /// Its id.
    public var id: UUID
    /// Its number.
    public var number: Int
    /// `prepared`, `released` or `discarded`.
    public var state: String
    /// How many rows it brings; nil when that was not written down.
    public var rows: Int?
    /// How many rows its profile could not carry.
    public var leftOut: Int
  }

  /// The batch of that number or id that is not discarded; nil when there is none.
  public static func batch(
    _ name: String, of consumer: String, institution: Int, in transaction: Transaction
  ) throws -> Batch? {
    try transaction.query(
      """
      select b.batch_id, b.number::bigint, b.state, (b.added + b.voided)::bigint,
             coalesce(b.left_out, 0)::bigint
        from feed_batch b
       where b.institution_id = \(institution)::int and b.consumer = \(consumer)
         and (b.number::text = \(name) or b.batch_id::text = lower(\(name)))
       order by b.state = 'discarded', b.prepared_at desc limit 1
      """
    ).first { row in
      Batch(
        id: try row.next(), number: try row.next(), state: try row.next(), rows: try row.next(),
        leftOut: try row.next())
    }
  }

  /// How many rows of the ledger a batch covers.
  public static func rowCount(
    of batch: UUID, institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.query(
      "select count(*) from (\(sql: positions(of: batch, institution))) p"
    ).only()
  }

  /// The positions of a batch's rows: its own and those that are sent again.
  static func positions(of batch: UUID, _ institution: Int) -> SQL {
    """
    select n.position
      from feed_batch b
      join notation n on n.institution_id = b.institution_id and \(sql: FeedBatches.brings)
     where b.institution_id = \(institution)::int and b.batch_id = \(batch)
    union
    select r.position from feed_resend r
     where r.institution_id = \(institution)::int and r.batch_id = \(batch)
    """
  }

  /// The positions of rows that are named by position or by the notation's id, in the same order;
  /// nil for those that are not in the batch, or, without one, that the consumer cannot have got:
  /// no batch brought them and its scope today does not have them.
  public static func resolve(
    _ named: [(position: Int?, notation: UUID?)], of consumer: String, scope: FeedScope,
    batch: UUID?, institution: Int, in transaction: Transaction
  ) throws -> [Int?] {
    let own: SQL =
      if let batch {
        "and n.position in (\(sql: positions(of: batch, institution)))"
      } else {
        """
        and ((\(sql: scope.condition))
          or n.position in (\(sql: FeedBatches.released(to: consumer, institution))))
        """
      }
    return try transaction.query(
      """
      select coalesce(by_id.position, by_place.position)
        from unnest(\(named.map(\.position)), \(named.map(\.notation)))
               with ordinality as s (position, notation_id, place)
        left join lateral (
          select n.position from notation n
           where n.institution_id = \(institution)::int and n.notation_id = s.notation_id
             and (s.position is null or n.position = s.position) \(sql: own)) by_id on true
        left join lateral (
          select n.position from notation n
           where n.institution_id = \(institution)::int and n.position = s.position
             and s.notation_id is null \(sql: own)) by_place on true
       order by s.place
      """
    ).column()
  }

  /// The same report as it came before, unless another one came since or one of its rows was sent
  /// again; nil for a report that is new. A system that says yes, no and yes again means it.
  public static func known(
    _ sha256: [UInt8], of consumer: String, institution: Int, in transaction: Transaction
  ) throws -> Report? {
    try transaction.query(
      """
      select r.report_id, b.number::bigint, r.accepted::bigint, r.rejected::bigint,
             r.duplicate::bigint, r.unknown::bigint, r.others::bigint, r.quarantined::bigint,
             r.received_at
        from acknowledgement_report r
        left join feed_batch b
          on b.institution_id = r.institution_id and b.batch_id = r.batch_id
       where r.institution_id = \(institution)::int and r.consumer = \(consumer)
         and r.sha256 = \(sha256)
         and not exists (
           select from acknowledgement_report l
            where l.institution_id = r.institution_id and l.consumer = r.consumer
              and l.received_at > r.received_at)
         and not exists (
           select from acknowledgement a
             join feed_resend s on s.institution_id = a.institution_id
              and s.consumer = a.consumer and s.position = a.position
            where a.institution_id = r.institution_id and a.report_id = r.report_id
              and s.requested_at > r.received_at)
       order by r.received_at desc limit 1
      """
    ).first { row in
      var report = Report(
        id: try row.next(), batch: try row.next(), counts: Counts(),
        receivedAt: PostgresInstant(microsecondsSince1970: 0))
      report.counts.accepted = try row.next()
      report.counts.rejected = try row.next()
      report.counts.duplicate = try row.next()
      report.counts.unknown = try row.next()
      report.counts.others = try row.next()
      report.counts.quarantined = try row.next()
      report.receivedAt = try row.next()
      return report
    }
  }

  /// Stores a report; its rows follow in the same transaction.
  public static func add(
    titled title: String?, sha256: [UInt8], batch: UUID?, counts: Counts, of consumer: String,
    by actor: String, institution: Int, in transaction: Transaction
  ) throws -> UUID {
    try transaction.query(
      """
      insert into acknowledgement_report
        (institution_id, consumer, batch_id, accepted, rejected, duplicate, unknown, others,
         quarantined, title, sha256, actor)
      values (\(institution)::int, \(consumer), \(batch), \(Int32(clamping: counts.accepted)),
        \(Int32(clamping: counts.rejected)), \(Int32(clamping: counts.duplicate)),
        \(Int32(clamping: counts.unknown)), \(Int32(clamping: counts.others)),
        \(Int32(clamping: counts.quarantined)), \(title), \(sha256), \(actor))
      returning report_id
      """
    ).only()
  }

  /// Keeps rows aside that say nothing of the ledger.
  public static func add(
    _ rows: [Aside], to report: UUID, institution: Int, in transaction: Transaction
  ) throws {
    guard !rows.isEmpty else { return }
    try transaction.execute(
      """
      insert into acknowledgement_aside
        (institution_id, report_id, line, code, column_name, reason, reference, outcome)
      select \(institution)::int, \(report), n.line, n.code, n.column_name, n.reason, n.reference,
             n.outcome
        from unnest(\(rows.map(\.line)), \(rows.map(\.code)), \(rows.map(\.column)),
          \(rows.map(\.reason)), \(rows.map(\.reference)), \(rows.map(\.outcome)))
          as n (line, code, column_name, reason, reference, outcome)
      """)
  }
}
