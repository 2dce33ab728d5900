public import Foundation
public import Postgres

/// Cursors of consumers, their clients, and their end.
extension FeedConsumers {
  /// Writes down the position that a consumer says it has. Where it is no test, what it had once
  /// counts as delivered, whatever it says later.
  public static func move(
    _ consumer: String, to position: Int, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update feed_consumer
         set cursor_position = \(position), cursor_at = clock_timestamp(),
             delivered_position = case when is_test then delivered_position
               else greatest(delivered_position, \(position)) end
       where institution_id = \(institution)::int and consumer = \(consumer)
      """)
  }

  /// Ends a consumer; what it got, and how far it was, is kept.
  public static func end(
    _ consumer: String, by actor: String, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update feed_consumer
         set ended_at = clock_timestamp(), changed_at = clock_timestamp(), changed_by = \(actor)
       where institution_id = \(institution)::int and consumer = \(consumer)
      """)
  }

  /// The consumers that name a token among their clients, also those that were ended; nil for a
  /// token that is no longer valid.
  public static func names(
    ofClient token: UUID, of institution: Int, in transaction: Transaction
  ) throws -> [String]? {
    try transaction.query(
      """
      select array(
          select c.consumer from feed_consumer c
           where c.institution_id = t.institution_id and t.name = any(c.clients)
           order by c.consumer)
        from access_token t
       where t.institution_id = \(institution)::int and t.token_id = \(token)
         and t.revoked_at is null and t.expires_at > clock_timestamp()
      """
    ).first { row in try row.next() }
  }

  /// Which of these names no valid token bears.
  public static func unknownClients(
    _ names: [String], of institution: Int, in transaction: Transaction
  ) throws -> [String] {
    try transaction.query(
      """
      select w.name from unnest(\(names)) as w (name)
       where not exists (
         select from access_token t
          where t.institution_id = \(institution)::int and t.name = w.name
            and t.revoked_at is null and t.expires_at > clock_timestamp())
      """
    ).column()
  }

  /// Which of these names are borne by valid tokens that were made for more than the feed, and for
  /// what.
  public static func narrowedClients(
    _ names: [String], of institution: Int, in transaction: Transaction
  ) throws -> [(name: String, role: String)] {
    guard !names.isEmpty else { return [] }
    return try transaction.query(
      """
      select distinct t.name, t.role from access_token t
       where t.institution_id = \(institution)::int and t.name = any(\(names))
         and t.role <> 'feed client'
         and t.revoked_at is null and t.expires_at > clock_timestamp()
       order by t.name, t.role
      """
    ).map { row in (name: try row.next(), role: try row.next()) }
  }

  /// The codes of programs as they are stored, by the form in which spellings are compared.
  public static func programs(
    _ keys: [String], of institution: Int, in transaction: Transaction
  ) throws -> [String: String] {
    try transaction.query(
      """
      select code_key, code from program
       where institution_id = \(institution)::int and code_key = any(\(keys))
      """
    ).map { row in (try row.next(String.self), try row.next(String.self)) }
      .reduce(into: [:]) { $0[$1.0] = $1.1 }
  }
}
