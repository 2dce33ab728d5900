public import Foundation
public import Microcredentials
public import Postgres

extension Reports {
  /// One row that a figure counts.
  public struct Line: Hashable, Sendable {
    /// Its id, the same for ever: of the enrollment, the award or the notation.
    public var id: UUID
    /// The day by which rows are listed: of the beginning, or on which it was earned.
    public var day: Day
    /// The record that stands of the person.
    public var learner: UUID
    /// The person's name; nil for whoever may not read it.
    public var name: String?
    /// Their id in the student system; nil where there is none, or for whoever may not read it.
    public var student: String?
    /// Whether they had such an id on the day of the report.
    public var isStudent: Bool
    /// The program's code.
    public var program: String
    /// The unit that offers it.
    public var unit: String?
    /// The version's label.
    public var version: String
    /// Whether the version bears credit.
    public var isCreditBearing: Bool
    /// The code of the term.
    public var term: String?
    /// The enrollment.
    public var enrollment: UUID?
    /// The award.
    public var award: UUID?
    /// The notation's position in the feed.
    public var position: Int?
    /// When the enrollment began.
    public var began: Day?
    /// When it was earned.
    public var earnedOn: Day?
    /// When it was awarded, in the institution's zone.
    public var awardedOn: Day?
    /// The credits.
    public var credits: Quantity?

    /// Days from the beginning to the day on which it was earned.
    public var daysToEarn: Int? { Self.days(from: began, to: earnedOn) }
    /// Days from then to the award.
    public var daysToAward: Int? { Self.days(from: earnedOn, to: awardedOn) }

    private static func days(from first: Day?, to last: Day?) -> Int? {
      guard let first, let last else { return nil }
      return Int(last.number) - Int(first.number)
    }
  }

  /// Up to `limit` rows that a figure counts, after a place, by day and id. `names` says of whose
  /// programs the learners may be named; nil for none.
  public static func lines(
    of figure: Figure, _ filter: Filter, within reach: Reach, naming names: Reach?,
    after place: (Day, UUID)?, limit: Int, at moment: Moment, of institution: Int,
    in transaction: Transaction
  ) throws -> [Line] {
    let lines = ReportLines(
      institution: institution, moment: moment, filter: filter, reach: reach)
    try interpretStatements(in: transaction)
    let isAfter: SQL =
      place.map { "(page.day, page.id) > (\($0.0.stored)::date, \($0.1)::uuid)" } ?? "true"
    let mayName = names?.enrollments ?? "false"
    return try transaction.query(
      """
      \(sql: lines.tables),
      page as (select line.* from line where \(sql: figure.condition)),
      shown as (
        select page.* from page where \(sql: isAfter) order by page.day, page.id limit \(limit))
      select w.id, w.day, w.person_id,
             case when \(sql: mayName) then l.name end,
             case when \(sql: mayName) then (
               select a.external_id from learner_alias a
                where a.institution_id = l.institution_id and a.system = 'sis'
                  and (a.learner_id = w.person_id or a.learner_id in (
                    select o.learner_id from person o where o.person_id = w.person_id))
                  and a.recorded_at < \(moment.end) and a.valid_from <= \(moment.day.stored)
                  and (a.valid_until is null or a.valid_until > \(moment.day.stored))
                order by a.valid_from desc, a.external_id limit 1) end,
             w.is_student, w.program, w.unit, w.version, w.credit_bearing, w.term,
             w.enrollment_id, w.award_id, w.position, w.began, w.earned_on, w.awarded_on,
             w.credits
        from shown w
        join program p on p.institution_id = \(institution)::int and p.program_id = w.program_id
        join learner l on l.institution_id = \(institution)::int and l.learner_id = w.person_id
       order by w.day, w.id
      """
    ).map { row in try line(&row) }
  }

  private static func line(_ row: inout Row) throws -> Line {
    Line(
      id: try row.next(), day: try row.day(), learner: try row.next(), name: try row.next(),
      student: try row.next(), isStudent: try row.next(), program: try row.next(),
      unit: try row.next(), version: try row.next(), isCreditBearing: try row.next(),
      term: try row.next(), enrollment: try row.next(), award: try row.next(),
      position: try row.next(), began: try row.dayIfAny(), earnedOn: try row.dayIfAny(),
      awardedOn: try row.dayIfAny(), credits: try row.quantityIfAny())
  }
}
