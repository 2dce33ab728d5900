public import Foundation
public import Postgres

/// Rows of badges as VC-JWT.
public enum WebTokens {
  /// The latest revision of a badge, and its VC-JWT of an algorithm where it was made.
  public struct Latest: Sendable {
    /// Counted from 1.
    public var revision: Int
    /// The signed document.
    public var document: [UInt8]
    /// The token; nil when nobody asked for it yet.
    public var token: [UInt8]?
  }

  /// What there is of a badge; nil when there is no such badge.
  public static func latest(
    _ credential: UUID, algorithm: String, of institution: Int, in transaction: Transaction
  ) throws -> Latest? {
    try transaction.query(
      """
      select c.revision, c.document, j.token
        from credential c
        left join credential_jwt j
          on j.institution_id = c.institution_id and j.credential_id = c.credential_id
         and j.revision = c.revision and j.algorithm = \(algorithm)
       where c.institution_id = \(institution)::int and c.credential_id = \(credential)
       order by c.revision desc limit 1
      """
    ).first { row in
      Latest(
        revision: Int(try row.next(Int32.self)), document: try row.next(), token: try row.next())
    }
  }

  /// Keeps a token, unless somebody else was first; returns the one that is kept.
  public static func keep(
    _ token: [UInt8], of credential: UUID, revision: Int, algorithm: String, key: String,
    institution: Int, in transaction: Transaction
  ) throws -> [UInt8] {
    try transaction.execute(
      """
      insert into credential_jwt
        (institution_id, credential_id, revision, algorithm, key_id, token)
      values (\(institution)::int, \(credential), \(Int32(revision)), \(algorithm), \(key),
        \(token))
      on conflict do nothing
      """)
    return try transaction.query(
      """
      select token from credential_jwt
       where institution_id = \(institution)::int and credential_id = \(credential)
         and revision = \(Int32(revision)) and algorithm = \(algorithm)
      """
    ).only { row in try row.next() }
  }
}
