public import Postgres

/// Which rows of the ledger a consumer gets.
public struct FeedScope: Hashable, Sendable {
  /// The codes of units, parts of them included; nil for all.
  public var units: [String]?
  /// The codes of programs; nil for all.
  public var programs: [String]?

  /// Everything.
  public static let all = FeedScope()

  /// Makes a scope; without arguments it is everything.
  public init(units: [String]? = nil, programs: [String]? = nil) {
    self.units = units
    self.programs = programs
  }

  /// Whether nothing is left out.
  public var isEverything: Bool { units == nil && programs == nil }

  /// What a row `n` of the ledger has to be; a void says what the row said that it takes back, so
  /// that both are in a scope or neither.
  public var condition: SQL {
    switch (units, programs) {
    case (nil, nil): "true"
    case (let units?, nil): "n.unit = any(\(units))"
    case (nil, let programs?): "n.program = any(\(programs))"
    case (let units?, let programs?):
      "n.unit = any(\(units)) and n.program = any(\(programs))"
    }
  }
}

/// Part of the feed as it leaves the house.
public struct FeedPage: Sendable {
  /// The rows, each one object of JSON, with what stands between two of them.
  public var bytes: [UInt8]
  /// How many rows.
  public var count: Int
  /// The position up to which was read, also over rows that are not in the scope.
  public var next: Int
  /// Whether there is more to read after it.
  public var hasMore: Bool
  /// The last position of the ledger in the same view of the database.
  public var highWater: Int
}

/// Pages of the feed: the database puts the rows' texts together, so that a page costs one cell and
/// no work per row.
public enum FeedPages {
  /// How many positions one page passes at most to find rows that are in its scope, so that none
  /// takes long.
  static let stretch = 50_000

  /// The last position of the ledger.
  ///
  /// The counter row stays locked until a writer commits, and so the position that a statement sees
  /// ends a commit: what was written together stands wholly before it or wholly after it.
  public static func head(of institution: Int, in transaction: Transaction) throws -> Int {
    try transaction.query(
      "select position from feed_head where institution_id = \(institution)::int"
    ).only()
  }

  /// The last positions of all ledgers, by institution; for whom the auditor's view is open.
  public static func heads(in transaction: Transaction) throws -> [Int: Int] {
    try transaction.query("select institution_id::int8, position from feed_head").map { row in
      (try row.next(Int.self), try row.next(Int.self))
    }.reduce(into: [:]) { $0[$1.0] = $1.1 }
  }

  /// Up to `limit` rows of a scope after a position, in order, `last` the last one that may come.
  public static func rows(
    after position: Int, through last: Int = .max, limit: Int, scope: FeedScope = .all,
    between separator: String = ",", of institution: Int, in transaction: Transaction
  ) throws -> FeedPage {
    let end = scope.isEverything ? last : min(last, sum(position, stretch))
    return try page(
      """
      select n.position, n.body from notation n
       where n.institution_id = \(institution)::int and n.position > \(position)
         and n.position <= \(end) and \(sql: scope.condition)
       order by n.position limit \(limit)
      """, after: position, reaching: end, until: last, limit: limit, between: separator,
      of: institution, in: transaction)
  }

  /// Up to `limit` notations of a scope that were live as of a position, in the order of the rows
  /// that added them. It is the same for ever, as rows up to a position never change.
  public static func live(
    asOf moment: Int, after position: Int, limit: Int, scope: FeedScope = .all,
    of institution: Int, in transaction: Transaction
  ) throws -> FeedPage {
    let end = min(moment, sum(position, stretch))
    return try page(
      """
      select n.position, n.body from notation n
       where n.institution_id = \(institution)::int and n.position > \(position)
         and n.position <= \(end) and n.kind = 'add' and \(sql: scope.condition)
         and not exists (
           select from notation v
            where v.institution_id = n.institution_id and v.voids = n.notation_id
              and v.position <= \(moment))
       order by n.position limit \(limit)
      """, after: position, reaching: end, until: moment, limit: limit, of: institution,
      in: transaction)
  }

  /// One statement, so that rows and head are of one view of the database.
  private static func page(
    _ rows: SQL, after position: Int, reaching end: Int, until last: Int, limit: Int,
    between separator: String = ",", of institution: Int, in transaction: Transaction
  ) throws -> FeedPage {
    try transaction.query(
      """
      select convert_to(
               coalesce(string_agg(r.body, \(separator)::text order by r.position), ''), 'UTF8'),
             count(*), max(r.position),
             (select h.position from feed_head h where h.institution_id = \(institution)::int)
        from (\(sql: rows)) r
      """
    ).only { row in
      let bytes: [UInt8] = try row.next()
      let (count, lastRow): (Int, Int?) = (try row.next(), try row.next())
      let head: Int = try row.next()
      let passed = count == limit ? lastRow ?? position : max(position, min(end, head))
      return FeedPage(
        bytes: bytes, count: count, next: passed, hasMore: passed < min(last, head),
        highWater: head)
    }
  }

  /// How far somebody who has read up to a position is behind.
  public struct Lag: Hashable, Sendable {
    /// Rows of the scope that are unread.
    public var rows: Int
    /// When the first of them was written; nil without any.
    public var since: PostgresInstant?
  }

  /// What of a scope is unread after a position. Far behind, where counting would take long, every
  /// row counts, also one that is not in the scope.
  public static func lag(
    after position: Int, scope: FeedScope, of institution: Int, in transaction: Transaction
  ) throws -> Lag {
    let counted = sum(position, scope.isEverything ? 1 : 2 * stretch)
    return try transaction.query(
      """
      select count(*), min(n.recorded_at),
             (select h.position from feed_head h where h.institution_id = \(institution)::int)
        from notation n
       where n.institution_id = \(institution)::int and n.position > \(position)
         and n.position <= \(counted) and \(sql: scope.condition)
      """
    ).only { row in
      let rows: Int = try row.next()
      let since: PostgresInstant? = try row.next()
      return Lag(rows: rows + max(0, try row.next(Int.self) - counted), since: since)
    }
  }

  private static func sum(_ position: Int, _ more: Int) -> Int {
    let (sum, overflow) = position.addingReportingOverflow(more)
    return overflow ? .max : sum
  }
}
