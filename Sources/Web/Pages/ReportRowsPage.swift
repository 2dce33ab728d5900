import Microcredentials
import Office
import Storage

/// What the page of the rows behind a figure shows.
struct ReportRowsPage {
  static let size = 100

  struct Row {
    let name: String?
    let learner: String
    let student: String?
    let program: String
    let version: String
    let term: String?
    let began: String?
    let earnedOn: String?
    let awardedOn: String?
    let credits: String?
    let position: String?
    let id: String
  }

  let title: String
  let definition: String
  let caption: String
  let wishes: [String]
  let hasWishes: Bool
  let rows: [Row]
  let isEmpty: Bool
  let next: String?
  let first: String?
  let back: String
  let csv: String
  let xlsx: String

  /// `lines` may be one more than a page has.
  init(
    _ lines: [Reports.Line], of figure: Reports.Figure, _ question: ReportQuestion,
    _ moment: Reports.Moment, _ language: Language
  ) {
    let shown = lines.prefix(Self.size)
    title = figure.title
    definition = figure.definition
    caption =
      "\(figure.title), \(ReportWord.atTheEndOf(in: language)) \(moment.day) (\(moment.zone))"
    wishes = question.words.filter { !["by", "asOf"].contains($0.name) }.map {
      "\($0.name): \($0.text)"
    }
    hasWishes = !wishes.isEmpty
    rows = shown.map { Row($0) }
    isEmpty = lines.isEmpty
    let place = lines.count > Self.size ? shown.last : nil
    next = place.map { line in
      ReportAddress.of(
        ReportAddress.rows, question, isGrouped: true, ("figure", figure.rawValue),
        ("after", Cursor(Call.place(line.day, line.id)).text))
    }
    first = ReportAddress.of(
      ReportAddress.rows, question, isGrouped: true, ("figure", figure.rawValue))
    back = ReportAddress.of(ReportAddress.page, question, isGrouped: true)
    func file(_ format: String) -> String {
      ReportAddress.of(
        ReportAddress.rowsFile, question, ("figure", figure.rawValue), ("format", format))
    }
    (csv, xlsx) = (file("csv"), file("xlsx"))
  }
}

extension ReportRowsPage.Row {
  fileprivate init(_ line: Reports.Line) {
    name = line.name
    learner = line.learner.text
    student = line.student
    program = line.program
    version = line.version
    term = line.term
    began = line.began?.description
    earnedOn = line.earnedOn?.description
    awardedOn = line.awardedOn?.description
    credits = line.credits?.description
    position = line.position.map { "\($0)" }
    id = line.id.text
  }
}
