public import Foundation
public import Microcredentials
import Postgres
public import Storage

/// The figures of one question, with everything that is needed to ask it again.
public struct Report: Sendable {
  /// Whose it is.
  public var institution: Institution
  /// What was asked.
  public var question: ReportQuestion
  /// The day at whose end it holds, and the zone in which days are told.
  public var moment: Reports.Moment
  /// The units it is limited to, because the reader's role is; nil for no limit.
  public var units: [String]?
  /// The figures.
  public var found: Reports.Found

  /// One thing that must be so, with both sides.
  public struct Check: Sendable {
    /// What was compared, in a sentence with both numbers.
    public var sentence: String
    /// Whether it is so.
    public var holds: Bool
  }

  /// What the figures are held against.
  public var checks: [Check] { [ledgerCheck, awardCheck, totalCheck] }

  /// Whether everything adds up.
  public var ties: Bool { checks.allSatisfy(\.holds) }

  private var ledgerCheck: Check {
    let (ledger, total) = (found.ledger, found.total)
    let lines = found.groups.reduce(0) { $0 + $1.figures[.notated] }
    let credits = found.groups.reduce(Quantity.zero) { $0 + $1.figures.credits }
    let holds = lines == ledger.lines && total[.notated] == lines && credits == ledger.credits
    return Check(
      sentence: "The figures \(holds ? "tie" : "do not tie") to the ledger at position "
        + "\(ledger.position): \(ledger.additions) added less \(ledger.voids) taken back is "
        + "\(ledger.lines) notations with \(ledger.credits) credits; the groups sum to \(lines) "
        + "notations with \(credits) credits.", holds: holds)
  }

  private var awardCheck: Check {
    let (held, notated) = (found.total[.held], found.total[.notated])
    let holds = found.standing == held + notated
    return Check(
      sentence: "Credit-bearing awards that stand: \(found.standing); notated \(notated) and held "
        + "\(held) make \(held + notated).", holds: holds)
  }

  private var totalCheck: Check {
    let sums = Reports.Figure.allCases.filter { figure in
      found.groups.reduce(0) { $0 + $1.figures[figure] } != found.total[figure]
    }
    return Check(
      sentence: sums.isEmpty
        ? "Every total, counted by itself, is the sum of its groups."
        : "These totals are not the sums of their groups: "
          + sums.map(\.rawValue).joined(separator: ", ") + ".", holds: sums.isEmpty)
  }
}

/// Reports, which read and change nothing.
extension Visit {
  /// The figures within the caller's reach.
  public func report(_ question: ReportQuestion) throws -> Report {
    try Reporting(office: office, institution: caller.institution, reach: reach(.readReports))
      .report(question, in: transaction)
  }

  /// The rows that a figure counts within the caller's reach, one more than `limit` where there are
  /// more. Learners are named where the caller may read learners.
  public func reportLines(
    of figure: Reports.Figure, _ question: ReportQuestion, after place: (Day, UUID)?, limit: Int
  ) throws -> (lines: [Reports.Line], moment: Reports.Moment) {
    let names = (try? caller.check(.readLearners)) == nil ? nil : try reach(.readLearners)
    return try Reporting(
      office: office, institution: caller.institution, reach: reach(.readReports)
    ).lines(of: figure, question, naming: names, after: place, limit: limit + 1, in: transaction)
  }

  /// All rows that a figure counts, for a file; refused where they are more than a file should hold.
  public func reportFile(
    of figure: Reports.Figure, _ question: ReportQuestion
  ) throws -> (lines: [Reports.Line], moment: Reports.Moment) {
    let found = try reportLines(of: figure, question, after: nil, limit: Reporting.mostLines)
    return (try Reporting.bounded(found.lines), found.moment)
  }

  /// What a filter can be set to.
  public func reportChoices() throws -> (terms: [String], units: [String], programs: [String]) {
    try Reports.choices(within: reach(.readReports), of: institution, in: transaction)
  }
}

extension Office {
  /// The figures of an institution, for whoever runs the daemon.
  public func report(_ question: ReportQuestion, of institution: Institution) async throws -> Report
  {
    try await database.read(as: Scopes.institution(institution.id)) { transaction in
      try Reporting(office: self, institution: institution, reach: .all)
        .report(question, in: transaction)
    }
  }

  /// The rows that a figure counts, without names, for whoever runs the daemon.
  public func reportLines(
    of figure: Reports.Figure, _ question: ReportQuestion, of institution: Institution
  ) async throws -> (lines: [Reports.Line], moment: Reports.Moment) {
    try await database.read(as: Scopes.institution(institution.id)) { transaction in
      let found = try Reporting(office: self, institution: institution, reach: .all).lines(
        of: figure, question, naming: nil, after: nil, limit: Reporting.mostLines + 1,
        in: transaction)
      return (try Reporting.bounded(found.lines), found.moment)
    }
  }
}

/// A question on its way to the database.
struct Reporting {
  /// The most rows of a file: what a spreadsheet opens and a daemon holds in memory.
  static let mostLines = 100_000

  let office: Office
  let institution: Institution
  let reach: Reach

  func report(_ question: ReportQuestion, in transaction: Transaction) throws -> Report {
    let moment = try moment(question, in: transaction)
    let found = try Reports.figures(
      by: question.grouping, question.filter, within: reach, at: moment, of: institution.id,
      in: transaction)
    var units: [String]?
    if case .units(let codes) = reach { units = codes.sorted() }
    return Report(
      institution: institution, question: question, moment: moment, units: units, found: found)
  }

  func lines(
    of figure: Reports.Figure, _ question: ReportQuestion, naming names: Reach?,
    after place: (Day, UUID)?, limit: Int, in transaction: Transaction
  ) throws -> (lines: [Reports.Line], moment: Reports.Moment) {
    let moment = try moment(question, in: transaction)
    let lines = try Reports.lines(
      of: figure, question.filter, within: reach, naming: names, after: place, limit: limit,
      at: moment, of: institution.id, in: transaction)
    return (lines, moment)
  }

  static func bounded(_ lines: [Reports.Line]) throws -> [Reports.Line] {
    guard lines.count <= mostLines else {
      throw Refusal(
        .invalid, "These are more than \(mostLines) rows: choose a term, a program or a unit.")
    }
    return lines
  }

  /// The end of the day that is asked for, which is not ahead; and a filter whose names are known.
  private func moment(
    _ question: ReportQuestion, in transaction: Transaction
  ) throws -> Reports.Moment {
    let (moment, today) = try Reports.moment(
      at: question.asOf, of: institution.id, now: office.clock?(), in: transaction)
    guard moment.day <= today else {
      throw Refusal(
        .invalid, "Nobody knows yet what holds at the end of \(moment.day): today is \(today).")
    }
    let unknown = try Reports.unknown(question.filter, of: institution.id, in: transaction)
    if let word = unknown.first {
      throw Refusal(.invalid, "There is no \(word) of this code here.")
    }
    return moment
  }
}
