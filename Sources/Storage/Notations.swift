public import Foundation
public import Microcredentials
public import Postgres

/// Rows of the transcript ledger.
public enum Notations {
  /// A new notation; the rest of its row is what the award says.
  public struct New: Sendable {
    /// Its id.
    public var id: UUID
    /// The award it is for, which is stored already.
    public var award: UUID
    /// The voided notation that it follows.
    public var follows: UUID?
    /// The learner's id in the student system.
    public var student: String
    /// The program's title, as its version says it.
    public var title: String
    /// The unit that offers it.
    public var unit: String?
    /// Its level.
    public var level: String?
    /// The line in the transcript.
    public var text: String

    /// Makes a new notation.
    public init(
      id: UUID, award: UUID, follows: UUID?, student: String, title: String, unit: String?,
      level: String?, text: String
    ) {
      self.id = id
      self.award = award
      self.follows = follows
      self.student = student
      self.title = title
      self.unit = unit
      self.level = level
      self.text = text
    }
  }

  /// Adds notations with the next positions. It has to be the last statement before the commit:
  /// the counter row stays locked until then, and so positions are in commit order.
  public static func add(
    _ new: [New], at instant: PostgresInstant, of institution: Int, in transaction: Transaction
  ) throws {
    guard !new.isEmpty else { return }
    let count = try transaction.execute(
      """
      with head as (
        update feed_head set position = position + \(new.count)
         where institution_id = \(institution)::int
        returning position - \(new.count) as base)
      insert into notation
        (institution_id, position, notation_id, kind, award_id, learner_id, program_id,
         program_version_id, follows, student, name, program, title, version, unit, level, text,
         credits, earned_on, term, badge, recorded_at)
      select w.institution_id, head.base + n.place, n.notation_id, 'add', w.award_id,
             w.learner_id, w.program_id, w.program_version_id, n.follows, n.student,
             w.name_at_award, p.code, n.title, v.label, n.unit, n.level, n.text, w.credits,
             w.earned_on, w.term, i.site || '/credentials/' || c.credential_id, \(instant)
        from head,
          unnest(\(new.map(\.id)), \(new.map(\.award)), \(new.map(\.follows)),
            \(new.map(\.student)), \(new.map(\.title)), \(new.map(\.unit)),
            \(new.map(\.level)), \(new.map(\.text))) with ordinality
            as n (notation_id, award_id, follows, student, title, unit, level, text, place)
        join award w on w.institution_id = \(institution)::int and w.award_id = n.award_id
        join institution i on i.institution_id = w.institution_id
        join program p on p.institution_id = w.institution_id and p.program_id = w.program_id
        join program_version v
          on v.institution_id = w.institution_id and v.program_version_id = w.program_version_id
        cross join lateral (
          select c.credential_id from credential c
           where c.institution_id = w.institution_id and c.award_id = w.award_id limit 1) c
      """)
    precondition(count == new.count, "a notation is of an award that has its badge")
  }

  /// Voids the live notations of awards, each with a row of its own at the next positions; as with
  /// `add`, only additions to the ledger may follow before the commit.
  public static func void(
    _ awards: [UUID], at instant: PostgresInstant, of institution: Int,
    in transaction: Transaction
  ) throws {
    guard !awards.isEmpty else { return }
    try transaction.execute(
      """
      with live as (
        select n.*, row_number() over (order by n.position) as place from notation n
         where n.institution_id = \(institution)::int and n.award_id = any(\(awards))
           and n.kind = 'add' and not exists (
             select from notation v
              where v.institution_id = n.institution_id and v.voids = n.notation_id)),
      number as (select count(*) as of_rows from live),
      head as (
        update feed_head set position = position + number.of_rows from number
         where institution_id = \(institution)::int and number.of_rows > 0
        returning position - number.of_rows as base)
      insert into notation
        (institution_id, position, notation_id, kind, award_id, learner_id, program_id,
         program_version_id, voids, student, name, program, title, version, unit, level, text,
         credits, earned_on, term, badge, recorded_at)
      select live.institution_id, head.base + live.place, gen_random_uuid(), 'void', live.award_id,
             live.learner_id, live.program_id, live.program_version_id, live.notation_id,
             live.student, live.name, live.program, live.title, live.version, live.unit,
             live.level, live.text, live.credits, live.earned_on, live.term, live.badge, \(instant)
        from head, live
      """)
  }

  static let columns: SQL =
    """
    n.position, n.notation_id::text, n.kind, n.voids::text, n.follows::text, n.student,
    n.learner_id::text, n.name, n.program, n.title, n.version, n.unit, n.level, n.text, n.credits,
    n.earned_on, n.term, n.award_id::text, n.badge, n.recorded_at
    """

  static func read(_ row: inout Row) throws -> Notation {
    Notation(
      position: try row.next(), id: try row.next(),
      kind: try row.next(String.self) == "void" ? .void : .add, voids: try row.next(),
      follows: try row.next(), student: try row.next(), learner: try row.next(),
      name: try row.next(), program: try row.next(), title: try row.next(),
      version: try row.next(), unit: try row.next(), level: try row.next(), text: try row.next(),
      credits: try row.quantityIfAny(), earnedOn: try row.day(), term: try row.next(),
      award: try row.next(), badge: try row.next(),
      recordedAt: try row.next(PostgresInstant.self).microsecondsSince1970)
  }

  /// Up to `limit` rows after a position, in order.
  public static func rows(
    after position: Int, limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> [Notation] {
    try transaction.query(
      """
      select \(sql: columns) from notation n
       where n.institution_id = \(institution)::int and n.position > \(position)
       order by n.position limit \(limit)
      """
    ).map { row in try read(&row) }
  }

  /// Voided notations that no other follows yet, by learner and program, of the learners.
  public static func voided(
    of learners: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [(learner: UUID, program: UUID, version: UUID, notation: UUID)] {
    try transaction.query(
      """
      select n.learner_id, n.program_id, n.program_version_id, n.notation_id
        from notation v
        join notation n on n.institution_id = v.institution_id and n.notation_id = v.voids
       where v.institution_id = \(institution)::int and v.kind = 'void'
         and v.learner_id = any(\(learners))
         and not exists (
           select from notation later
            where later.institution_id = n.institution_id and later.follows = n.notation_id)
      """
    ).map { row in (try row.next(), try row.next(), try row.next(), try row.next()) }
  }
}
