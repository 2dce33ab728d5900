public import Foundation
public import Microcredentials
public import Postgres

/// Rows of claiming: links, and what learners said to their badges.
public enum Claims {
  /// A badge as its learner is told of it.
  public struct Badge: Sendable {
    /// Its id.
    public var credential: UUID
    /// The award that it is for at present.
    public var award: UUID
    /// The record of the learner that stands.
    public var learner: UUID
    /// The learner's name when it was awarded.
    public var name: String
    /// Where mail reaches the learner.
    public var email: String?
    /// The title of the version that was earned.
    public var title: String
    /// The program's code.
    public var program: String
    /// The version's label.
    public var version: String
    /// The day on which it was earned.
    public var earnedOn: Day
    /// What everybody is told of its end; nil while it has not ended.
    public var ending: String?
    /// Whether the learner accepted it; nil while there is no answer.
    public var isAccepted: Bool?
  }

  private static let columns: SQL =
    """
    c.credential_id, a.award_id, coalesce(l.merged_into, l.learner_id), a.name_at_award,
    coalesce(m.email, l.email), p.title, p.code, v.label, a.earned_on, r.public_reason,
    (select w.accepted from claim_answer w
      where w.institution_id = c.institution_id and w.credential_id = c.credential_id
      order by w.number desc limit 1)
    """

  private static let tables: SQL =
    """
    credential c
      join award a on a.institution_id = c.institution_id and a.award_id = c.award_id
      join program p on p.institution_id = a.institution_id and p.program_id = a.program_id
      join program_version v
        on v.institution_id = a.institution_id and v.program_version_id = a.program_version_id
      join learner l on l.institution_id = a.institution_id and l.learner_id = a.learner_id
      left join learner m on m.institution_id = l.institution_id and m.learner_id = l.merged_into
      left join award_revocation r
        on r.institution_id = a.institution_id and r.award_id = a.award_id
    """

  /// A badge by its id.
  public static func badge(
    _ credential: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Badge? {
    try transaction.query(
      """
      select \(sql: columns) from \(sql: tables)
       where c.institution_id = \(institution)::int and c.credential_id = \(credential)
       order by c.revision desc limit 1
      """
    ).first { row in try badge(&row) }
  }

  /// The badge of an award, also of one that was superseded.
  public static func credential(
    ofAward award: UUID, institution: Int, in transaction: Transaction
  ) throws -> UUID? {
    try transaction.query(
      """
      select credential_id from credential
       where institution_id = \(institution)::int and award_id = \(award) limit 1
      """
    ).first { row in try row.next() }
  }

  /// Live awards of whoever has the address whose badge no message was queued for within ten
  /// minutes, and fewer than three links within a day, so many at most; the last one first.
  public static func awards(
    mailedAt email: String, limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> [UUID] {
    try transaction.query(
      """
      select a.award_id
        from learner s
        join learner l on l.institution_id = s.institution_id
         and s.learner_id in (l.learner_id, l.merged_into)
        join award a on a.institution_id = l.institution_id and a.learner_id = l.learner_id
        join credential c on c.institution_id = a.institution_id and c.award_id = a.award_id
       where s.institution_id = \(institution)::int and lower(s.email) = lower(\(email))
         and s.merged_into is null
         and not exists (
           select from award_revocation r
            where r.institution_id = a.institution_id and r.award_id = a.award_id)
         and not exists (
           select from outbox o
            where o.institution_id = c.institution_id and o.subject_id = c.credential_id
              and o.created_at > clock_timestamp() - interval '10 minutes')
         and (
           select count(*) from outbox o
            where o.institution_id = c.institution_id and o.subject_id = c.credential_id
              and o.kind = \(Outbox.Kind.link.rawValue)
              and o.created_at > clock_timestamp() - interval '1 day') < 3
       group by a.award_id, a.awarded_at
       order by a.awarded_at desc limit \(limit)
      """
    ).column()
  }

  private static func badge(_ row: inout Row) throws -> Badge {
    Badge(
      credential: try row.next(), award: try row.next(), learner: try row.next(),
      name: try row.next(), email: try row.next(), title: try row.next(),
      program: try row.next(), version: try row.next(), earnedOn: try row.day(),
      ending: try row.next(), isAccepted: try row.next())
  }

  /// Adds what a learner says to a badge.
  public static func answer(
    _ credential: UUID, isAccepted: Bool, through link: UUID?, actor: String, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into claim_answer (institution_id, credential_id, number, accepted, link_id, actor)
      select \(institution)::int, \(credential), coalesce(max(number), 0) + 1, \(isAccepted),
             \(link), \(actor)
        from claim_answer
       where institution_id = \(institution)::int and credential_id = \(credential)
      """)
  }
}
