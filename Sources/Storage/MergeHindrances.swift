public import Foundation
public import Postgres

/// What stands in the way of a merge, and what has to be looked at after one.
extension Merges {
  /// Things of one program under several records.
  public struct Doubled: Sendable {
    /// The program's code.
    public var program: String
    /// The awards or enrollments.
    public var ids: [UUID]
  }

  /// Programs of which the records hold more than one live award together.
  public static func doubledAwards(
    of records: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [Doubled] {
    try transaction.query(
      """
      select p.code, array_agg(a.award_id order by a.award_id)
        from award a
        join program p on p.institution_id = a.institution_id and p.program_id = a.program_id
       where a.institution_id = \(institution)::int and a.learner_id = any(\(records))
         and not exists (select from award_revocation r
           where r.institution_id = a.institution_id and r.award_id = a.award_id)
       group by p.program_id, p.code having count(*) > 1 order by p.code
      """
    ).map { row in Doubled(program: try row.next(), ids: try row.next()) }
  }

  /// Programs in which the records are enrolled, or have applied, more than once together.
  public static func doubledEnrollments(
    of records: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [Doubled] {
    try transaction.query(
      """
      select p.code, array_agg(e.enrollment_id order by e.enrollment_id)
        from enrollment e
        join program p on p.institution_id = e.institution_id and p.program_id = e.program_id
       where e.institution_id = \(institution)::int and e.learner_id = any(\(records))
         and e.state in ('applied', 'enrolled')
       group by p.program_id, p.code having count(*) > 1 order by p.code
      """
    ).map { row in Doubled(program: try row.next(), ids: try row.next()) }
  }

  /// Programs among which one accepted item of evidence would serve more than one.
  public static func programsSharingEvidence(
    of records: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [String] {
    try transaction.query(
      """
      select distinct code from (
        select unnest(array_agg(p.code)) as code
          from enrollment e
          join program p on p.institution_id = e.institution_id and p.program_id = e.program_id
          join evidence_submission s
            on s.institution_id = e.institution_id and s.enrollment_id = e.enrollment_id
          join evidence_item i on i.institution_id = s.institution_id
           and i.submission_id = s.submission_id and i.version = s.version
         where e.institution_id = \(institution)::int and e.learner_id = any(\(records))
           and (select r.outcome from evidence_review r
                 where r.institution_id = s.institution_id and r.submission_id = s.submission_id
                   and r.version = s.version
                 order by r.reviewed_at desc, r.review_id desc limit 1) = 'accepted'
         group by i.fingerprint having count(distinct e.program_id) > 1) shared
       order by code
      """
    ).column()
  }

  /// How many sign-ins lead to the records.
  public static func signIns(
    to records: [UUID], institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.query(
      """
      select count(*) from person
       where institution_id = \(institution)::int and learner_id = any(\(records))
      """
    ).only()
  }
}
