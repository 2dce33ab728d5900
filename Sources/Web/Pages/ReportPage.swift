import Microcredentials
import Office
import Spreadsheets
import Storage

/// What the page of figures shows.
struct ReportPage {
  struct Choice {
    let value: String
    let label: String
    let isChosen: Bool
  }

  /// A number with where its rows are; nothing where there is no number.
  struct Number {
    let text: String
    let link: String?
    let of: String
  }

  struct Row {
    let label: String
    let code: String?
    let numbers: [Number]
  }

  struct Definition {
    let title: String
    let sentence: String
  }

  struct Check {
    let tone: String
    let sentence: String
  }

  let groupings: [Choice]
  let terms: [Choice]
  let units: [Choice]
  let programs: [Choice]
  let credits: [Choice]
  let learners: [Choice]
  let asOf: String
  let caption: String
  let grouping: String
  let columns: [String]
  let rows: [Row]
  let isEmpty: Bool
  let total: [Number]
  let limitedTo: String?
  let checks: [Check]
  let definitions: [Definition]
  let chart: String
  let chartText: String
  let csv: String
  let xlsx: String
  let svg: String

  init(
    _ report: Report, _ choices: (terms: [String], units: [String], programs: [String]),
    _ language: Language
  ) {
    let question = report.question
    let filter = question.filter
    groupings = Reports.Grouping.allCases.map {
      Choice(value: $0.rawValue, label: $0.title, isChosen: $0 == question.grouping)
    }
    terms = Self.choices(choices.terms, filter.term, ReportWord.inNoTerm(in: language))
    units = Self.choices(choices.units, filter.unit, ReportWord.ofNoUnit(in: language))
    programs = choices.programs.map {
      Choice(value: $0, label: $0, isChosen: $0 == filter.program)
    }
    credits = [("yes", ReportWord.bearing, true), ("no", .notBearing, false)].map {
      Choice(value: $0, label: $1(in: language), isChosen: filter.isCreditBearing == $2)
    }
    learners = [("students", ReportWord.students, true), ("others", .others, false)].map {
      Choice(value: $0, label: $1(in: language), isChosen: filter.isStudent == $2)
    }
    asOf = report.moment.day.description
    caption =
      "\(question.grouping.title), \(ReportWord.atTheEndOf(in: language)) \(report.moment.day) "
      + "(\(report.moment.zone))"
    grouping = question.grouping.title
    columns = Report.columns
    var shown = question
    shown.asOf = report.moment.day
    rows = report.found.groups.map { group in
      var own = shown
      own.filter = question.grouping.filter(filter, of: group)
      let label = question.grouping.label(of: group)
      return Row(
        label: label, code: group.title == nil ? nil : group.key,
        numbers: Self.numbers(group.figures, own, label))
    }
    isEmpty = report.found.groups.isEmpty
    total = Self.numbers(report.found.total, shown, ReportWord.total(in: language))
    limitedTo = report.units?.joined(separator: ", ")
    checks = report.checks.map { Check(tone: $0.holds ? "good" : "bad", sentence: $0.sentence) }
    definitions = ReportDefinitions.all.map { Definition(title: $0.title, sentence: $0.sentence) }
    let drawing = ReportChart(of: report)
    chartText = "\(drawing.title). \(drawing.description)"
    func file(_ format: String) -> String {
      ReportAddress.of(ReportAddress.figuresFile, shown, isGrouped: true, ("format", format))
    }
    (csv, xlsx, svg) = (file("csv"), file("xlsx"), file("svg"))
    chart = svg
  }

  private static func choices(
    _ codes: [String], _ chosen: Reports.Choice?, _ absent: String
  ) -> [Choice] {
    codes.map { Choice(value: $0, label: $0, isChosen: chosen == .code($0)) } + [
      Choice(value: ReportQuestion.absent, label: absent, isChosen: chosen == .absent)
    ]
  }

  /// The cells of a row: counts lead to their rows, the others are just told.
  private static func numbers(
    _ figures: Reports.Figures, _ question: ReportQuestion, _ label: String
  ) -> [Number] {
    let counts = Reports.Figure.allCases.map { figure in
      Number(
        text: "\(figures[figure])",
        link: ReportAddress.of(
          ReportAddress.rows, question, isGrouped: true, ("figure", figure.rawValue)),
        of: "\(figure.title), \(label)")
    }
    let others = Report.cells(of: figures).dropFirst(counts.count)
    return counts + others.map { Number(text: $0.plain, link: nil, of: "") }
  }
}
