public import Foundation
public import Postgres

/// Rows of what learners allow to be shown; the latest row of a field counts.
///
/// A row for an award counts before one for all awards, and rows of any record of the same person
/// count.
public enum Consents {
  /// What may be shown.
  public enum Field: String, CaseIterable, Sendable {
    /// The badge has a public page at all.
    case page
    /// The name, as it was when the badge was awarded.
    case name
    /// What the evidence is called, with its hash.
    case evidence
    /// The links of evidence, in the badge and on its page.
    case evidenceLink = "evidence link"
    /// The results that were counted, with grades.
    case results
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

  /// Adds a consent, or its withdrawal; of one award, or of all where none is named.
  public static func add(
    _ field: Field, granted: Bool, by learner: UUID, for award: UUID? = nil, of institution: Int,
    actor: String, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into consent (institution_id, learner_id, award_id, field, granted, actor)
      values (\(institution)::int, \(learner), \(award), \(field.rawValue), \(granted), \(actor))
      """)
  }

  /// One decision of a learner.
  public struct Decision: Sendable {
    /// The award it is for; nil for all awards.
    public var award: UUID?
    /// What it is about.
    public var field: Field
    /// Whether it may be shown.
    public var isGranted: Bool
    /// When it was made.
    public var at: PostgresInstant
  }

  /// The latest decisions of a person's records, the last one first.
  public static func history(
    of learners: [UUID], limit: Int, institution: Int, in transaction: Transaction
  ) throws -> [Decision] {
    try transaction.query(
      """
      select award_id, field, granted, recorded_at from consent
       where institution_id = \(institution)::int and learner_id = any(\(learners))
       order by recorded_at desc, consent_id desc limit \(limit)
      """
    ).map { row in
      (
        try row.next(UUID?.self), try row.next(String.self), try row.next(Bool.self),
        try row.next(PostgresInstant.self)
      )
    }.compactMap { award, field, isGranted, at in
      Field(rawValue: field).map {
        Decision(award: award, field: $0, isGranted: isGranted, at: at)
      }
    }
  }
}
