public import Foundation
public import Postgres

/// Rows of the ledger that a consumer rejected, or does not know what to do with.
public enum RejectedRows {
  /// Where a rejected row stands.
  public enum Standing: String, CaseIterable, Sendable {
    /// It waits for the registrar.
    case open
    /// It goes out again, and the consumer has not answered yet.
    case sentAgain = "sent again"
    /// The ledger voids it, so that nothing is left to do.
    case corrected
    /// The registrar set it aside.
    case setAside = "set aside"
  }

  /// One rejected row.
  public struct Rejected: Sendable {
    /// The consumer.
    public var consumer: String
    /// The row's position.
    public var position: Int
    /// The notation's id.
    public var notation: UUID
    /// `add` or `void`.
    public var kind: String
    /// The student's id, the program's code and the line as they were sent.
    public var student: String, program: String, line: String
    /// `rejected` or `unknown`.
    public var outcome: String
    /// The consumer's code for why.
    public var code: String?
    /// Why, in its words.
    public var text: String?
    /// Since when.
    public var since: PostgresInstant
    /// Whether it was accepted before.
    public var wasAccepted: Bool
    /// Where it stands.
    public var standing: Standing
    /// Why it was set aside.
    public var settledReason: String?
  }

  /// Where the row `n` of a ledger stands of which `s` is a consumer's word.
  static let standing: SQL =
    """
    case when s.settled_at is not null then 'set aside'
         when exists (
           select from notation v
            where v.institution_id = n.institution_id and v.voids = n.notation_id) then 'corrected'
         when exists (
           select from feed_resend r
            where r.institution_id = s.institution_id and r.consumer = s.consumer
              and r.position = s.position and r.requested_at > s.since) then 'sent again'
         else 'open' end
    """

  private static let columns: SQL =
    """
    s.consumer, s.position, n.notation_id, n.kind, n.student, n.program, n.text, s.outcome, s.code, s.detail, s.since,
    s.was_accepted, x.standing, s.settled_reason
    """

  private static let source: SQL =
    """
    from acknowledgement_state s
    join notation n on n.institution_id = s.institution_id and n.position = s.position
    cross join lateral (select \(sql: standing) as standing) x
    """

  private static func read(_ row: inout Row) throws -> Rejected {
    Rejected(
      consumer: try row.next(), position: try row.next(), notation: try row.next(),
      kind: try row.next(), student: try row.next(), program: try row.next(),
      line: try row.next(), outcome: try row.next(), code: try row.next(), text: try row.next(),
      since: try row.next(), wasAccepted: try row.next(),
      standing: Standing(rawValue: try row.next()) ?? .open, settledReason: try row.next())
  }

  /// Where a page begins: after the row with these keys.
  public struct Place: Sendable {
    /// The consumer.
    public var consumer: String
    /// The position.
    public var position: Int

    /// Makes a place.
    public init(consumer: String, position: Int) {
      self.consumer = consumer
      self.position = position
    }
  }

  /// Up to `limit` rejected rows by consumer and position.
  public static func page(
    of consumer: String?, standing: Standing, after place: Place?, limit: Int, institution: Int,
    in transaction: Transaction
  ) throws -> [Rejected] {
    try transaction.query(
      """
      select \(sql: columns) \(sql: source)
       where s.institution_id = \(institution)::int and s.outcome in ('rejected', 'unknown')
         and (\(consumer)::text is null or s.consumer = \(consumer))
         and (\(place?.consumer)::text is null
           or (s.consumer, s.position) > (\(place?.consumer), \(place?.position)))
         and x.standing = \(standing.rawValue)
       order by s.consumer, s.position limit \(limit)
      """
    ).map { row in try read(&row) }
  }

  /// One rejected row, locked until the transaction ends; nil when there is none.
  public static func lock(
    _ position: Int, of consumer: String, institution: Int, in transaction: Transaction
  ) throws -> Rejected? {
    try transaction.execute(
      """
      select from acknowledgement_state
       where institution_id = \(institution)::int and consumer = \(consumer)
         and position = \(position) for no key update
      """)
    return try transaction.query(
      """
      select \(sql: columns) \(sql: source)
       where s.institution_id = \(institution)::int and s.consumer = \(consumer)
         and s.position = \(position) and s.outcome in ('rejected', 'unknown')
      """
    ).first { row in try read(&row) }
  }

  /// Sets a rejected row aside.
  public static func setAside(
    _ position: Int, of consumer: String, by actor: String, because reason: String,
    institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update acknowledgement_state
         set settled_at = clock_timestamp(), settled_by = \(actor), settled_reason = \(reason)
       where institution_id = \(institution)::int and consumer = \(consumer)
         and position = \(position)
      """)
  }
}
