public import Foundation
public import Microcredentials
public import Postgres

/// Notations that wait, as people see them.
extension HeldNotations {
  /// A notation that is held.
  public struct Listed: Sendable {
    /// The award it is for.
    public var award: UUID
    /// The enrollment of the award.
    public var enrollment: UUID
    /// The learner, by the record that stands.
    public var learner: UUID
    /// The learner's name at the award.
    public var name: String
    /// The learner's number in the student system, where one is known.
    public var student: String?
    /// The program's code.
    public var program: String
    /// Why it is held.
    public var reason: HeldReason
    /// Since when it is held for that reason.
    public var since: PostgresInstant
    /// Whole days since then.
    public var ageDays: Int
    /// The day on which the award was earned.
    public var earnedOn: Day
  }

  /// Which are wanted; nil means any.
  public struct Filter: Sendable {
    /// Held for this reason.
    public var reason: HeldReason?
    /// Of the program with this code.
    public var program: String?
    /// Of this person, under any record.
    public var learner: UUID?

    /// No filter.
    public init() {}
  }

  private static let tables: SQL =
    """
    held_notation h
      join award a on a.institution_id = h.institution_id and a.award_id = h.award_id
      join program p on p.institution_id = h.institution_id and p.program_id = h.program_id
      join learner l on l.institution_id = h.institution_id and l.learner_id = h.learner_id
    """

  /// Up to `limit` held notations within reach, after a place, the oldest first.
  public static func page(
    _ filter: Filter, within reach: Reach, after place: (PostgresInstant, UUID)?, limit: Int,
    of institution: Int, in transaction: Transaction
  ) throws -> [Listed] {
    var condition: SQL = "true"
    if let reason = filter.reason { condition = "h.reason = \(reason.rawValue)" }
    if let program = filter.program {
      condition = "\(sql: condition) and p.code_key = \(Code.key(program))"
    }
    if let learner = filter.learner {
      condition = "\(sql: condition) and \(learner) in (l.learner_id, l.merged_into)"
    }
    if let (since, award) = place {
      condition = "\(sql: condition) and (h.since, h.award_id) > (\(since), \(award))"
    }
    return try transaction.query(
      """
      select h.award_id, a.enrollment_id, coalesce(l.merged_into, l.learner_id), a.name_at_award,
             \(sql: Learners.presentNumber), p.code, h.reason,
             h.since, floor(extract(epoch from clock_timestamp() - h.since) / 86400)::int,
             a.earned_on
        from \(sql: tables)
       where h.institution_id = \(institution)::int and h.released_at is null
         and \(sql: reach.enrollments) and \(sql: condition)
       order by h.since, h.award_id limit \(limit)
      """
    ).map { row in
      Listed(
        award: try row.next(), enrollment: try row.next(), learner: try row.next(),
        name: try row.next(), student: try row.next(), program: try row.next(),
        reason: HeldReason(rawValue: try row.next()) ?? .noStudentID,
        since: try row.next(), ageDays: Int(try row.next(Int32.self)), earnedOn: try row.day())
    }
  }

  /// How many notations are held for a reason, and since when the oldest is.
  public struct Count: Sendable {
    /// The reason.
    public var reason: HeldReason
    /// How many.
    public var count: Int
    /// Since when the oldest waits.
    public var oldest: PostgresInstant
  }

  /// What is held within reach, in numbers; reasons for which nothing is held are left out.
  public static func counts(
    within reach: Reach, of institution: Int, in transaction: Transaction
  ) throws -> [Count] {
    try transaction.query(
      """
      select h.reason, count(*), min(h.since) from \(sql: tables)
       where h.institution_id = \(institution)::int and h.released_at is null
         and \(sql: reach.enrollments)
       group by h.reason order by h.reason
      """
    ).map { row in
      Count(
        reason: HeldReason(rawValue: try row.next()) ?? .noStudentID, count: try row.next(),
        oldest: try row.next())
    }
  }

  /// Why the notation of an award is held, and since when; nil when it is not.
  public static func one(
    _ award: UUID, of institution: Int, in transaction: Transaction
  ) throws -> (reason: HeldReason, since: PostgresInstant)? {
    try transaction.query(
      """
      select reason, since from held_notation
       where institution_id = \(institution)::int and award_id = \(award) and released_at is null
      """
    ).first { row in
      (HeldReason(rawValue: try row.next()) ?? .noStudentID, try row.next())
    }
  }
}
