import Foundation
import Microcredentials
import Postgres
import Testing

@testable import Office
@testable import Storage

/// The chart, byte by byte.
struct ReportChartTests {
  private func report(_ groups: [(String?, String?, Int, Int, Int)]) -> Report {
    func figures(_ enrolled: Int, _ awarded: Int, _ notated: Int) -> Reports.Figures {
      Reports.Figures(
        counts: [.enrolled: enrolled, .awarded: awarded, .notated: notated], credits: .zero,
        toEarn: Reports.Spread(), toAward: Reports.Spread())
    }
    return Report(
      institution: Institution(
        id: 1, code: "esu", name: "University", zone: "America/New_York",
        site: "https://badges.example.edu", url: "https://example.edu",
        email: "registrar@example.edu"),
      question: ReportQuestion(by: .term),
      moment: Reports.Moment(
        day: Day("2026-11-22")!, end: PostgresInstant(microsecondsSince1970: 0),
        zone: "America/New_York"), units: nil,
      found: Reports.Found(
        groups: groups.map {
          Reports.Group(key: $0.0, title: $0.1, figures: figures($0.2, $0.3, $0.4))
        }, total: figures(0, 0, 0), standing: 0,
        ledger: Reports.Ledger(position: 0, additions: 0, voids: 0, credits: .zero)))
  }

  /// After a change that is meant, run once with CONFERRAL_WRITE_GOLDEN=1 and commit the file.
  @Test func `the chart is the one that was agreed on`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden/chart.svg")
    let chart = ReportChart(
      of: report([
        ("2026SP", "Spring 2026", 1_204, 731, 402),
        (
          "2026FA", "Fall <2026> & \"more\" with a name that is longer than a chart is wide", 3, 0,
          1
        ),
        ("2027SP", "小明" + String(repeating: "漢", count: 40), 0, 0, 0), (nil, nil, 7, 7, 7),
      ])
    ).svg
    if ProcessInfo.processInfo.environment["CONFERRAL_WRITE_GOLDEN"] == "1" {
      try Data(chart.utf8).write(to: file)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == chart)
  }

  @Test func `of many groups the largest are drawn, and it says so`() {
    let many = (1...50).map { ("T\($0)", String?.none, $0, 0, 0) }
    let chart = ReportChart(of: report(many.map { ($0.0, $0.1, $0.2, $0.3, $0.4) }))
    #expect(chart.svg.contains(">T50<"))
    #expect(!chart.svg.contains(">T30<"))
    #expect(chart.svg.contains("The 20 largest of 50 groups."))
    #expect(chart.description.hasSuffix("the table has all."))
  }

  @Test func `nothing is drawn of nothing`() {
    #expect(ReportChart(of: report([])).svg.contains("There is nothing to count."))
  }
}
