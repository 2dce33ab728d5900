import Foundation
public import Microcredentials
public import Postgres

/// Figures of enrollments, awards and notations, and the rows that each figure counts.
///
/// Figures and rows come from the same lines (`ReportLines.swift`), so that every number is the
/// count of a list.
public enum Reports {
  /// What is counted; each is the number of its rows.
  public enum Figure: String, CaseIterable, Sendable {
    /// People who began a program in a term.
    case enrolled
    /// Those of them to whom it was awarded.
    case completed
    /// Awards that were made.
    case awarded
    /// Those of them that were taken back.
    case revoked
    /// Credit-bearing awards that stand without a notation.
    case held
    /// Notations that stand.
    case notated
  }

  /// By what the figures are told apart.
  public enum Grouping: String, CaseIterable, Sendable {
    /// The term of the beginning, or of the day on which it was earned.
    case term
    /// The program.
    case program
    /// The unit that offers the program.
    case unit
    /// Whether the version bears credit.
    case credit
    /// Whether the learner has an id in the student system.
    case learners
  }

  /// A value that a group can be without: a term, a unit.
  public enum Choice: Hashable, Sendable {
    /// The one with this code.
    case code(String)
    /// Those without any.
    case absent
  }

  /// What is counted; nil means anything.
  public struct Filter: Hashable, Sendable {
    /// Of this term, or of none.
    public var term: Choice?
    /// Of the program with this code.
    public var program: String?
    /// Offered by this unit itself, or by none.
    public var unit: Choice?
    /// Whether it bears credit.
    public var isCreditBearing: Bool?
    /// Whether the learner has an id in the student system.
    public var isStudent: Bool?

    /// Everything.
    public init() {}
  }

  /// The end of a day in the institution's zone: what was recorded before it counts.
  public struct Moment: Hashable, Sendable {
    /// The day.
    public var day: Day
    /// The first instant after it.
    public var end: PostgresInstant
    /// The IANA name of the zone.
    public var zone: String
  }

  /// Two order statistics of a number of days; nil where there is nothing to tell them of.
  public struct Spread: Hashable, Sendable {
    /// The smallest number within which at least half of them lie.
    public var median: Int?
    /// The smallest number within which at least nine in ten of them lie.
    public var ninetieth: Int?
  }

  /// The figures of a group, or of all of them together.
  public struct Figures: Hashable, Sendable {
    /// The counts.
    public var counts: [Figure: Int]
    /// The credits of the notations that stand.
    public var credits: Quantity
    /// Days from the beginning to the day on which it was earned.
    public var toEarn: Spread
    /// Days from then to the award.
    public var toAward: Spread

    /// One count.
    public subscript(figure: Figure) -> Int { counts[figure, default: 0] }
  }

  /// One group.
  public struct Group: Hashable, Sendable {
    /// Its code; nil for what is in no term, or of no unit.
    public var key: String?
    /// What it is called, where codes have names.
    public var title: String?
    /// Its figures.
    public var figures: Figures
  }

  /// What the ledger itself comes to, by adding and taking away its rows.
  public struct Ledger: Hashable, Sendable {
    /// The position of its last row.
    public var position: Int
    /// How many rows add a line, of those that the filter is about.
    public var additions: Int
    /// How many take one back.
    public var voids: Int
    /// Credits added less credits taken back.
    public var credits: Quantity

    /// The lines that stand.
    public var lines: Int { additions - voids }
  }

  /// What one snapshot of the database says.
  public struct Found: Hashable, Sendable {
    /// The groups, in their order.
    public var groups: [Group]
    /// The figures of all lines, counted by themselves.
    public var total: Figures
    /// Credit-bearing awards that stand.
    public var standing: Int
    /// The ledger.
    public var ledger: Ledger
  }

  /// The end of a day, and today, in the institution's zone; the end of today without a day.
  public static func moment(
    at day: Day?, of institution: Int, now instant: PostgresInstant?, in transaction: Transaction
  ) throws -> (moment: Moment, today: Day) {
    try transaction.query(
      """
      select d.day, ((d.day + 1)::timestamp at time zone i.zone), i.zone, t.today
        from institution i,
             lateral (select (coalesce(\(instant), clock_timestamp()) at time zone i.zone)::date)
               as t (today),
             lateral (select coalesce(\(day?.stored)::date, t.today)) as d (day)
       where i.institution_id = \(institution)::int
      """
    ).only { row in
      (
        Moment(day: try row.day(), end: try row.next(), zone: try row.next()),
        try row.day()
      )
    }
  }

  /// For the rest of the transaction statements are not compiled: what comes is large in the eyes of
  /// the planner, and compiling it takes five times as long as running it.
  static func interpretStatements(in transaction: Transaction) throws {
    _ = try transaction.query("select set_config('jit', 'off', true)")
  }

  /// Which values of a filter name nothing there is: `term`, `program`, `unit`.
  public static func unknown(
    _ filter: Filter, of institution: Int, in transaction: Transaction
  ) throws -> [String] {
    func code(_ choice: Choice?) -> String? {
      if case .code(let code) = choice { code } else { nil }
    }
    let key = filter.program.map { Code.key($0) }
    return try transaction.query(
      """
      select w.word
        from (values ('term', \(code(filter.term))::text, exists (
                select from term t where t.institution_id = \(institution)::int
                 and t.code = \(code(filter.term)))),
              ('program', \(key)::text, exists (
                select from program p where p.institution_id = \(institution)::int
                 and p.code_key = \(key))),
              ('unit', \(code(filter.unit))::text, exists (
                select from unit u where u.institution_id = \(institution)::int
                 and u.code = \(code(filter.unit))))) as w (word, code, is_there)
       where w.code is not null and not w.is_there
      """
    ).column()
  }

  /// What a filter can be set to: terms, the latest first; units and programs within reach.
  public static func choices(
    within reach: Reach, of institution: Int, in transaction: Transaction
  ) throws -> (terms: [String], units: [String], programs: [String]) {
    let terms: [String] = try transaction.query(
      """
      select code from term where institution_id = \(institution)::int
       order by starts desc, code collate "C"
      """
    ).column()
    let programs = try transaction.query(
      """
      select p.code, p.unit from program p
       where p.institution_id = \(institution)::int and \(sql: reach.programs)
       order by p.code collate "C"
      """
    ).map { row in (try row.next(String.self), try row.next(String?.self)) }
    return (terms, Set(programs.compactMap(\.1)).sorted(), programs.map(\.0))
  }
}

extension Reach {
  /// The condition on a program `p`, for what is told of programs; a learner has none.
  var programs: SQL {
    switch self {
    case .all: "true"
    case .units(let units): "p.unit = any(\(units))"
    case .learner: "false"
    }
  }
}
