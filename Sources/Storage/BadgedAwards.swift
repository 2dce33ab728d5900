public import Foundation
public import Microcredentials
public import Postgres

/// What has to be known of an award to sign its badge again.
public struct BadgedAward: Sendable {
  /// Its id.
  public var id: UUID
  /// The enrollment it was made for.
  public var enrollment: UUID
  /// The version whose criteria were met.
  public var version: UUID
  /// The day on which it was earned.
  public var earnedOn: Day
  /// The code of the term of that day.
  public var term: String?
  /// The credits that it states.
  public var credits: Quantity?
  /// The decision it was made from, as JSON text.
  public var decision: String
  /// Whether it is suspended and has not ended.
  public var isSuspended: Bool
  /// Whether another award was made in its place, which has the badge now.
  public var isSuperseded: Bool
}

extension Awards {
  /// Awards as badges are made from them, in the order of their ids.
  public static func badged(
    _ ids: [UUID], of institution: Int, in transaction: Transaction
  ) throws -> [BadgedAward] {
    try transaction.query(
      """
      select a.award_id, a.enrollment_id, a.program_version_id, a.earned_on, a.term, a.credits,
             a.decision::text,
             r.award_id is null and coalesce((
               select s.suspended from award_suspension s
                where s.institution_id = a.institution_id and s.award_id = a.award_id
                order by s.number desc limit 1), false),
             coalesce(r.kind = 'superseded', false)
        from award a
        left join award_revocation r
          on r.institution_id = a.institution_id and r.award_id = a.award_id
       where a.institution_id = \(institution)::int and a.award_id = any(\(ids))
       order by a.award_id
      """
    ).map { row in
      BadgedAward(
        id: try row.next(), enrollment: try row.next(), version: try row.next(),
        earnedOn: try row.day(), term: try row.next(), credits: try row.quantityIfAny(),
        decision: try row.next(), isSuspended: try row.next(), isSuperseded: try row.next())
    }
  }

  /// Which of the awards were suspended when they ended, or are.
  public static func suspended(
    among awards: [UUID], of institution: Int, in transaction: Transaction
  ) throws -> Set<UUID> {
    Set(
      try transaction.query(
        """
        select award_id
          from (select distinct on (award_id) award_id, suspended from award_suspension
                 where institution_id = \(institution)::int and award_id = any(\(awards))
                 order by award_id, number desc) s
         where suspended
        """
      ).column())
  }
}
