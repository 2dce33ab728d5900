public import Foundation
public import Microcredentials
public import Postgres

extension Awards {
  /// Where an award stands.
  public enum State: String, CaseIterable, Sendable {
    /// It holds.
    case live = "issued"
    /// It does not hold for the time being.
    case suspended
    /// It was taken back.
    case revoked
    /// It was issued again with another date.
    case superseded

    /// Whether it can still be suspended or revoked.
    public var hasNotEnded: Bool { self == .live || self == .suspended }
  }

  /// An award as people and systems see it.
  public struct Shown: Sendable {
    /// Its id.
    public var id: UUID
    /// The enrollment it was made for.
    public var enrollment: UUID
    /// The learner it was made for.
    public var learner: UUID
    /// The learner's name when it was awarded.
    public var name: String
    /// The program's code.
    public var program: String
    /// The unit of the program.
    public var unit: String?
    /// The version's label.
    public var version: String
    /// Where it stands.
    public var state: State
    /// The day on which it was earned.
    public var earnedOn: Day
    /// The code of the term of that day.
    public var term: String?
    /// The fixed award date on which it was judged.
    public var judgedOn: Day?
    /// When it was awarded.
    public var awardedAt: PostgresInstant
    /// The credits.
    public var credits: Quantity?
    /// The badge, the last part of its address.
    public var credential: UUID?
    /// The position of its notation in the feed.
    public var position: Int?
    /// The position of the row that voids it.
    public var voidPosition: Int?
    /// The award that it follows.
    public var follows: UUID?
  }

  /// Which awards are wanted; nil means any.
  public struct Filter: Sendable {
    /// Of this person, under any record.
    public var learner: UUID?
    /// Of the program with this code.
    public var program: String?
    /// Earned in the term with this code.
    public var term: String?
    /// In this state.
    public var state: State?
    /// Earned on or after this day.
    public var from: Day?
    /// Earned on or before this day.
    public var until: Day?

    /// No filter.
    public init() {}
  }

  /// In which order awards are listed.
  public enum Order: String, CaseIterable, Sendable {
    /// The one made first first.
    case awardedAt
    /// The one made last first.
    case newest = "-awardedAt"
    /// The one earned first first.
    case earnedOn
    /// The one earned last first.
    case lastEarned = "-earnedOn"

    /// Whether it goes by the day on which they were earned.
    public var isByDay: Bool { self == .earnedOn || self == .lastEarned }

    fileprivate var column: SQL { isByDay ? "a.earned_on" : "a.awarded_at" }

    fileprivate var isUp: Bool { self == .awardedAt || self == .earnedOn }
  }

  /// Where a page begins: after the row with these keys.
  public enum Place: Sendable {
    /// In a list by the instant of awarding.
    case awarded(PostgresInstant, UUID)
    /// In a list by the day of earning.
    case earned(Day, UUID)

    fileprivate var keys: SQL {
      switch self {
      case .awarded(let instant, let id): "(\(instant)::timestamptz, \(id)::uuid)"
      case .earned(let day, let id): "(\(day.stored)::date, \(id)::uuid)"
      }
    }
  }

  private static let state: SQL =
    """
    case when r.award_id is not null then r.kind
         when coalesce((
           select s.suspended from award_suspension s
            where s.institution_id = a.institution_id and s.award_id = a.award_id
            order by s.number desc limit 1), false) then 'suspended'
         else 'issued' end
    """

  private static let shownColumns: SQL =
    """
    a.award_id, a.enrollment_id, a.learner_id, a.name_at_award, p.code, p.unit, v.label,
    \(sql: state), a.earned_on, a.term, a.judged_on, a.awarded_at, a.credits,
    (select c.credential_id from credential c
      where c.institution_id = a.institution_id and c.award_id = a.award_id limit 1),
    n.position,
    (select o.position from notation o
      where o.institution_id = n.institution_id and o.voids = n.notation_id), a.follows
    """

  private static let shownTables: SQL =
    """
    award a
      join learner l on l.institution_id = a.institution_id and l.learner_id = a.learner_id
      join program p on p.institution_id = a.institution_id and p.program_id = a.program_id
      join program_version v
        on v.institution_id = a.institution_id and v.program_version_id = a.program_version_id
      left join award_revocation r
        on r.institution_id = a.institution_id and r.award_id = a.award_id
      left join lateral (
        select n.institution_id, n.notation_id, n.position from notation n
         where n.institution_id = a.institution_id and n.award_id = a.award_id and n.kind = 'add'
         order by n.position desc limit 1) n on true
    """

  /// One award; nil when there is none of that id.
  public static func one(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Shown? {
    try transaction.query(
      """
      select \(sql: shownColumns) from \(sql: shownTables)
       where a.institution_id = \(institution)::int and a.award_id = \(id)
      """
    ).first { row in try shown(&row) }
  }

  /// Up to `limit` awards within reach, after a place.
  public static func page(
    _ filter: Filter, within reach: Reach, by order: Order, after place: Place?, limit: Int,
    of institution: Int, in transaction: Transaction
  ) throws -> [Shown] {
    let direction: SQL = order.isUp ? "asc" : "desc"
    let comparison: SQL = order.isUp ? ">" : "<"
    let isAfter: SQL =
      place.map { "(\(sql: order.column), a.award_id) \(sql: comparison) \(sql: $0.keys)" }
      ?? "true"
    return try transaction.query(
      """
      select \(sql: shownColumns) from \(sql: shownTables)
       where a.institution_id = \(institution)::int and \(sql: reach.enrollments)
         and \(sql: isAfter) and \(sql: condition(filter))
       order by \(sql: order.column) \(sql: direction), a.award_id \(sql: direction)
       limit \(limit)
      """
    ).map { row in try shown(&row) }
  }

  private static func condition(_ filter: Filter) -> SQL {
    var all: SQL = "true"
    if let learner = filter.learner {
      all = "\(sql: all) and \(learner) in (l.learner_id, l.merged_into)"
    }
    if let program = filter.program {
      all = "\(sql: all) and p.code_key = \(Code.key(program))"
    }
    if let term = filter.term { all = "\(sql: all) and a.term = \(term)" }
    if let wanted = filter.state {
      all = "\(sql: all) and \(sql: state) = \(wanted.rawValue)"
    }
    if let from = filter.from { all = "\(sql: all) and a.earned_on >= \(from.stored)" }
    if let until = filter.until { all = "\(sql: all) and a.earned_on <= \(until.stored)" }
    return all
  }

  private static func shown(_ row: inout Row) throws -> Shown {
    Shown(
      id: try row.next(), enrollment: try row.next(), learner: try row.next(),
      name: try row.next(), program: try row.next(), unit: try row.next(),
      version: try row.next(), state: State(rawValue: try row.next()) ?? .revoked,
      earnedOn: try row.day(), term: try row.next(), judgedOn: try row.dayIfAny(),
      awardedAt: try row.next(), credits: try row.quantityIfAny(), credential: try row.next(),
      position: try row.next(), voidPosition: try row.next(), follows: try row.next())
  }
}
