public import Postgres

/// Rows of answers that calls with an Idempotency-Key got.
public enum AnsweredCalls {
  /// An answer as it was given.
  public struct Answer: Sendable {
    /// SHA-256 of what was asked.
    public var request: [UInt8]
    /// The HTTP status.
    public var status: Int
    /// Header fields as a JSON object.
    public var headers: String
    /// The body, byte for byte.
    public var body: [UInt8]
    /// The body as the caller sees it this once, where it holds a secret; never stored.
    public var shownOnce: [UInt8]?

    /// Makes an answer.
    public init(request: [UInt8], status: Int, headers: String, body: [UInt8]) {
      self.request = request
      self.status = status
      self.headers = headers
      self.body = body
    }
  }

  /// Waits until no other transaction works for the same caller and key, and returns the answer
  /// that was given before.
  public static func find(
    caller: String, key: String, of institution: Int, in transaction: Transaction
  ) throws -> Answer? {
    // A lock of the transaction, not of the session: a pooling proxy may stand in between.
    _ = try transaction.query(
      """
      select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(
        \("call:\(institution):\(caller):\(key)"), 0))
      """)
    return try transaction.query(
      """
      select request_sha256, status, headers::text, body from answered_call
       where institution_id = \(institution)::int and caller = \(caller) and call_key = \(key)
      """
    ).first { row in
      Answer(
        request: try row.next(), status: Int(try row.next(Int32.self)), headers: try row.next(),
        body: try row.next())
    }
  }

  /// Keeps an answer.
  public static func add(
    _ answer: Answer, caller: String, key: String, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into answered_call
        (institution_id, caller, call_key, request_sha256, status, headers, body)
      values (\(institution)::int, \(caller), \(key), \(answer.request),
        \(answer.status)::int, \(answer.headers)::json, \(answer.body))
      """)
  }

  /// Removes answers that are older than a day, so many at most; the number removed.
  @Sendable public static func forget(
    _ limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.execute(
      """
      delete from answered_call
       where (institution_id, caller, call_key) in (
         select institution_id, caller, call_key from answered_call
          where institution_id = \(institution)::int
            and answered_at < clock_timestamp() - interval '1 day'
          order by answered_at limit \(limit))
      """)
  }
}
