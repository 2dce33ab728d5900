public import Foundation
public import Microcredentials
public import Postgres

extension Learners {
  /// A record of a learner with the ids that others know the person by.
  public struct Profile: Sendable {
    /// The record.
    public var learner: Learner
    /// The record that it was merged into.
    public var mergedInto: UUID?
    /// When it was recorded.
    public var recordedAt: PostgresInstant
    /// Its ids in other systems and those of the records merged into it, ended ones included.
    public var aliases: [Alias] = []
    /// The records that were merged into it.
    public var records: [UUID] = []
  }

  /// Which learners are wanted; nil means any.
  public struct Filter: Sendable {
    /// How the name begins, in upper or lower case.
    public var name: String?
    /// The id in another system, under any record.
    public var id: ExternalID?
    /// The day on which the id was theirs; nil for now.
    public var asOf: Day?

    /// No filter.
    public init() {}
  }

  /// The number in the student system of the person whose record is `l`, as a column.
  static let presentNumber: SQL =
    """
    (select s.external_id
       from learner o
       join learner_alias s on s.institution_id = o.institution_id and s.learner_id = o.learner_id
      where o.institution_id = l.institution_id
        and coalesce(l.merged_into, l.learner_id) in (o.learner_id, o.merged_into)
        and s.system = 'sis' and s.valid_until is null
      order by o.merged_into is null desc, s.valid_from desc, s.external_id
      limit 1)
    """

  private static let columns: SQL = "l.learner_id, l.name, l.email, l.merged_into, l.recorded_at"

  /// Up to `limit` records that stand, by name, after one of them.
  public static func page(
    _ filter: Filter, within reach: Reach, after last: UUID?, limit: Int, of institution: Int,
    in transaction: Transaction
  ) throws -> [Profile] {
    try profiles(
      """
      select \(sql: columns) from learner l
       where l.institution_id = \(institution)::int and l.merged_into is null
         and \(sql: reach.learners) and \(sql: condition(filter, institution))
         and \(sql: place(last, institution))
       order by l.name_key, l.learner_id limit \(limit)
      """, of: institution, in: transaction)
  }

  /// One record; nil when there is none of that id.
  public static func profile(
    _ learner: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Profile? {
    try profiles(
      """
      select \(sql: columns) from learner l
       where l.institution_id = \(institution)::int and l.learner_id = \(learner)
      """, of: institution, in: transaction
    ).first
  }

  /// Of the last row only the id is known, so that no name stands in an address.
  private static func place(_ last: UUID?, _ institution: Int) -> SQL {
    guard let last else { return "true" }
    return """
      (l.name_key, l.learner_id) > (
        (select a.name_key from learner a
          where a.institution_id = \(institution)::int and a.learner_id = \(last)),
        \(last))
      """
  }

  private static func condition(_ filter: Filter, _ institution: Int) -> SQL {
    var all: SQL = "true"
    if let name = filter.name {
      // Written as a range of the index: LIKE is not applied before row-level security is.
      all = """
        l.name_key >= lower(normalize(\(name), nfc))
          and l.name_key < lower(normalize(\(name), nfc)) || chr(1114111)
        """
    }
    if let id = filter.id {
      let present: SQL = "a.valid_until is null"
      let then: SQL =
        """
        a.valid_from <= \(filter.asOf?.stored)
          and (a.valid_until is null or a.valid_until > \(filter.asOf?.stored))
        """
      all = """
        \(sql: all) and l.learner_id = (
          select coalesce(r.merged_into, r.learner_id)
            from learner_alias a
            join learner r on r.institution_id = a.institution_id and r.learner_id = a.learner_id
           where a.institution_id = \(institution)::int and a.system = \(id.system)
             and a.external_id = \(id.id) and \(sql: filter.asOf == nil ? present : then)
           limit 1)
        """
    }
    return all
  }

  private static func profiles(
    _ sql: SQL, of institution: Int, in transaction: Transaction
  ) throws -> [Profile] {
    var profiles = try transaction.query(sql).map { row in
      Profile(
        learner: Learner(id: try row.next(), name: try row.next(), email: try row.next()),
        mergedInto: try row.next(), recordedAt: try row.next())
    }
    let merged = try merged(
      into: profiles.map(\.learner.id), of: institution, in: transaction)
    let aliases = try Aliases.of(
      profiles.map(\.learner.id) + merged.keys, institution: institution, in: transaction)
    let byRecord = Dictionary(grouping: aliases) { merged[$0.learner] ?? $0.learner }
    let records = Dictionary(grouping: merged.keys) { merged[$0] ?? $0 }
    for index in profiles.indices {
      let id = profiles[index].learner.id
      profiles[index].aliases = byRecord[id] ?? []
      profiles[index].records = (records[id] ?? []).sorted { $0.text < $1.text }
    }
    return profiles
  }
}
