public import Foundation
public import Microcredentials
public import Postgres

extension Completions {
  /// A revision with who recorded it, when and why.
  public struct Revision: Sendable {
    /// What it says.
    public var says: StoredCompletion
    /// When it was recorded.
    public var recordedAt: PostgresInstant
    /// Who recorded it.
    public var recordedBy: String
    /// Why, where that was said.
    public var reason: String?
  }

  /// Which completions are wanted; nil means any.
  public struct Filter: Sendable {
    /// Under one of these records.
    public var learners: [UUID]?
    /// With this code, in any spelling.
    public var code: String?
    /// Of this kind.
    public var kind: FactKind?
    /// In the term with this code.
    public var term: String?
    /// Of this section.
    public var section: String?
    /// In this state.
    public var state: StoredCompletion.State?
    /// On or after this day.
    public var from: Day?
    /// On or before this day.
    public var until: Day?

    /// No filter.
    public init() {}
  }

  /// In which order completions are listed.
  public enum Order: String, CaseIterable, Sendable {
    /// The earliest day first.
    case day = "happenedOn"
    /// The latest day first.
    case latest = "-happenedOn"
  }

  /// Up to `limit` completions by their latest revisions, after a place.
  public static func page(
    _ filter: Filter, within reach: Reach, by order: Order, after place: (day: Day, id: UUID)?,
    limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> [Revision] {
    let direction: SQL = order == .day ? "asc" : "desc"
    let comparison: SQL = order == .day ? ">" : "<"
    var after: SQL = "true"
    if let place {
      after = """
        (c.happened_on, c.completion_id) \(sql: comparison) (\(place.day.stored), \(place.id))
        """
    }
    return try revisions(
      """
      select \(sql: columns), c.recorded_at, c.recorded_by, c.reason
        from completion c
        join learner l on l.institution_id = c.institution_id and l.learner_id = c.learner_id
       where c.institution_id = \(institution)::int
         and not exists (select from completion later
           where later.institution_id = c.institution_id
             and later.completion_id = c.completion_id and later.revision > c.revision)
         and \(sql: reach.learners) and \(sql: condition(filter)) and \(sql: after)
       order by c.happened_on \(sql: direction), c.completion_id \(sql: direction)
       limit \(limit)
      """, in: transaction)
  }

  private static func condition(_ filter: Filter) -> SQL {
    var all: SQL = "true"
    if let learners = filter.learners {
      all = "\(sql: all) and c.learner_id = any(\(learners))"
    }
    if let code = filter.code { all = "\(sql: all) and c.code = \(Code.key(code))" }
    if let kind = filter.kind { all = "\(sql: all) and c.kind = \(kind.rawValue)" }
    if let term = filter.term { all = "\(sql: all) and c.term = \(term)" }
    if let section = filter.section { all = "\(sql: all) and c.section = \(section)" }
    if let state = filter.state { all = "\(sql: all) and c.state = \(state.rawValue)" }
    if let from = filter.from { all = "\(sql: all) and c.happened_on >= \(from.stored)" }
    if let until = filter.until { all = "\(sql: all) and c.happened_on <= \(until.stored)" }
    return all
  }

  /// All revisions of a completion, the latest first; none when there is none of that id.
  public static func history(
    of id: UUID, institution: Int, in transaction: Transaction
  ) throws -> [Revision] {
    try revisions(
      """
      select \(sql: columns), c.recorded_at, c.recorded_by, c.reason
        from completion c
       where c.institution_id = \(institution)::int and c.completion_id = \(id)
       order by c.revision desc
      """, in: transaction)
  }

  private static func revisions(_ sql: SQL, in transaction: Transaction) throws -> [Revision] {
    try transaction.query(sql).map { row in
      Revision(
        says: try read(&row), recordedAt: try row.next(), recordedBy: try row.next(),
        reason: try row.next())
    }
  }
}
