/// What the pages of reports say beside the definitions, which the files share.
enum ReportWord: String, PageWords {
  case title, intro, by, asOf, term, program, unit, credit, learners, any, bearing, notBearing
  case students, others, inNoTerm, ofNoUnit, show, total, atTheEndOf, nothing, limitedTo
  case scroll, rowsOf, checks, chart, definitions, csv, xlsx, svg, files, learner, student, version
  case began, earnedOn, awardedOn, credits, position, id, next, first, back, pages

  var english: String {
    switch self {
    case .title: "Reports"
    case .intro:
      "How many enrolled, completed, were awarded and notated. Every number leads to its rows."
    case .by: "Told apart by"
    case .asOf: "At the end of the day (year-month-day)"
    case .term: "Term"
    case .program: "Program"
    case .unit: "Unit"
    case .credit: "Credit"
    case .learners: "Learners"
    case .any: "Any"
    case .bearing: "Credit-bearing"
    case .notBearing: "Not for credit"
    case .students: "Current students"
    case .others: "Everybody else"
    case .inNoTerm: "In no term"
    case .ofNoUnit: "Of no unit"
    case .show: "Show"
    case .total: "Total"
    case .atTheEndOf: "at the end of"
    case .nothing: "There is nothing to count."
    case .limitedTo: "Your role is limited to programs of these units:"
    case .scroll: "The table; it scrolls sideways where it is wider than the window"
    case .rowsOf: "rows of"
    case .checks: "Does it add up?"
    case .chart: "Chart"
    case .definitions: "What the figures mean"
    case .csv: "Table as CSV"
    case .xlsx: "Table as an Excel workbook"
    case .svg: "Chart as SVG"
    case .files: "Files"
    case .learner: "Learner"
    case .student: "Student id"
    case .version: "Version"
    case .began: "Began"
    case .earnedOn: "Earned on"
    case .awardedOn: "Awarded on"
    case .credits: "Credits"
    case .position: "Position"
    case .id: "Id of the row"
    case .next: "Next rows"
    case .first: "First rows"
    case .back: "Back to the figures"
    case .pages: "Pages of the list"
    }
  }
}
