public import Postgres

/// What happened to the rows of a batch since they entered the ledger.
extension FeedBatches {
  /// Rows about which something became known.
  public struct Affected: Hashable, Sendable {
    /// How many.
    public var count: Int
    /// The positions of the first of them.
    public var positions: [Int]

    /// Makes a finding.
    public init(count: Int, positions: [Int]) {
      self.count = count
      self.positions = positions
    }
  }

  /// How many positions are named.
  private static let mostNamed = 20

  /// Rows that add a line of somebody on whom a hold was placed since that keeps notations back, as
  /// the policy says now.
  public static func heldSince(
    in batch: Batch, institution: Int, in transaction: Transaction
  ) throws -> Affected {
    try affected(
      in: batch, institution: institution,
      """
      n.kind = 'add' and exists (
        select from (
          select distinct on (h.kind) h.kind, h.placed, h.recorded_at from hold h
           where h.institution_id = n.institution_id and h.learner_id = n.learner_id
           order by h.kind, h.recorded_at desc, h.hold_id desc) h
         where h.placed and h.recorded_at > n.recorded_at and h.kind = any((
             select p.notation_holds from policy p where p.institution_id = n.institution_id
              order by p.revision desc limit 1)::text[]))
      """, in: transaction)
  }

  /// Rows of somebody whose record was merged into another one since.
  public static func mergedSince(
    in batch: Batch, institution: Int, in transaction: Transaction
  ) throws -> Affected {
    try affected(
      in: batch, institution: institution,
      """
      exists (
        select from learner l
          join learner_merge m
            on m.institution_id = l.institution_id and m.learner_id = l.learner_id
         where l.institution_id = n.institution_id and l.learner_id = n.learner_id
           and l.merged_into is not null and m.undoes is null and m.merged_at > n.recorded_at)
      """, in: transaction)
  }

  /// Rows that take a line back whose correction is held: the transcript would lack the line.
  public static func heldCorrections(
    in batch: Batch, institution: Int, in transaction: Transaction
  ) throws -> Affected {
    try affected(
      in: batch, institution: institution,
      """
      n.kind = 'void' and exists (
        select from held_notation h
         where h.institution_id = n.institution_id and h.learner_id = n.learner_id
           and h.program_id = n.program_id and h.released_at is null)
      """, in: transaction)
  }

  /// Rows that add a line which the ledger has taken back by now, in rows after the batch.
  public static func takenBackSince(
    in batch: Batch, institution: Int, in transaction: Transaction
  ) throws -> Affected {
    try affected(
      in: batch, institution: institution,
      """
      n.kind = 'add' and exists (
        select from notation v
         where v.institution_id = n.institution_id and v.voids = n.notation_id
           and v.position > \(batch.last))
      """, in: transaction)
  }

  private static func affected(
    in batch: Batch, institution: Int, _ condition: SQL, in transaction: Transaction
  ) throws -> Affected {
    try transaction.query(
      """
      with found as (
        select n.position from notation n
         where n.institution_id = \(institution)::int
           and n.position between \(batch.first) and \(batch.last)
           and \(sql: batch.scope.condition) and \(sql: condition))
      select (select count(*) from found),
             array(select position from found order by position limit \(mostNamed))
      """
    ).only { row in Affected(count: try row.next(), positions: try row.next()) }
  }
}
