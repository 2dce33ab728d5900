public import Postgres

extension Journal {
  /// An entry as it stands in the journal.
  public struct Listed: Sendable {
    /// Its number.
    public var entry: Int
    /// When it was recorded.
    public var recordedAt: PostgresInstant
    /// Who acted, in which role.
    public var actor: Actor
    /// What was done, to what, why.
    public var content: Entry
  }

  /// Which entries are wanted; nil means any.
  public struct Filter: Sendable {
    /// To this kind of thing.
    public var subjectKind: String?
    /// To the thing of this id.
    public var subject: String?
    /// By this actor.
    public var actor: String?
    /// With this action.
    public var action: String?
    /// At or after this moment.
    public var from: PostgresInstant?
    /// Before this moment.
    public var until: PostgresInstant?

    /// No filter.
    public init() {}
  }

  /// Up to `limit` entries after an entry, in the order of their numbers or against it.
  public static func page(
    _ filter: Filter, isDescending: Bool, after entry: Int?, upTo last: Int? = nil, limit: Int,
    of institution: Int, in transaction: Transaction
  ) throws -> [Listed] {
    let direction: SQL = isDescending ? "desc" : "asc"
    let comparison: SQL = isDescending ? "<" : ">"
    return try transaction.query(
      """
      select j.entry_id, j.recorded_at, j.actor, j.role, j.action, j.subject_kind, j.subject_id,
             j.from_state, j.to_state, j.reason
        from journal j
       where j.institution_id = \(institution)::int
         and (\(entry)::bigint is null or j.entry_id \(sql: comparison) \(entry))
         and (\(last)::bigint is null or j.entry_id <= \(last))
         and \(sql: condition(filter))
       order by j.entry_id \(sql: direction) limit \(limit)
      """
    ).map { row in
      Listed(
        entry: try row.next(), recordedAt: try row.next(),
        actor: Actor(id: try row.next(), role: try row.next()),
        content: Entry(
          action: try row.next(), subjectKind: try row.next(), subject: try row.next(),
          from: try row.next(), to: try row.next(), reason: try row.next()))
    }
  }

  /// The number of the last entry; 0 when there is none.
  public static func last(of institution: Int, in transaction: Transaction) throws -> Int {
    try transaction.query(
      """
      select coalesce(max(entry_id), 0) from journal where institution_id = \(institution)::int
      """
    ).only()
  }

  private static func condition(_ filter: Filter) -> SQL {
    var all: SQL = "true"
    if let kind = filter.subjectKind { all = "\(sql: all) and j.subject_kind = \(kind)" }
    if let subject = filter.subject { all = "\(sql: all) and j.subject_id = \(subject)" }
    if let actor = filter.actor { all = "\(sql: all) and j.actor = \(actor)" }
    if let action = filter.action { all = "\(sql: all) and j.action = \(action)" }
    if let from = filter.from { all = "\(sql: all) and j.recorded_at >= \(from)" }
    if let until = filter.until { all = "\(sql: all) and j.recorded_at < \(until)" }
    return all
  }
}
