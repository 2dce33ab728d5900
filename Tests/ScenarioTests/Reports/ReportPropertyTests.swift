import Foundation
import Microcredentials
import Office
import Postgres
@testable import Storage
import TestSupport
import Testing

/// What holds of every report, on campuses made at random.
@Suite(.database(.conferral)) struct ReportPropertyTests {
  private static let programs = ["nonprofit", "grants", "workshop"]
  private static let days = ["2026-08-01", "2026-08-24", "2026-09-03", "2026-09-20", "2026-10-01"]

  /// A day at the campus: some enroll, learn, have an award revoked, are found to be one person.
  private func live(_ campus: Campus, _ random: inout Seeded) async throws {
    let learners = (1...9).map(String.init)
    func some(_ count: Int) -> [String] { Array(learners.shuffled(using: &random).prefix(count)) }
    // Somebody begins a program on one day alone: an import that says another corrects the first.
    let beginnings = some(5).map { learner in
      let place = Int.random(in: 0..<3, using: &random)
      let day = Self.days[((Int(learner) ?? 0) + place) % Self.days.count]
      return "\(learner),\(Self.programs[place]),\(day)"
    }
    try await campus.load(.enrollments, beginnings)
    let rows = ["course,NPM 301", "course,NPM 302", "workshop,W 1"].flatMap { what in
      some(7).map { "\($0),\(what),\(Self.days.randomElement(using: &random) ?? ""),A" }
    }
    try await campus.load(.results, rows)
    try await campus.reconcile()
    let awards = try await campus.awards().filter(\.isLive)
    // Of the first ones only: an award is named by an id, which merged records share.
    if let award = awards.randomElement(using: &random), Bool.random(using: &random) {
      try await campus.revoke(
        award.student, award.program, barring: Bool.random(using: &random))
      try await campus.reconcile()
    }
    let pair = some(2)
    let (one, other) = (try await campus.record(pair[0]), try await campus.record(pair[1]))
    // Records that both hold a live award, or are merged already, stay apart.
    _ = try? await campus.office.acting(as: campus.staff(.registrar)) {
      try $0.merge(one, into: other, reason: "One person.")
    }
    try await campus.reconcile()
  }

  private func campus() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.units("arts")
    for program in ["nonprofit", "grants"] { try await campus.apply(SampleProgram.credit(program)) }
    try await campus.apply(SampleProgram.badge())
    try await campus.app("update program set unit = 'arts' where code <> 'grants'")
    try await campus.load(.people, (1...9).map { "\($0),Person \($0)" })
    try await campus.owner("update learner_alias set system = 'lms' where external_id < '4'")
    return campus
  }

  @Test(arguments: [1, 2, 3])
  func `groups sum to totals, figures count rows, all ties to the ledger, and the past stays`(
    seed: UInt64
  ) async throws {
    let campus = try await campus()
    var random = Seeded(seed)
    var past: [[Reports.Found]] = []
    for _ in 0..<3 {
      try await live(campus, &random)
      past.append(try await all(campus, asOf: nil))
      try await campus.age(days: 1)
    }
    let today = try await campus.report().moment.day
    for (age, then) in past.reversed().enumerated() {
      let now = try await all(campus, asOf: today.adding(days: -age - 1))
      // The days to the award grow, as this test ages awards and not what they were made from.
      #expect(now.map { timeless($0) } == then.map { timeless($0) }, "\(age + 1) days ago")
    }
    #expect(try #require(past.last?.first).total[.awarded] > 0)
    try await checkRows(campus)
  }

  /// The figures by everything, each of which must add up.
  private func all(_ campus: Campus, asOf day: Day?) async throws -> [Reports.Found] {
    var all: [Reports.Found] = []
    for grouping in Reports.Grouping.allCases {
      let report = try await campus.report(by: grouping, asOf: day)
      #expect(report.ties, "\(grouping): \(report.checks.filter { !$0.holds }.map(\.sentence))")
      all.append(report.found)
    }
    #expect(Set(all.map { timeless($0).total }).count == 1, "totals are the same by everything")
    return all
  }

  private func timeless(_ found: Reports.Found) -> Reports.Found {
    func timeless(_ figures: Reports.Figures) -> Reports.Figures {
      var figures = figures
      figures.toAward = Reports.Spread()
      return figures
    }
    var found = found
    found.total = timeless(found.total)
    found.groups = found.groups.map { group in
      var group = group
      group.figures = timeless(group.figures)
      return group
    }
    return found
  }

  /// Each number is the count of the rows that its filter lists, and they are told apart by ids.
  private func checkRows(_ campus: Campus) async throws {
    for grouping in Reports.Grouping.allCases {
      let report = try await campus.report(by: grouping)
      for figure in Reports.Figure.allCases {
        var ids: Set<UUID> = []
        for group in report.found.groups {
          let filter = grouping.filter(Reports.Filter(), of: group)
          let lines = try await campus.lines(of: figure, filter)
          #expect(lines.count == group.figures[figure], "\(figure) \(group.key ?? "-")")
          ids.formUnion(lines.map(\.id))
          let own = try await campus.report(by: grouping, filter)
          #expect(own.found.total == group.figures)
          #expect(own.ties)
        }
        #expect(ids.count == report.found.total[figure])
      }
    }
  }
}
