public import Foundation
public import Postgres

/// Rows of access tokens; a token itself is never stored, only its hash.
public enum Tokens {
  /// A token as its operator sees it.
  public struct Listed: Sendable {
    /// Its id.
    public var id: UUID
    /// What it is for.
    public var name: String
    /// The role it was made with; while a consumer of the feed names it, its bearer acts as a feed
    /// client instead.
    public var role: String
    /// The unit that the role is limited to.
    public var unit: String?
    /// When it was made.
    public var createdAt: PostgresInstant
    /// Who made it.
    public var createdBy: String
    /// From when on it is refused.
    public var expiresAt: PostgresInstant
    /// When it was revoked.
    public var revokedAt: PostgresInstant?
    /// When it was last used, to the minute.
    public var lastUsedAt: PostgresInstant?
  }

  /// What a bearer may do now.
  public struct Bearer: Sendable {
    /// The token's id.
    public var id: UUID
    /// The role that it was made with.
    public var role: String
    /// The unit it is limited to.
    public var unit: String?
    /// Whether a consumer of the feed names it, also one that was ended.
    public var isFeedClient: Bool
    /// Whether `last_used_at` is older than a minute.
    public var isStale: Bool
  }

  /// Adds a token by its hash and returns its id; it lasts for so many seconds.
  public static func add(
    name: String, sha256: [UInt8], role: String, unit: String?, lasting seconds: Int,
    of institution: Int, by actor: String, in transaction: Transaction
  ) throws -> UUID {
    try transaction.query(
      """
      insert into access_token
        (institution_id, name, token_sha256, role, unit, created_by, expires_at)
      values (\(institution)::int, \(name), \(sha256), \(role), \(unit), \(actor),
        clock_timestamp() + make_interval(secs => \(seconds)::int))
      returning token_id
      """
    ).only()
  }

  /// Who bears the token of that hash; nil when there is none, or when it is over.
  public static func bearer(
    sha256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> Bearer? {
    try transaction.query(
      """
      select t.token_id, t.role, t.unit,
             exists (
               select from feed_consumer c
                where c.institution_id = t.institution_id and t.name = any(c.clients)),
             t.last_used_at is null
               or t.last_used_at < clock_timestamp() - interval '1 minute'
        from access_token t
       where t.institution_id = \(institution)::int and t.token_sha256 = \(sha256)
         and t.revoked_at is null and t.expires_at > clock_timestamp()
      """
    ).first { row in
      Bearer(
        id: try row.next(), role: try row.next(), unit: try row.next(),
        isFeedClient: try row.next(), isStale: try row.next())
    }
  }

  /// Writes down that a token was used.
  public static func touch(
    _ token: UUID, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update access_token set last_used_at = clock_timestamp()
       where institution_id = \(institution)::int and token_id = \(token)
      """)
  }

  /// Ends a token; false when there is none of that id, or when it was revoked before.
  public static func revoke(
    _ token: UUID, of institution: Int, by actor: String, in transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      """
      update access_token set revoked_at = clock_timestamp(), revoked_by = \(actor)
       where institution_id = \(institution)::int and token_id = \(token) and revoked_at is null
      """) > 0
  }

  private static let columns: SQL =
    """
    token_id, name, role, unit, created_at, created_by, expires_at, revoked_at, last_used_at
    """

  /// All tokens, the newest first.
  public static func all(of institution: Int, in transaction: Transaction) throws -> [Listed] {
    try transaction.query(
      """
      select \(sql: columns) from access_token where institution_id = \(institution)::int
       order by created_at desc, token_id
      """
    ).map { row in try listed(&row) }
  }

  /// Up to `limit` tokens after a place, in the order in which they were made.
  public static func page(
    after place: (PostgresInstant, UUID)?, limit: Int, of institution: Int,
    in transaction: Transaction
  ) throws -> [Listed] {
    try transaction.query(
      """
      select \(sql: columns) from access_token
       where institution_id = \(institution)::int
         and (\(place?.0)::timestamptz is null
           or (created_at, token_id) > (\(place?.0), \(place?.1)))
       order by created_at, token_id limit \(limit)
      """
    ).map { row in try listed(&row) }
  }

  /// One token; nil when there is none of that id.
  public static func one(
    _ token: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Listed? {
    try transaction.query(
      """
      select \(sql: columns) from access_token
       where institution_id = \(institution)::int and token_id = \(token)
      """
    ).first { row in try listed(&row) }
  }

  private static func listed(_ row: inout Row) throws -> Listed {
    Listed(
      id: try row.next(), name: try row.next(), role: try row.next(), unit: try row.next(),
      createdAt: try row.next(), createdBy: try row.next(), expiresAt: try row.next(),
      revokedAt: try row.next(), lastUsedAt: try row.next())
  }
}
