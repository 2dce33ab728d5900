public import Foundation
public import Microcredentials
public import Postgres

/// Rows of holds on learners: the latest row of a record and a kind counts.
public enum Holds {
  /// A hold that is there now.
  public struct Present: Sendable {
    /// The row that placed it.
    public var id: UUID
    /// The record it is on.
    public var learner: UUID
    /// The record that stands for the person.
    public var person: UUID
    /// The name on that record.
    public var name: String
    /// The person's number in the student system, where one is known.
    public var student: String?
    /// What it is about.
    public var kind: HoldKind
    /// Who placed it, in which role, when and why.
    public var placed: Journal.Act
  }

  /// Which holds are wanted; nil means any.
  public struct Filter: Sendable {
    /// On this person, under any record.
    public var learner: UUID?
    /// Of this kind.
    public var kind: HoldKind?

    /// No filter.
    public init() {}
  }

  private static func read(_ row: inout Row) throws -> Present? {
    let (id, learner, person): (UUID, UUID, UUID) = (try row.next(), try row.next(), try row.next())
    let (name, student): (String, String?) = (try row.next(), try row.next())
    let kind = HoldKind(rawValue: try row.next())
    let act = Journal.Act(
      at: try row.next(), actor: try row.next(), role: try row.next(), reason: try row.next())
    return kind.map {
      Present(
        id: id, learner: learner, person: person, name: name, student: student, kind: $0,
        placed: act)
    }
  }

  /// Up to `limit` holds within reach that are there now, after a place, the oldest first.
  public static func page(
    _ filter: Filter, within reach: Reach, after place: (PostgresInstant, UUID)?, limit: Int,
    of institution: Int, in transaction: Transaction
  ) throws -> [Present] {
    var condition: SQL = "true"
    if let learner = filter.learner {
      condition = "\(learner) in (l.learner_id, l.merged_into)"
    }
    if let kind = filter.kind {
      condition = "\(sql: condition) and h.kind = \(kind.rawValue)"
    }
    if let (at, id) = place {
      condition = "\(sql: condition) and (h.recorded_at, h.hold_id) > (\(at), \(id))"
    }
    return try transaction.query(
      """
      select h.hold_id, h.learner_id, coalesce(l.merged_into, l.learner_id),
             coalesce(m.name, l.name), \(sql: Learners.presentNumber), h.kind,
             h.recorded_at, h.actor, h.role, h.reason
        from hold h
        join learner l on l.institution_id = h.institution_id and l.learner_id = h.learner_id
        left join learner m
          on m.institution_id = l.institution_id and m.learner_id = l.merged_into
       where h.institution_id = \(institution)::int and h.placed and not exists (
           select from hold later
            where later.institution_id = h.institution_id and later.learner_id = h.learner_id
              and later.kind = h.kind
              and (later.recorded_at, later.hold_id) > (h.recorded_at, h.hold_id))
         and \(sql: reach.learners) and \(sql: condition)
       order by h.recorded_at, h.hold_id limit \(limit)
      """
    ).map { row in try read(&row) }.compactMap { $0 }
  }

  /// The holds that are on records now; the records have to be locked for the answer to last.
  public static func present(
    on learners: [UUID], kind: HoldKind, of institution: Int, in transaction: Transaction
  ) throws -> [UUID] {
    try transaction.query(
      """
      select h.learner_id from (
        select distinct on (h.learner_id) h.learner_id, h.placed from hold h
         where h.institution_id = \(institution)::int and h.learner_id = any(\(learners))
           and h.kind = \(kind.rawValue)
         order by h.learner_id, h.recorded_at desc, h.hold_id desc) h
       where h.placed order by h.learner_id
      """
    ).column()
  }

  /// Places a hold on records, or releases it. Each row is later than the one before it, also when
  /// the clock was set back.
  public static func add(
    _ kind: HoldKind, placed: Bool, on learners: [UUID], by actor: Journal.Actor, reason: String,
    of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into hold (institution_id, learner_id, kind, placed, recorded_at, actor, role, reason)
      select \(institution)::int, n.learner_id, \(kind.rawValue), \(placed),
             greatest(clock_timestamp(), (
               select max(h.recorded_at) + interval '1 microsecond' from hold h
                where h.institution_id = \(institution)::int and h.learner_id = n.learner_id
                  and h.kind = \(kind.rawValue))),
             \(actor.id), \(actor.role), \(reason)
        from unnest(\(learners)) as n (learner_id)
      """)
  }
}
