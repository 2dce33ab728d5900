public import Foundation
public import Postgres

/// Rows of files that were handed in to be imported, and their bytes until that is done.
public enum ImportOrders {
  /// What is to be imported.
  public struct New: Sendable {
    /// The name of the mapping, and the mapping as it is written.
    public var mapping: (name: String, source: String, sha256: [UInt8])
    /// What the file is called, and what is in it.
    public var file: (name: String, sha256: [UInt8], bytes: Int)
    /// Whether what was imported before is read again.
    public var isRepeated: Bool
    /// Who hands it in, as a learner.
    public var learner: UUID?

    /// Makes an order.
    public init(
      mapping: (name: String, source: String, sha256: [UInt8]),
      file: (name: String, sha256: [UInt8], bytes: Int), isRepeated: Bool, learner: UUID?
    ) {
      self.mapping = mapping
      self.file = file
      self.isRepeated = isRepeated
      self.learner = learner
    }
  }

  /// A file as it is listed.
  public struct Listed: Sendable {
    /// Its id.
    public var id: UUID
    /// The name of the mapping.
    public var mapping: String
    /// What it is called.
    public var file: String
    /// SHA-256 of its bytes.
    public var sha256: [UInt8]
    /// How many those are.
    public var bytes: Int
    /// `waiting`, `running`, `done` or `refused`.
    public var state: String
    /// Why it was refused.
    public var reason: String?
    /// What was passed over, in sentences.
    public var notices: [String]
    /// Whether everything in it was imported before.
    public var isKnown: Bool
    /// When it came.
    public var receivedAt: PostgresInstant
    /// When it ended.
    public var endedAt: PostgresInstant?
    /// Who handed it in.
    public var actor: String
  }

  /// A file that somebody imports now.
  public struct Taken: Sendable {
    /// Its id.
    public var id: UUID
    /// The mapping as it is written.
    public var mapping: String
    /// What it is called.
    public var file: String
    /// SHA-256 of its bytes.
    public var sha256: [UInt8]
    /// Whether what was imported before is read again.
    public var isRepeated: Bool
    /// Who handed it in.
    public var actor: String
    /// Who that is as a learner.
    public var learner: UUID?
    /// Which try this is, from 1; a later one takes the file away from an earlier one.
    public var attempt: Int
  }

  private static let columns: SQL =
    """
    order_id, mapping, file_name, file_sha256, bytes, state, reason, notices, is_known,
    received_at, ended_at, actor
    """

  /// Adds a file without its bytes.
  public static func add(
    _ order: New, by actor: String, of institution: Int, in transaction: Transaction
  ) throws -> UUID {
    try transaction.query(
      """
      insert into import_order (institution_id, mapping, mapping_source, mapping_sha256, file_name,
        file_sha256, bytes, is_repeated, actor, learner_id)
      values (\(institution)::int, \(order.mapping.name), \(order.mapping.source),
        \(order.mapping.sha256), \(order.file.name), \(order.file.sha256), \(order.file.bytes),
        \(order.isRepeated), \(actor), \(order.learner))
      returning order_id
      """
    ).only()
  }

  /// Adds a piece of its bytes.
  public static func add(
    piece: [UInt8], number: Int, to order: UUID, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into import_piece (institution_id, order_id, number, content)
      values (\(institution)::int, \(order), \(Int32(number)), \(piece))
      """)
  }

  /// A piece of its bytes, from 0; nil after the last.
  public static func piece(
    _ number: Int, of order: UUID, institution: Int, in transaction: Transaction
  ) throws -> [UInt8]? {
    try transaction.query(
      """
      select content from import_piece
       where institution_id = \(institution)::int and order_id = \(order)
         and number = \(Int32(number))
      """
    ).first { row in try row.next() }
  }

  /// The same file for the same mapping, if it waits or runs; and how many files do.
  public static func open(
    like order: New, of institution: Int, in transaction: Transaction
  ) throws -> (same: UUID?, count: Int) {
    // One at a time hands in, so that neither the same file nor too many can slip through.
    _ = try transaction.query(
      "select pg_advisory_xact_lock(hashtext('import_order'), \(Int32(institution)))")
    let same: UUID? = try transaction.query(
      """
      select order_id from import_order
       where institution_id = \(institution)::int and mapping_sha256 = \(order.mapping.sha256)
         and file_sha256 = \(order.file.sha256) and is_repeated = \(order.isRepeated)
         and state in ('waiting', 'running')
      """
    ).first { row in try row.next() }
    let count: Int = try transaction.query(
      """
      select count(*) from import_order
       where institution_id = \(institution)::int and state in ('waiting', 'running')
      """
    ).only()
    return (same, count)
  }

  /// Takes up the oldest file that is not done, for so many seconds; nil when there is none, or
  /// somebody has it. So files of an institution go in one after the other, in their order.
  public static func takeUp(
    seconds: Int, of institution: Int, in transaction: Transaction
  ) throws -> Taken? {
    try transaction.query(
      """
      update import_order o
         set state = 'running', attempts = attempts + 1,
             taken_until = clock_timestamp() + make_interval(secs => \(seconds))
       where institution_id = \(institution)::int and order_id = (
         select order_id from import_order
          where institution_id = \(institution)::int and state in ('waiting', 'running')
          order by received_at, order_id limit 1)
         and (taken_until is null or taken_until < clock_timestamp())
         and state in ('waiting', 'running')
      returning order_id, mapping_source, file_name, file_sha256, is_repeated, actor, learner_id,
        attempts
      """
    ).first { row in
      Taken(
        id: try row.next(), mapping: try row.next(), file: try row.next(),
        sha256: try row.next(), isRepeated: try row.next(), actor: try row.next(),
        learner: try row.next(), attempt: Int(try row.next(Int32.self)))
    }
  }

  /// Keeps a file for so many seconds from now, or gives it back with none; false when another try
  /// has it.
  public static func hold(
    _ order: Taken, seconds: Int, of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      """
      update import_order
         set taken_until = clock_timestamp() + make_interval(secs => \(seconds))
       where institution_id = \(institution)::int and order_id = \(order.id)
         and state = 'running' and attempts = \(Int32(order.attempt))
      """) == 1
  }

  /// Ends a file, and removes its bytes; false when another try has it.
  public static func end(
    _ order: Taken, refusedBecause reason: String?, notices: [String], isKnown: Bool,
    of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    let count = try transaction.execute(
      """
      update import_order
         set state = case when \(reason)::text is null then 'done' else 'refused' end,
             reason = \(reason), notices = \(notices), is_known = \(isKnown), taken_until = null,
             ended_at = clock_timestamp()
       where institution_id = \(institution)::int and order_id = \(order.id)
         and state = 'running' and attempts = \(Int32(order.attempt))
      """)
    guard count == 1 else { return false }
    try transaction.execute(
      """
      delete from import_piece
       where institution_id = \(institution)::int and order_id = \(order.id)
      """)
    return true
  }

  /// One file; nil when there is none of that id.
  public static func one(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Listed? {
    try transaction.query(
      """
      select \(sql: columns) from import_order
       where institution_id = \(institution)::int and order_id = \(id)
      """
    ).first { row in try listed(&row) }
  }

  /// Up to `limit` files after a place, the newest first.
  public static func page(
    state: String?, after place: Imports.Place?, limit: Int, of institution: Int,
    in transaction: Transaction
  ) throws -> [Listed] {
    try transaction.query(
      """
      select \(sql: columns) from import_order
       where institution_id = \(institution)::int and (\(state)::text is null or state = \(state))
         and (\(place?.id)::uuid is null
           or (received_at, order_id) < (\(place?.startedAt), \(place?.id)))
       order by received_at desc, order_id desc limit \(limit)
      """
    ).map { row in try listed(&row) }
  }

  private static func listed(_ row: inout Row) throws -> Listed {
    Listed(
      id: try row.next(), mapping: try row.next(), file: try row.next(), sha256: try row.next(),
      bytes: try row.next(), state: try row.next(), reason: try row.next(),
      notices: try row.next(), isKnown: try row.next(), receivedAt: try row.next(),
      endedAt: try row.next(), actor: try row.next())
  }
}
