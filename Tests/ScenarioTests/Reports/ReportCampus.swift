import Foundation
import Microcredentials
import Office
import Postgres
import Storage

extension Campus {
  /// A campus whose figures were counted by hand: Ada, Grace and Mary are enrolled in a
  /// credit-bearing program of the unit `arts`, Emmy, who is no student, in a workshop before the
  /// term began. Ada and Grace earned theirs, Grace's was revoked; Emmy earned hers in the term.
  static func reported() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.units("arts", "science")
    try await campus.apply(SampleProgram.credit())
    try await campus.apply(SampleProgram.badge())
    try await campus.app("update program set unit = 'arts' where code = 'nonprofit'")
    try await campus.people(
      "1,Ada Lovelace", "2,Grace Hopper", "3,Mary Somerville", "4,=Emmy Noether")
    try await campus.enrollments(
      "1,nonprofit,2026-08-24", "2,nonprofit,2026-08-30", "3,nonprofit,2026-08-24",
      "4,workshop,2026-08-20")
    try await campus.results(
      "1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B",
      "2,course,NPM 301,2026-09-03,A", "2,course,NPM 302,2026-09-10,B",
      "4,workshop,W 1,2026-09-01")
    try await campus.owner("update learner_alias set system = 'lms' where external_id = '4'")
    try await campus.reconcile()
    try await campus.revoke("2", "nonprofit", barring: true)
    try await campus.reconcile()
    return campus
  }

  /// A report as a registrar gets it.
  func report(
    by grouping: Reports.Grouping = .term, _ filter: Reports.Filter = Reports.Filter(),
    asOf day: Day? = nil, as caller: Caller? = nil
  ) async throws -> Report {
    let question = ReportQuestion(by: grouping, filter, asOf: day)
    return try await office.reading(as: caller ?? staff(.registrar)) { try $0.report(question) }
  }

  /// The rows behind a figure.
  func lines(
    of figure: Reports.Figure, _ filter: Reports.Filter = Reports.Filter(), asOf day: Day? = nil,
    as caller: Caller? = nil
  ) async throws -> [Reports.Line] {
    let question = ReportQuestion(by: .term, filter, asOf: day)
    return try await office.reading(as: caller ?? staff(.registrar)) {
      try $0.reportLines(of: figure, question, after: nil, limit: 10_000).lines
    }
  }

  /// The record of the person with this id in any system.
  func record(_ number: String) async throws -> UUID {
    let institution = id
    return try await database.read(as: Scopes.institution(institution)) {
      try $0.query(
        """
        select learner_id from learner_alias
         where institution_id = \(institution)::int and external_id = \(number)
        """
      ).only()
    }
  }

  /// Makes everything that was recorded so far look as if it had been recorded so many days ago.
  func age(days: Int) async throws {
    let columns = [
      ("enrollment", "recorded_at"), ("award", "awarded_at"), ("award_revocation", "revoked_at"),
      ("notation", "recorded_at"), ("learner_merge", "merged_at"),
      ("learner_alias", "recorded_at"), ("journal", "recorded_at"),
    ]
    try await database.write { transaction in
      _ = try transaction.query("select set_config('session_replication_role', 'replica', true)")
      for (table, column) in columns {
        try transaction.execute(
          """
          update \(identifier: table)
             set \(identifier: column) = \(identifier: column)
               - make_interval(days => \(Int32(days)))
          """)
      }
    }
  }
}

extension Reports.Figures {
  /// The counts in the order of the columns.
  var numbers: [Int] { Reports.Figure.allCases.map { self[$0] } }
}
