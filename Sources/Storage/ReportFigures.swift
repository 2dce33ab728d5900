import Microcredentials
public import Postgres

extension Reports {
  /// The figures of every group and of everything, with what the ledger says, from one snapshot.
  public static func figures(
    by grouping: Grouping, _ filter: Filter, within reach: Reach, at moment: Moment,
    of institution: Int, in transaction: Transaction
  ) throws -> Found {
    let lines = ReportLines(
      institution: institution, moment: moment, filter: filter, reach: reach)
    var found = Found(
      groups: [], total: Figures(counts: [:], credits: .zero, toEarn: Spread(), toAward: Spread()),
      standing: 0, ledger: Ledger(position: 0, additions: 0, voids: 0, credits: .zero))
    try interpretStatements(in: transaction)
    // A group whose key is null is told from the total by `grouping`.
    try transaction.query(
      """
      \(sql: lines.tables),
      grouped as (
        select \(sql: grouping.key) as key, grouping(\(sql: grouping.key)) = 1 as is_total,
               \(sql: columns)
          from line
         group by grouping sets ((\(sql: grouping.key)), ()))
      select g.is_total, g.key, \(sql: grouping.title(institution)), \(sql: names),
             k.position, k.additions, k.voids, k.credits
        from grouped g cross join ledger k
       order by g.is_total, \(sql: grouping.order(institution)), g.key collate "C"
      """
    ).forEach { row in
      let isTotal = try row.next(Bool.self)
      let group = Group(key: try row.next(), title: try row.next(), figures: try read(&row))
      let standing = try row.next(Int.self)
      let ledger = Ledger(
        position: try row.next(), additions: try row.next(), voids: try row.next(),
        credits: Quantity(try row.next(PostgresNumeric.self)))
      if isTotal {
        (found.total, found.standing, found.ledger) = (group.figures, standing, ledger)
      } else {
        found.groups.append(group)
      }
    }
    return found
  }

  private static func read(_ row: inout Row) throws -> Figures {
    var counts: [Figure: Int] = [:]
    for figure in Figure.allCases { counts[figure] = try row.next() }
    return Figures(
      counts: counts, credits: Quantity(try row.next(PostgresNumeric.self)),
      toEarn: try spread(&row), toAward: try spread(&row))
  }

  private static func spread(_ row: inout Row) throws -> Spread {
    Spread(
      median: try row.next(Int32?.self).map(Int.init),
      ninetieth: try row.next(Int32?.self).map(Int.init))
  }

  private static let names: SQL =
    """
    g.enrolled, g.completed, g.awarded, g.revoked, g.held, g.notated, g.credits_noted,
    g.earn_median, g.earn_ninetieth, g.award_median, g.award_ninetieth, g.standing
    """

  private static var columns: SQL {
    """
    \(sql: count(.enrolled)) as enrolled, \(sql: count(.completed)) as completed,
    \(sql: count(.awarded)) as awarded, \(sql: count(.revoked)) as revoked,
    \(sql: count(.held)) as held, \(sql: count(.notated)) as notated,
    coalesce(sum(line.credits) filter (where \(sql: Figure.notated.condition)), 0)
      as credits_noted,
    \(sql: percentile(5, of: "line.earned_on - line.began")) as earn_median,
    \(sql: percentile(9, of: "line.earned_on - line.began")) as earn_ninetieth,
    \(sql: percentile(5, of: "line.awarded_on - line.earned_on")) as award_median,
    \(sql: percentile(9, of: "line.awarded_on - line.earned_on")) as award_ninetieth,
    count(*) filter (where line.kind = 'award' and line.credit_bearing and not line.is_revoked)
      as standing
    """
  }

  private static func count(_ figure: Figure) -> SQL {
    "count(*) filter (where \(sql: figure.condition))"
  }

  /// The nearest rank: of n sorted numbers the one at place ⌈n × tenths ÷ 10⌉, in whole numbers.
  private static func percentile(_ tenths: Int, of days: SQL) -> SQL {
    """
    (array_agg(\(sql: days) order by \(sql: days)) filter (where \(sql: Figure.awarded.condition)))
      [((\(sql: count(.awarded)) * \(tenths) + 9) / 10)::int]
    """
  }
}

extension Reports.Grouping {
  /// By what a line is told apart.
  fileprivate var key: SQL {
    switch self {
    case .term: "line.term"
    case .program: "line.program"
    case .unit: "line.unit"
    case .credit: "case when line.credit_bearing then 'credit' else 'no-credit' end"
    case .learners: "case when line.is_student then 'students' else 'others' end"
    }
  }

  /// What a group `g` is called.
  fileprivate func title(_ institution: Int) -> SQL {
    switch self {
    case .term:
      """
      (select t.name from term t
        where t.institution_id = \(institution)::int and t.code = g.key)
      """
    case .program:
      """
      (select p.title from program p
        where p.institution_id = \(institution)::int and p.code = g.key limit 1)
      """
    case .unit:
      """
      (select u.name from unit u
        where u.institution_id = \(institution)::int and u.code = g.key)
      """
    case .credit, .learners: "null::text"
    }
  }

  /// Terms come in the order of time, what is in none comes last.
  fileprivate func order(_ institution: Int) -> SQL {
    switch self {
    case .term:
      """
      (select t.starts from term t
        where t.institution_id = \(institution)::int and t.code = g.key) nulls last
      """
    default: "g.key is null"
    }
  }
}
