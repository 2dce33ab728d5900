import Foundation
import Microcredentials
import Office
import Postgres
@testable import Storage
import TestSupport
import Testing

/// What reports say of campuses that were counted by hand.
@Suite(.database(.conferral)) struct ReportFiguresTests {
  @Test func `figures by term are those that were counted by hand`() async throws {
    let campus = try await Campus.reported()
    let report = try await campus.report()
    #expect(report.found.groups.map(\.key) == ["2026FA", nil])
    #expect(report.found.groups.map(\.title) == ["Fall 2026", nil])
    // enrolled, completed, awarded, revoked, held, notated
    #expect(
      report.found.groups.map(\.figures.numbers) == [[3, 2, 3, 1, 0, 1], [1, 1, 0, 0, 0, 0]])
    #expect(report.found.total.numbers == [4, 3, 3, 1, 0, 1])
    let fall = try #require(report.found.groups.first?.figures)
    #expect(fall.credits == 6)
    // 9, 11 and 12 days
    #expect(fall.toEarn == Reports.Spread(median: 11, ninetieth: 12))
    let today = Int(report.moment.day.number)
    #expect(
      fall.toAward
        == Reports.Spread(
          median: today - Int(Day.on("2026-09-02").number),
          ninetieth: today - Int(Day.on("2026-09-01").number)))
    #expect(report.found.groups[1].figures.toEarn == Reports.Spread())
    #expect(
      report.found.ledger == Reports.Ledger(position: 3, additions: 2, voids: 1, credits: 6))
    #expect(report.ties)
    #expect(report.checks[0].sentence.hasPrefix("The figures tie to the ledger at position 3:"))
  }

  @Test func `the same figures by program, unit, credit and kind of learner`() async throws {
    let campus = try await Campus.reported()
    let (nonprofit, workshop) = ([3, 2, 2, 1, 0, 1], [1, 1, 1, 0, 0, 0])
    for (grouping, keys) in [
      (Reports.Grouping.program, ["nonprofit", "workshop"]), (.unit, ["arts", nil]),
      (.credit, ["credit", "no-credit"]),
    ] {
      let found = try await campus.report(by: grouping).found
      #expect(found.groups.map(\.key) == keys)
      #expect(found.groups.map(\.figures.numbers) == [nonprofit, workshop])
    }
    let kinds = try await campus.report(by: .learners).found
    #expect(kinds.groups.map(\.key) == ["others", "students"])
    #expect(kinds.groups.map(\.figures.numbers) == [workshop, nonprofit])
  }

  @Test func `a report of yesterday stays as it was whatever is written today`() async throws {
    let campus = try await Campus.reported()
    try await campus.age(days: 2)
    let yesterday = try await campus.report().moment.day.adding(days: -1)
    var before: [Reports.Found] = []
    for grouping in Reports.Grouping.allCases {
      before.append(try await campus.report(by: grouping, asOf: yesterday).found)
    }
    let rows = try await campus.lines(of: .enrolled, asOf: yesterday)
    #expect(before[0].total.numbers == [4, 3, 3, 1, 0, 1])
    try await campus.apply(
      SampleProgram.credit().replacingOccurrences(of: "\"1\"", with: "\"2\"")
        .replacingOccurrences(of: "credit: 6", with: "credit: none"))
    // A report tells the unit that offers the program now.
    try await campus.app("update program set unit = 'arts' where code = 'nonprofit'")
    try await campus.people("5,Rosa")
    try await campus.enrollments("5,workshop,2026-08-25")
    try await campus.results("3,course,NPM 301,2026-09-01,A", "3,course,NPM 302,2026-09-02,B")
    try await campus.revoke("1", "nonprofit", barring: true)
    try await campus.reconcile()
    let (old, new) = (try await campus.record("5"), try await campus.record("4"))
    _ = try await campus.office.acting(as: campus.staff(.registrar)) {
      try $0.merge(old, into: new, reason: "One person.")
    }
    try await campus.owner(
      "update learner_alias set valid_until = current_date + 1 where external_id = '1'")
    for (grouping, found) in zip(Reports.Grouping.allCases, before) {
      let again = try await campus.report(by: grouping, asOf: yesterday)
      #expect(again.found == found)
      #expect(again.ties)
    }
    #expect(try await campus.lines(of: .enrolled, asOf: yesterday).map(\.id) == rows.map(\.id))
    #expect(try await campus.report().found.total.numbers == [5, 4, 4, 2, 0, 1])
    let longAgo = try await campus.report(asOf: .on("2020-01-01")).found
    #expect(longAgo.total.numbers == [0, 0, 0, 0, 0, 0])
    #expect(longAgo.ledger.position == 0)
  }

  @Test func `an enrollment that was moved counts under its former version before`() async throws {
    let campus = try await Campus.reported()
    let mary = try await campus.enrollmentID("3", "nonprofit")
    try await campus.age(days: 2)
    let yesterday = try await campus.report().moment.day.adding(days: -1)
    try await campus.apply(
      SampleProgram.credit().replacingOccurrences(of: "\"1\"", with: "\"2\"")
        .replacingOccurrences(of: "credit: 6", with: "credit: none"))
    _ = try await campus.office.acting(as: campus.staff(.registrar)) {
      try $0.move(mary, toVersion: "2", reason: "The new one fits better.")
    }
    let now = try await campus.report(by: .credit).found
    #expect(now.groups.map { $0.figures[.enrolled] } == [2, 2])
    let then = try await campus.report(by: .credit, asOf: yesterday).found
    #expect(then.groups.map { $0.figures[.enrolled] } == [3, 1])
  }

  @Test func `two records of one person count once when they are merged`() async throws {
    let campus = try await Campus.reported()
    try await campus.people("6,Ada L")
    try await campus.enrollments("6,nonprofit,2026-08-28")
    #expect(try await campus.report().found.total[.enrolled] == 5)
    let (old, new) = (try await campus.record("6"), try await campus.record("1"))
    _ = try await campus.office.acting(as: campus.staff(.registrar)) {
      try $0.merge(old, into: new, reason: "One person.")
    }
    let report = try await campus.report()
    #expect(report.found.total.numbers == [4, 3, 3, 1, 0, 1])
    let rows = try await campus.lines(of: .enrolled)
    #expect(rows.filter { $0.learner == new }.count == 1)
    #expect(!rows.contains { $0.learner == old })
  }

  @Test func `an award that was revoked and made again counts as two, with one notation`()
    async throws
  {
    let campus = try await Campus.reported()
    try await campus.revoke("1", "nonprofit")
    try await campus.reconcile()
    let report = try await campus.report()
    #expect(report.found.total.numbers == [4, 3, 4, 2, 0, 1])
    #expect(
      report.found.ledger == Reports.Ledger(position: 5, additions: 3, voids: 2, credits: 6))
    #expect(report.ties)
  }

  @Test func `an award whose notation is held is counted as held, and still adds up`()
    async throws
  {
    struct RolledBack: Error { let found: Reports.Found }
    let campus = try await Campus.reported()
    let id = campus.id
    do {
      // As it is before a gate opens: the award stands and the ledger has no row of it.
      try await campus.database.write { transaction in
        _ = try transaction.query("select set_config('session_replication_role', 'replica', true)")
        try transaction.execute(
          """
          delete from notation n where n.kind = 'add' and not exists (
            select from notation v where v.voids = n.notation_id)
          """)
        let (moment, _) = try Reports.moment(at: nil, of: id, now: nil, in: transaction)
        throw RolledBack(
          found: try Reports.figures(
            by: .term, Reports.Filter(), within: .all, at: moment, of: id, in: transaction))
      }
    } catch let error as RolledBack {
      #expect(error.found.total.numbers == [4, 3, 3, 1, 1, 0])
      #expect(error.found.standing == 1)
      #expect(error.found.ledger.lines == 0)
    }
  }

  @Test func `what cannot be asked is refused with a sentence`() async throws {
    let campus = try await Campus.reported()
    var filter = Reports.Filter()
    filter.term = .code("1999FA")
    await #expect(throws: Refusal.self) { try await campus.report(by: .term, filter) }
    let tomorrow = try await campus.report().moment.day.adding(days: 1)
    await #expect(throws: Refusal.self) { try await campus.report(asOf: tomorrow) }
    #expect(throws: Refusal.self) { try ReportQuestion { $0 == "by" ? "colour" : nil } }
    #expect(throws: Refusal.self) { try ReportQuestion { $0 == "asOf" ? "2026-02-30" : nil } }
    #expect(throws: Refusal.self) { try ReportQuestion { $0 == "program" ? "a\0" : nil } }
  }

  @Test func `a question is read from its own words`() throws {
    var filter = Reports.Filter()
    filter.term = .absent
    filter.program = "nonprofit"
    filter.unit = .code("arts")
    filter.isCreditBearing = false
    filter.isStudent = true
    let question = ReportQuestion(by: .unit, filter, asOf: .on("2026-11-22"))
    let words = Dictionary(uniqueKeysWithValues: question.words.map { ($0.name, $0.text) })
    #expect(try ReportQuestion { words[$0] } == question)
  }
}
