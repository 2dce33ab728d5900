public import Foundation
public import Postgres

extension Imports {
  /// A record of a row as it is looked after: which, what became of it, and why.
  public struct Record: Sendable {
    /// The physical line where its row begins.
    public var line: Int
    /// Which of the row's records it is, from 1; 0 for the row as a whole.
    public var place: Int
    /// What became of it.
    public var outcome: String
    /// The reason as a stable code.
    public var code: String?
    /// The column at fault.
    public var column: String?
    /// The reason in words, without personal data.
    public var reason: String?
    /// What it waits for.
    public var waitsFor: String?
    /// The record as JSON text, which may hold personal data; kept for those that did not go in.
    public var content: String?
  }

  /// Every outcome that a record can have.
  public static let outcomes = [
    "created", "amended", "unchanged", "waiting", "quarantined", "resolved", "superseded",
  ]

  /// A record within its run: line and place.
  public struct RecordPlace: Sendable {
    /// The physical line.
    public var line: Int
    /// The place in the row.
    public var place: Int

    /// Makes a place.
    public init(line: Int, place: Int) {
      self.line = line
      self.place = place
    }
  }

  private static let recordColumns: SQL =
    "line, place, outcome, code, column_name, reason, waits_for, record::text"

  /// Up to `limit` records of a run after a place, of all outcomes or of one.
  public static func records(
    of run: UUID, outcome: String?, after place: RecordPlace?, limit: Int, institution: Int,
    in transaction: Transaction
  ) throws -> [Record] {
    try transaction.query(
      """
      select \(sql: recordColumns) from import_row
       where institution_id = \(institution)::int and import_id = \(run)
         and (\(outcome)::text is null or outcome = \(outcome))
         and (\(place?.line)::bigint is null
           or (line, place) > (\(place?.line), \((place?.place).map { Int32(clamping: $0) })))
       order by line, place limit \(limit)
      """
    ).map { row in try record(&row) }
  }

  /// One record, locked until the transaction ends; nil when there is none of that place.
  public static func lockRecord(
    at place: RecordPlace, of run: UUID, institution: Int, in transaction: Transaction
  ) throws -> Record? {
    try transaction.query(
      """
      select \(sql: recordColumns) from import_row
       where institution_id = \(institution)::int and import_id = \(run)
         and line = \(place.line) and place = \(Int32(clamping: place.place))
         for no key update
      """
    ).first { row in try record(&row) }
  }

  /// Up to `limit` records of a run that are kept aside and could be read, after a place; locked so
  /// that they are tried once at a time.
  public static func quarantined(
    of run: UUID, after place: RecordPlace?, limit: Int, institution: Int,
    in transaction: Transaction
  ) throws -> [Waiting] {
    try transaction.query(
      """
      select import_id, line, place, record::text from import_row
       where institution_id = \(institution)::int and import_id = \(run)
         and outcome = 'quarantined' and record is not null
         and (\(place?.line)::bigint is null
           or (line, place) > (\(place?.line), \((place?.place).map { Int32(clamping: $0) })))
       order by line, place limit \(limit) for no key update
      """
    ).map { row in
      Waiting(
        run: try row.next(), line: try row.next(), place: Int(try row.next(Int32.self)),
        record: try row.next())
    }
  }

  /// Takes a record off the list: somebody decided that it need not go in.
  public static func dismiss(
    _ place: RecordPlace, of run: UUID, institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update import_row set outcome = 'superseded', waits_for = null
       where institution_id = \(institution)::int and import_id = \(run)
         and line = \(place.line) and place = \(Int32(clamping: place.place))
      """)
  }

  private static func record(_ row: inout Row) throws -> Record {
    Record(
      line: try row.next(), place: Int(try row.next(Int32.self)), outcome: try row.next(),
      code: try row.next(), column: try row.next(), reason: try row.next(),
      waitsFor: try row.next(), content: try row.next())
  }

  /// A row that was kept aside, for the operator's list.
  public struct Kept: Sendable {
    /// Its line.
    public var line: Int
    /// `waiting` or `quarantined`.
    public var outcome: String
    /// The reason as a stable code.
    public var code: String
    /// The column at fault.
    public var column: String?
    /// The reason in words.
    public var reason: String
  }

  /// How many records of a run did not go in until now, and the first of them.
  public static func kept(
    of run: UUID, limit: Int, institution: Int, in transaction: Transaction
  ) throws -> (count: Int, first: [Kept]) {
    let count: Int = try transaction.query(
      """
      select count(*) from import_row
       where institution_id = \(institution)::int and import_id = \(run)
         and outcome in ('waiting', 'quarantined')
      """
    ).only()
    let first = try transaction.query(
      """
      select line, outcome, code, column_name, reason from import_row
       where institution_id = \(institution)::int and import_id = \(run)
         and outcome in ('waiting', 'quarantined')
       order by line, place limit \(limit)
      """
    ).map { row in
      Kept(
        line: try row.next(), outcome: try row.next(), code: try row.next(),
        column: try row.next(), reason: try row.next())
    }
    return (count, first)
  }
}
