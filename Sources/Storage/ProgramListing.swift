public import Foundation
public import Microcredentials
public import Postgres

extension Programs {
  /// A program as staff and learners see it.
  public struct Shown: Sendable {
    /// Its id.
    public var id: UUID
    /// Its code.
    public var code: String
    /// Its title.
    public var title: String
    /// The unit that offers it.
    public var unit: String?
    /// Where it stands: `suggested`, `proposed` … `retired`.
    public var state: String
    /// What the suggestion says that it began with.
    public var suggestion: String?
    /// Who suggested it.
    public var suggestedBy: String?
    /// The label of the version that new enrollments get, or else of the latest one.
    public var version: String?
    /// Whether that version bears credit.
    public var isCreditBearing: Bool?
    /// When it was recorded.
    public var recordedAt: PostgresInstant
  }

  /// Which programs are wanted; nil means any.
  public struct Filter: Sendable {
    /// In this state.
    public var state: String?
    /// Of this unit.
    public var unit: String?
    /// Whose version bears credit, or does not.
    public var isCreditBearing: Bool?

    /// No filter.
    public init() {}
  }

  /// A program with the version that enrollments of the day get, or else the latest one.
  private static func shown(on today: Day) -> SQL {
    """
    select p.program_id, p.code, p.title, p.unit, p.state, p.suggestion, p.suggested_by,
           v.label, v.credit_bearing, p.recorded_at, p.code_key
      from program p
      left join lateral (
        select label, credit_bearing from program_version v
         where v.institution_id = p.institution_id and v.program_id = p.program_id
         order by v.state in ('effective', 'superseded') desc,
                  v.effective_from <= \(today.stored) desc,
                  case when v.effective_from <= \(today.stored) then v.effective_from end desc,
                  v.effective_from, v.recorded_at desc
         limit 1) v on true
    """
  }

  /// Up to `limit` programs after a code, by the keys of their codes.
  public static func page(
    _ filter: Filter, on today: Day, after key: String?, limit: Int, of institution: Int,
    in transaction: Transaction
  ) throws -> [Shown] {
    try transaction.query(
      """
      \(sql: shown(on: today))
       where p.institution_id = \(institution)::int
         and (\(key)::text is null or p.code_key > \(key))
         and (\(filter.state)::text is null or p.state = \(filter.state))
         and (\(filter.unit)::text is null or p.unit = \(filter.unit))
         and (\(filter.isCreditBearing)::bool is null
           or v.credit_bearing = \(filter.isCreditBearing))
       order by p.code_key limit \(limit)
      """
    ).map { row in try shown(&row) }
  }

  /// One program by its code; nil when there is none.
  public static func one(
    _ code: String, on today: Day, of institution: Int, in transaction: Transaction
  ) throws -> Shown? {
    try transaction.query(
      """
      \(sql: shown(on: today))
       where p.institution_id = \(institution)::int and p.code_key = \(Code.key(code))
      """
    ).first { row in try shown(&row) }
  }

  private static func shown(_ row: inout Row) throws -> Shown {
    Shown(
      id: try row.next(), code: try row.next(), title: try row.next(), unit: try row.next(),
      state: try row.next(), suggestion: try row.next(), suggestedBy: try row.next(),
      version: try row.next(), isCreditBearing: try row.next(), recordedAt: try row.next())
  }

  /// Makes changes of a program wait for each other until the transaction ends.
  public static func lock(
    _ code: String, of institution: Int, in transaction: Transaction
  ) throws {
    _ = try transaction.query(
      """
      select program_id from program
       where institution_id = \(institution)::int and code_key = \(Code.key(code))
         for no key update
      """)
  }
}
