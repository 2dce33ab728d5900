public import Foundation
public import Postgres

extension Outbox {
  /// Where the message `o` stands.
  static let state: SQL =
    """
    case when o.sent_at is not null then 'sent' when o.dead_at is not null then 'dead'
         when o.dropped_at is not null then 'dropped' else 'waiting' end
    """

  private static let columns: SQL =
    """
    o.outbox_id, o.kind, o.subject_id, \(sql: state), o.created_at, o.attempts, o.next_try,
    o.last_error
    """

  /// Up to `limit` messages after a place, those queued last first; in one state, or in any.
  public static func page(
    in state: State?, after place: (instant: PostgresInstant, id: UUID)?, limit: Int,
    of institution: Int, in transaction: Transaction
  ) throws -> [Message] {
    let isWanted: SQL =
      switch state {
      case nil: "true"
      case .sent: "o.sent_at is not null"
      case .dead: "o.dead_at is not null"
      case .dropped: "o.dropped_at is not null"
      case .waiting: "o.sent_at is null and o.dead_at is null and o.dropped_at is null"
      }
    let isAfter: SQL =
      place.map { "(o.created_at, o.outbox_id) < (\($0.instant)::timestamptz, \($0.id)::uuid)" }
      ?? "true"
    return try transaction.query(
      """
      select \(sql: columns) from outbox o
       where o.institution_id = \(institution)::int and \(sql: isWanted) and \(sql: isAfter)
       order by o.created_at desc, o.outbox_id desc limit \(limit)
      """
    ).map { row in try message(&row) }
  }

  /// One message; nil when there is none of that id.
  public static func one(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Message? {
    try transaction.query(
      """
      select \(sql: columns) from outbox o
       where o.institution_id = \(institution)::int and o.outbox_id = \(id)
      """
    ).first { row in try message(&row) }
  }

  private static func message(_ row: inout Row) throws -> Message {
    Message(
      id: try row.next(), kind: try row.next(), subject: try row.next(),
      state: State(rawValue: try row.next()) ?? .waiting, createdAt: try row.next(),
      attempts: Int(try row.next(Int32.self)), nextTry: try row.next(), lastError: try row.next())
  }
}
