public import Foundation
public import Postgres

extension Learners {
  /// A person under all records that were made of them.
  public struct Person: Hashable, Sendable {
    /// The record that stands.
    public var standing: UUID
    /// All records, the one that stands included.
    public var records: [UUID]
  }

  /// The people behind records, by record; an id of nobody has none.
  public static func people(
    of learners: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [UUID: Person] {
    var people: [UUID: Person] = [:]
    try transaction.query(
      """
      select l.learner_id, coalesce(l.merged_into, l.learner_id), r.learner_id
        from learner l
        left join learner r on r.institution_id = l.institution_id
         and r.merged_into = coalesce(l.merged_into, l.learner_id)
       where l.institution_id = \(institution)::int and l.learner_id = any(\(learners))
       order by l.learner_id, r.learner_id
      """
    ).forEach { row in
      let learner = try row.next(UUID.self)
      let standing = try row.next(UUID.self)
      let merged = try row.next(UUID?.self)
      people[learner, default: Person(standing: standing, records: [standing])].records +=
        merged.map { [$0] } ?? []
    }
    return people
  }

  /// The e-mail addresses of records.
  public static func addresses(
    of learners: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [String] {
    try transaction.query(
      """
      select distinct email from learner
       where institution_id = \(institution)::int and learner_id = any(\(learners))
         and email is not null
       order by email
      """
    ).column()
  }

  /// Those of the records whose person is enrolled in a program of one of the units.
  public static func enrolled(
    _ people: [UUID: Person], in units: [String], of institution: Int, in transaction: Transaction
  ) throws -> Set<UUID> {
    let pairs = people.flatMap { learner, person in person.records.map { (learner, $0) } }
    return Set(
      try transaction.query(
        """
        select distinct n.learner_id
          from unnest(\(pairs.map(\.0)), \(pairs.map(\.1))) as n (learner_id, record_id)
          join enrollment e
            on e.institution_id = \(institution)::int and e.learner_id = n.record_id
          join program p on p.institution_id = e.institution_id and p.program_id = e.program_id
         where p.unit = any(\(units))
        """
      ).column(UUID.self))
  }

  /// Makes records part of another one, or to stand for themselves again.
  public static func repoint(
    _ records: [UUID], to learner: UUID?, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update learner set merged_into = \(learner)
       where institution_id = \(institution)::int and learner_id = any(\(records))
      """)
  }
}
