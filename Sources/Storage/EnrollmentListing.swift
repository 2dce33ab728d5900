public import Foundation
public import Microcredentials
public import Postgres

extension Enrollments {
  /// An enrollment as it is listed.
  public struct Listed: Sendable {
    /// Its id.
    public var id: UUID
    /// The learner it was made for.
    public var learner: UUID
    /// The program's code.
    public var program: String
    /// The unit of the program.
    public var unit: String?
    /// The label of the version it pins.
    public var version: String
    /// Where it stands.
    public var standing: Enrollment
    /// The live award that completes it.
    public var award: UUID?
    /// When it was recorded.
    public var recordedAt: PostgresInstant
  }

  /// Which enrollments are wanted; nil means any.
  public struct Filter: Sendable {
    /// Of this person, under any record.
    public var learner: UUID?
    /// Of the program with this code.
    public var program: String?
    /// In this state; `completed` for those with a live award.
    public var state: String?
    /// Begun on or after this day.
    public var from: Day?
    /// Begun on or before this day.
    public var until: Day?

    /// No filter.
    public init() {}
  }

  /// In which order enrollments are listed.
  public enum Order: String, CaseIterable, Sendable {
    /// The one recorded first first.
    case recordedAt
    /// The one recorded last first.
    case newest = "-recordedAt"
  }

  /// Where a page begins: after the row with these keys.
  public struct Place: Sendable {
    /// When that row was recorded.
    public var recordedAt: PostgresInstant
    /// Its id.
    public var id: UUID

    /// Makes a place.
    public init(recordedAt: PostgresInstant, id: UUID) {
      self.recordedAt = recordedAt
      self.id = id
    }
  }

  private static let listedColumns: SQL =
    """
    e.enrollment_id, e.learner_id, p.code, p.unit, v.label, e.state, e.began, e.ended,
    (select a.award_id from award a
      where a.institution_id = e.institution_id and a.enrollment_id = e.enrollment_id
        and not exists (select from award_revocation r
          where r.institution_id = a.institution_id and r.award_id = a.award_id)),
    e.recorded_at
    """

  private static let listedTables: SQL =
    """
    enrollment e
      join learner l on l.institution_id = e.institution_id and l.learner_id = e.learner_id
      join program p on p.institution_id = e.institution_id and p.program_id = e.program_id
      join program_version v
        on v.institution_id = e.institution_id and v.program_version_id = e.program_version_id
    """

  /// One enrollment; nil when there is none of that id.
  public static func one(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Listed? {
    try transaction.lookUp(
      """
      select \(sql: listedColumns) from \(sql: listedTables)
       where e.institution_id = \(institution)::int and e.enrollment_id = \(id)
      """
    ).first { row in try listed(&row) }
  }

  /// Up to `limit` enrollments within reach, after a place.
  public static func page(
    _ filter: Filter, within reach: Reach, by order: Order, after place: Place?, limit: Int,
    of institution: Int, in transaction: Transaction
  ) throws -> [Listed] {
    let isUp = order == .recordedAt
    let direction: SQL = isUp ? "asc" : "desc"
    let comparison: SQL = isUp ? ">" : "<"
    return try transaction.query(
      """
      select \(sql: listedColumns) from \(sql: listedTables)
       where e.institution_id = \(institution)::int and \(sql: reach.enrollments)
         and (\(place?.recordedAt)::timestamptz is null
           or (e.recorded_at, e.enrollment_id) \(sql: comparison)
             (\(place?.recordedAt), \(place?.id)))
         and \(sql: condition(filter))
       order by e.recorded_at \(sql: direction), e.enrollment_id \(sql: direction)
       limit \(limit)
      """
    ).map { row in try listed(&row) }
  }

  private static func condition(_ filter: Filter) -> SQL {
    var all: SQL = "true"
    if let learner = filter.learner {
      all = "\(sql: all) and \(learner) in (l.learner_id, l.merged_into)"
    }
    if let program = filter.program {
      all = "\(sql: all) and p.code_key = \(Code.key(program))"
    }
    if let state = filter.state {
      let isCompleted: SQL =
        """
        exists (select from award a
          where a.institution_id = e.institution_id and a.enrollment_id = e.enrollment_id
            and not exists (select from award_revocation r
              where r.institution_id = a.institution_id and r.award_id = a.award_id))
        """
      all =
        state == "completed"
        ? "\(sql: all) and \(sql: isCompleted)"
        : "\(sql: all) and e.state = \(state) and not \(sql: isCompleted)"
    }
    if let from = filter.from { all = "\(sql: all) and e.began >= \(from.stored)" }
    if let until = filter.until { all = "\(sql: all) and e.began <= \(until.stored)" }
    return all
  }

  private static func listed(_ row: inout Row) throws -> Listed {
    Listed(
      id: try row.next(), learner: try row.next(), program: try row.next(), unit: try row.next(),
      version: try row.next(),
      standing: Enrollment(
        state: Enrollment.State(rawValue: try row.next()) ?? .denied, began: try row.day(),
        ended: try row.dayIfAny()), award: try row.next(), recordedAt: try row.next())
  }

  /// Pins another version of the same program.
  public static func move(
    _ id: UUID, to version: UUID, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update enrollment set program_version_id = \(version)
       where institution_id = \(institution)::int and enrollment_id = \(id)
      """)
  }
}
