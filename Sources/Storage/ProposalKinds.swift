public import Foundation
public import Microcredentials
public import Postgres

extension Proposals {
  /// Proposals that can be decided together: of one program, for one purpose, with one thing left
  /// to do, and changing the same values.
  public struct Kind: Hashable, Sendable {
    /// The program's code.
    public var program: String
    /// What they are for.
    public var purpose: WorkList.Purpose
    /// Where they stand.
    public var state: State
    /// The names of the values that they change, in order; empty for revocations.
    public var changes: [String]

    /// Makes a kind.
    public init(program: String, purpose: WorkList.Purpose, state: State, changes: [String]) {
      self.program = program
      self.purpose = purpose
      self.state = state
      self.changes = changes
    }
  }

  /// How many of a kind wait.
  public struct Waiting: Sendable {
    /// The kind.
    public var kind: Kind
    /// How many.
    public var count: Int
    /// When the oldest was made.
    public var oldest: PostgresInstant
  }

  /// What proposals come to together.
  public struct Sum: Hashable, Sendable {
    /// How many.
    public var count: Int
    /// Different learners.
    public var learners: Int
    /// The credits of their awards, and what these become where the proposals are accepted.
    public var creditsBefore: Quantity, creditsAfter: Quantity
  }

  /// Whom a proposal is about.
  public struct Subject: Hashable, Sendable {
    /// The learner's name today.
    public var name: String
    /// The id in the student system; nil without one.
    public var student: String?
    /// The credits of the award.
    public var credits: Quantity?
  }

  static let changes: SQL =
    """
    array(select c ->> 'name' from json_array_elements(q.change -> 'corrections') c order by 1)
    """

  /// The kinds of which proposals within reach wait to be decided, the oldest first.
  public static func waiting(
    within reach: Reach, of institution: Int, in transaction: Transaction
  ) throws -> [Waiting] {
    try transaction.query(
      """
      select w.code, w.kind, w.state, w.changes, count(*), min(w.opened_at)
        from (
          select p.code, q.kind, q.state, \(sql: changes) as changes, q.opened_at
            from \(sql: tables)
           where q.institution_id = \(institution)::int and q.state in ('open', 'to be confirmed')
             and \(sql: reach.enrollments)) w
       group by w.code, w.kind, w.state, w.changes
       order by min(w.opened_at), w.code, w.kind, w.state, w.changes
      """
    ).map { row in
      Waiting(
        kind: Kind(
          program: try row.next(), purpose: WorkList.Purpose(rawValue: try row.next()) ?? .revoke,
          state: State(rawValue: try row.next()) ?? .moot, changes: try row.next()),
        count: try row.next(), oldest: try row.next())
    }
  }

  /// What proposals come to together.
  public static func sum(
    of ids: [UUID], institution: Int, in transaction: Transaction
  ) throws -> Sum {
    try transaction.query(
      """
      select count(*), count(distinct coalesce(l.merged_into, l.learner_id)),
             coalesce(sum(a.credits), 0), coalesce(sum(case when q.kind = 'revoke' then 0
               when k.is_there then k.credits else a.credits end), 0)
        from \(sql: tables)
        left join lateral (
          select true as is_there, (c ->> 'after')::numeric as credits
            from json_array_elements(q.change -> 'corrections') c
           where c ->> 'name' = 'credits') k on true
       where q.institution_id = \(institution)::int and q.proposal_id = any(\(ids))
      """
    ).only { row in
      Sum(
        count: try row.next(), learners: try row.next(),
        creditsBefore: try row.quantityIfAny() ?? 0, creditsAfter: try row.quantityIfAny() ?? 0)
    }
  }

  /// Whom proposals are about, by their ids.
  public static func subjects(
    of ids: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [UUID: Subject] {
    var subjects: [UUID: Subject] = [:]
    try transaction.query(
      """
      select q.proposal_id, coalesce(m.name, l.name),
             (select s.external_id from learner_alias s
               where s.institution_id = a.institution_id
                 and s.learner_id = coalesce(l.merged_into, l.learner_id)
                 and s.system = 'sis' and s.valid_until is null
               order by s.valid_from desc, s.external_id limit 1),
             a.credits
        from \(sql: tables)
        left join learner m on m.institution_id = l.institution_id and m.learner_id = l.merged_into
       where q.institution_id = \(institution)::int and q.proposal_id = any(\(ids))
      """
    ).forEach { row in
      subjects[try row.next(UUID.self)] = Subject(
        name: try row.next(), student: try row.next(), credits: try row.quantityIfAny())
    }
    return subjects
  }
}

extension Proposals.Listed {
  /// With which others it can be decided together.
  public var kind: Proposals.Kind {
    Proposals.Kind(
      program: program, purpose: purpose, state: state, changes: corrections.map(\.name).sorted())
  }
}
