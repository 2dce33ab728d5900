public import Foundation
public import Microcredentials
public import Postgres

/// Rows of the transcript ledger.
public enum Notations {
  /// A new notation.
  public struct New: Sendable {
    /// Its id.
    public var id: UUID
    /// The award it is for.
    public var award: Awards.New
    /// The voided notation that it follows.
    public var follows: UUID?
    /// The line in the transcript.
    public var text: String

    /// Makes a new notation.
    public init(id: UUID, award: Awards.New, follows: UUID?, text: String) {
      self.id = id
      self.award = award
      self.follows = follows
      self.text = text
    }
  }

  /// Adds notations with the next positions. It has to be the last statement before the commit:
  /// the counter row stays locked until then, and so positions are in commit order.
  public static func add(
    _ new: [New], at instant: PostgresInstant, of institution: Int, in transaction: Transaction
  ) throws {
    guard !new.isEmpty else { return }
    let enrollments = new.map(\.award.enrollment)
    let earned = new.map(\.award.earned)
    try transaction.execute(
      """
      with head as (
        update feed_head set position = position + \(new.count)
         where institution_id = \(institution)::int
        returning position - \(new.count) as base)
      insert into notation
        (institution_id, position, notation_id, kind, award_id, learner_id, program_id,
         program_version_id, follows, text, credits, earned_on, term, recorded_at)
      select \(institution)::int, head.base + n.place, n.notation_id, 'add', n.award_id,
             n.learner_id, n.program_id, n.program_version_id, n.follows, n.text, n.credits,
             n.earned_on, n.term, \(instant)
        from head,
          unnest(\(new.map(\.id)), \(new.map(\.award.id)), \(enrollments.map(\.learner)),
            \(enrollments.map(\.program)), \(enrollments.map(\.version)), \(new.map(\.follows)),
            \(new.map(\.text)), \(earned.map { $0.credits?.stored }),
            \(earned.map(\.on.stored)), \(earned.map { $0.term?.code })) with ordinality
            as n (notation_id, award_id, learner_id, program_id, program_version_id, follows,
              text, credits, earned_on, term, place)
      """)
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
         program_version_id, voids, text, credits, earned_on, term, recorded_at)
      select live.institution_id, head.base + live.place, gen_random_uuid(), 'void', live.award_id,
             live.learner_id, live.program_id, live.program_version_id, live.notation_id,
             live.text, live.credits, live.earned_on, live.term, \(instant)
        from head, live
      """)
  }

  /// A row of the feed.
  public struct FeedRow: Hashable, Sendable {
    /// Its position: dense from 1, in commit order.
    public var position: Int
    /// The notation's id.
    public var notation: UUID
    /// `add` or `void`.
    public var kind: String
    /// The notation that a void takes back.
    public var voids: UUID?
    /// The learner's id in the student system, where one is known.
    public var student: String?
    /// The learner's id here.
    public var learner: UUID
    /// The learner's name when it was awarded.
    public var name: String
    /// The program's code.
    public var program: String
    /// The version's label.
    public var version: String
    /// The line in the transcript.
    public var text: String
    /// The credits.
    public var credits: Quantity?
    /// The day on which it was earned.
    public var earnedOn: Day
    /// The code of the term.
    public var term: String?
    /// The award.
    public var award: UUID
  }

  /// Up to `limit` rows after a position, in order.
  public static func feed(
    after position: Int, limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> [FeedRow] {
    try transaction.query(
      """
      select n.position, n.notation_id, n.kind, n.voids,
             (select a.external_id from learner_alias a
               where a.institution_id = n.institution_id and a.learner_id = n.learner_id
                 and a.system = 'sis' and a.valid_until is null
               order by a.valid_from desc, a.external_id limit 1),
             n.learner_id, w.name_at_award, p.code, v.label, n.text, n.credits, n.earned_on,
             n.term, n.award_id
        from notation n
        join award w on w.institution_id = n.institution_id and w.award_id = n.award_id
        join program p on p.institution_id = n.institution_id and p.program_id = n.program_id
        join program_version v
          on v.institution_id = n.institution_id and v.program_version_id = n.program_version_id
       where n.institution_id = \(institution)::int and n.position > \(position)
       order by n.position limit \(limit)
      """
    ).map { row in
      FeedRow(
        position: try row.next(), notation: try row.next(), kind: try row.next(),
        voids: try row.next(), student: try row.next(), learner: try row.next(),
        name: try row.next(), program: try row.next(), version: try row.next(),
        text: try row.next(), credits: try row.quantityIfAny(), earnedOn: try row.day(),
        term: try row.next(), award: try row.next())
    }
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
