public import Postgres

/// What status lists say, worked out from the rows of awards: nothing else is kept of them, so every
/// daemon says the same at any time.
public enum StatusLists {
  /// The places of a list that are set, in their order, and when that changed last.
  public struct State: Hashable, Sendable {
    /// The places.
    public var indices: [Int32]
    /// When one was set or cleared last; nil when none ever was.
    public var changed: PostgresInstant?
  }

  /// Whether any badge has a place on a list.
  public static func exists(
    _ list: Int, of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    guard let list = Int32(exactly: list) else { return false }
    return try transaction.query(
      """
      select exists (select from credential
        where institution_id = \(institution)::int and status_list = \(list) and revision = 1)
      """
    ).only()
  }

  /// The places whose award was revoked.
  public static func revoked(
    on list: Int, of institution: Int, in transaction: Transaction
  ) throws -> State {
    // The badge of a superseded award went over to the award in its place.
    try transaction.query(
      """
      select coalesce(array_agg(distinct c.status_index), '{}'), max(r.revoked_at)
        from award_revocation r
        join credential c on c.institution_id = r.institution_id and c.award_id = r.award_id
       where r.institution_id = \(institution)::int and r.kind = 'revoked'
         and c.status_list = \(Int32(clamping: list))
      """
    ).only { row in State(indices: try row.next(), changed: try row.next()) }
  }

  /// The places whose award is suspended and has not ended.
  public static func suspended(
    on list: Int, of institution: Int, in transaction: Transaction
  ) throws -> State {
    try transaction.query(
      """
      select coalesce(array_agg(distinct c.status_index)
               filter (where s.suspended and r.award_id is null), '{}'),
             max(greatest(s.recorded_at, r.revoked_at))
        from (select distinct on (institution_id, award_id) institution_id, award_id, suspended,
                     recorded_at
                from award_suspension where institution_id = \(institution)::int
               order by institution_id, award_id, number desc) s
        join credential c on c.institution_id = s.institution_id and c.award_id = s.award_id
        left join award_revocation r
          on r.institution_id = s.institution_id and r.award_id = s.award_id
       where c.status_list = \(Int32(clamping: list))
      """
    ).only { row in State(indices: try row.next(), changed: try row.next()) }
  }
}
