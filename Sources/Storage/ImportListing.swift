public import Foundation
public import Postgres

extension Imports {
  /// A run as it is listed.
  public struct Listed: Sendable {
    /// Its id.
    public var id: UUID
    /// The name of the mapping.
    public var mapping: String
    /// The name of the file.
    public var file: String
    /// `running`, `done` or `refused`.
    public var state: String
    /// Physical lines that are done.
    public var lines: Int
    /// What became of its records when they were read.
    public var counts: Counts
    /// Records that wait now.
    public var waiting: Int
    /// Records that are kept aside now.
    public var quarantined: Int
    /// When it began.
    public var startedAt: PostgresInstant
    /// When it ended.
    public var endedAt: PostgresInstant?
    /// Who began it.
    public var actor: String
  }

  /// In which order runs are listed.
  public enum Order: String, CaseIterable, Sendable {
    /// The newest first.
    case newest = "-startedAt"
    /// The oldest first.
    case startedAt
  }

  /// Where a page of runs begins: after the row with these keys.
  public struct Place: Sendable {
    /// When that run began.
    public var startedAt: PostgresInstant
    /// Its id.
    public var id: UUID

    /// Makes a place.
    public init(startedAt: PostgresInstant, id: UUID) {
      self.startedAt = startedAt
      self.id = id
    }
  }

  private static let columns: SQL =
    """
    r.import_id, r.mapping, r.file_name, r.state, r.done_lines, r.created_count, r.amended_count,
    r.unchanged_count, r.waiting_count, r.quarantined_count, k.waiting, k.quarantined,
    r.started_at, r.ended_at, r.actor
    """

  private static let tables: SQL =
    """
    import_run r
     cross join lateral (
       select count(*) filter (where w.outcome = 'waiting') as waiting,
              count(*) filter (where w.outcome = 'quarantined') as quarantined
         from import_row w
        where w.institution_id = r.institution_id and w.import_id = r.import_id
          and w.outcome in ('waiting', 'quarantined')) k
    """

  /// One run; nil when there is none of that id.
  public static func one(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Listed? {
    try transaction.query(
      """
      select \(sql: columns) from \(sql: tables)
       where r.institution_id = \(institution)::int and r.import_id = \(id)
      """
    ).first { row in try listed(&row) }
  }

  /// The runs of a file that was handed in, in their order.
  public static func all(
    ofOrder order: UUID, institution: Int, in transaction: Transaction
  ) throws -> [Listed] {
    try transaction.query(
      """
      select \(sql: columns) from \(sql: tables)
       where r.institution_id = \(institution)::int and r.order_id = \(order)
       order by r.started_at, r.import_id limit 200
      """
    ).map { row in try listed(&row) }
  }

  /// Up to `limit` runs after a place, of all states or of one.
  public static func page(
    state: String?, by order: Order, after place: Place?, limit: Int, of institution: Int,
    in transaction: Transaction
  ) throws -> [Listed] {
    let direction: SQL = order == .startedAt ? "asc" : "desc"
    let comparison: SQL = order == .startedAt ? ">" : "<"
    return try transaction.query(
      """
      select \(sql: columns) from \(sql: tables)
       where r.institution_id = \(institution)::int
         and (\(state)::text is null or r.state = \(state))
         and (\(place?.startedAt)::timestamptz is null
           or (r.started_at, r.import_id) \(sql: comparison)
             (\(place?.startedAt), \(place?.id)))
       order by r.started_at \(sql: direction), r.import_id \(sql: direction)
       limit \(limit)
      """
    ).map { row in try listed(&row) }
  }

  private static func listed(_ row: inout Row) throws -> Listed {
    var listed = Listed(
      id: try row.next(), mapping: try row.next(), file: try row.next(), state: try row.next(),
      lines: try row.next(), counts: Counts(), waiting: 0, quarantined: 0,
      startedAt: PostgresInstant(microsecondsSince1970: 0), endedAt: nil, actor: "")
    listed.counts.created = try row.next()
    listed.counts.amended = try row.next()
    listed.counts.unchanged = try row.next()
    listed.counts.waiting = try row.next()
    listed.counts.quarantined = try row.next()
    listed.waiting = try row.next()
    listed.quarantined = try row.next()
    listed.startedAt = try row.next()
    listed.endedAt = try row.next()
    listed.actor = try row.next()
    return listed
  }
}
