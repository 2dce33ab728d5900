public import Foundation
public import Postgres

/// Rows of what learners allow to be shown; the latest row of a field counts.
public enum Consents {
  /// What may be shown.
  public enum Field: String, CaseIterable, Sendable {
    /// The links of evidence, in the badge.
    case evidenceLink = "evidence link"
  }

  /// Which of these learners allow a field for their awards in general, under any record.
  public static func granted(
    _ field: Field, by learners: [UUID], of institution: Int, in transaction: Transaction
  ) throws -> Set<UUID> {
    guard !learners.isEmpty else { return [] }
    let granted: [UUID] = try transaction.query(
      """
      select n.learner_id
        from unnest(\(learners)) as n (learner_id)
       cross join lateral (
         select c.granted from consent c
          where c.institution_id = \(institution)::int and c.field = \(field.rawValue)
            and c.award_id is null
            and (c.learner_id = n.learner_id or c.learner_id in (
              select records_of_people(\(institution)::int, array[n.learner_id])))
          order by c.recorded_at desc, c.consent_id desc limit 1) c
       where c.granted
      """
    ).column()
    return Set(granted)
  }

  /// Adds a consent, or its withdrawal.
  public static func add(
    _ field: Field, granted: Bool, by learner: UUID, of institution: Int, actor: String,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into consent (institution_id, learner_id, field, granted, actor)
      values (\(institution)::int, \(learner), \(field.rawValue), \(granted), \(actor))
      """)
  }
}
