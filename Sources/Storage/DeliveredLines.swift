public import Foundation
public import Postgres

/// What systems that get the feed have of a line in the transcript already.
public enum DeliveredLines {
  /// What has become of a live line.
  public struct Standing: Hashable, Sendable {
    /// Whether it has left the house, or one that it corrects has.
    public var isDelivered: Bool
    /// Whether the line moved along in the student system, which gave the learner another id by
    /// itself: nobody else bears the line's id, and no system rejected the row.
    public var isMovedAlong: Bool
  }

  /// Lets releases, cursors and acknowledgements of the institution wait until the transaction
  /// ends, so that what is read of deliveries from here on stays true. Enrollments are locked
  /// before, the head of the feed after.
  public static func freeze(of institution: Int, in transaction: Transaction) throws {
    _ = try transaction.query(
      """
      select 1 from feed_consumer
       where institution_id = \(institution)::int
       order by consumer for update
      """)
  }

  /// Whether the line of an award has left the house.
  public static func isDelivered(
    _ award: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query("select line_is_delivered(\(institution)::int, \(award)::uuid)").only()
  }

  /// What has become of the live lines of awards whose learners bear these ids in the student
  /// system now. It looks up one award after the other: only for the few that differ.
  public static func standings(
    of awards: [(award: UUID, student: String?)], institution: Int, in transaction: Transaction
  ) throws -> [UUID: Standing] {
    guard !awards.isEmpty else { return [:] }
    var standings: [UUID: Standing] = [:]
    try transaction.query(
      """
      select w.award_id, line_is_delivered(\(institution)::int, w.award_id),
             coalesce(l.student <> w.student and \(sql: isMoved) and not \(sql: isRejected), false)
        from unnest(\(awards.map(\.award)), \(awards.map(\.student))) w (award_id, student)
        left join lateral (
          select n.institution_id, n.position, n.student from notation n
           where n.institution_id = \(institution)::int and n.award_id = w.award_id
             and n.kind = 'add' and not exists (
               select from notation o
                where o.institution_id = n.institution_id and o.voids = n.notation_id)
           order by n.position desc limit 1) l on true
      """
    ).forEach { row in
      standings[try row.next(UUID.self)] = Standing(
        isDelivered: try row.next(), isMovedAlong: try row.next())
    }
    return standings
  }

  /// Both ids are, or were, of one record, and the line's id is nobody else's now.
  private static let isMoved: SQL =
    """
    exists (
      select from learner_alias b
        join learner_alias a on a.institution_id = b.institution_id
         and a.learner_id = b.learner_id and a.system = b.system
       where b.institution_id = l.institution_id and b.system = 'sis'
         and b.external_id = w.student and b.valid_until is null
         and a.external_id = l.student
         and not exists (
           select from learner_alias c
            where c.institution_id = a.institution_id and c.system = 'sis'
              and c.external_id = a.external_id and c.valid_until is null
              and c.learner_id <> a.learner_id))
    """

  /// The last word of some consumer about the line is that it does not have it.
  private static let isRejected: SQL =
    """
    exists (
      select from acknowledgement_state k
        join feed_consumer c on c.institution_id = k.institution_id and c.consumer = k.consumer
       where k.institution_id = l.institution_id and k.position = l.position
         and not c.is_test and k.outcome in ('rejected', 'unknown'))
    """
}
