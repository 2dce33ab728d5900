import Microcredentials
public import Spreadsheets
public import Storage

extension Report {
  /// The columns behind the first two of every table of figures.
  public static let columns =
    Reports.Figure.allCases.map(\.title) + [
      "Credits", "Days to earn: median", "Days to earn: 90th percentile",
      "Days to award: median", "Days to award: 90th percentile",
    ]

  /// The figures as cells, in the order of `columns`.
  public static func cells(of figures: Reports.Figures) -> [Cell] {
    Reports.Figure.allCases.map { .integer(figures[$0]) } + [
      .quantity(figures.credits), .integer(figures.toEarn.median),
      .integer(figures.toEarn.ninetieth), .integer(figures.toAward.median),
      .integer(figures.toAward.ninetieth),
    ]
  }

  /// The table: a row for each group and one for all of them.
  public var sheet: Sheet {
    let grouping = question.grouping
    let rows = found.groups.map { group -> [Cell] in
      [.text(group.key), .text(grouping.label(of: group))] + Self.cells(of: group.figures)
    }
    return Sheet(
      name: "Figures", columns: [grouping.title, "Name"] + Self.columns,
      rows: rows + [[.blank, .text("Total")] + Self.cells(of: found.total)], hasTotal: true)
  }

  /// The same with a first column that says what a row is, for a file without a second sheet:
  /// `group`, `total`, and below them `about`.
  public var flatSheet: Sheet {
    var flat = sheet
    flat.columns.insert("Row", at: 0)
    flat.rows = flat.rows.enumerated().map { place, row in
      [.text(place < found.groups.count ? "group" : "total")] + row
    }
    flat.rows += about.rows.map { row in
      [.text("about"), row[0], .text(row[1].plain)]
    }
    return flat
  }

  /// What one has to know to read the figures, and to ask for them again.
  public var about: Sheet {
    Self.about(
      institution, question, moment, units: units,
      more: [
        ("Position of the ledger", .integer(found.ledger.position))
      ] + checks.map { ("Comparison", .text($0.sentence)) })
  }

  static func about(
    _ institution: Institution, _ question: ReportQuestion, _ moment: Reports.Moment,
    units: [String]?, more: [(String, Cell)]
  ) -> Sheet {
    var facts: [(String, Cell)] = [
      ("Institution", .text(institution.name)), ("At the end of", .day(moment.day)),
      ("Zone", .text(moment.zone)),
    ]
    facts += question.words.filter { $0.name != "asOf" }.map {
      ("Asked: \($0.name)", .text($0.text))
    }
    if let units { facts.append(("Limited to units", .text(units.joined(separator: ", ")))) }
    facts += more + ReportDefinitions.all.map { ($0.title, .text($0.sentence)) }
    return Sheet(name: "About", columns: ["About", "Value"], rows: facts.map { [.text($0), $1] })
  }

  /// The figures and what is to be known about them, as an Excel workbook.
  public var workbook: Workbook { Workbook([sheet, about]) }
}

/// The rows behind a figure as tables.
public enum ReportRows {
  /// One row each, in the order of the list.
  public static func sheet(of figure: Reports.Figure, _ lines: [Reports.Line]) -> Sheet {
    Sheet(
      name: figure.title,
      columns: [
        "Id", "Learner", "Name", "Student id", "Current student", "Program", "Unit", "Version",
        "Credit-bearing", "Term", "Began", "Earned on", "Awarded on", "Credits",
        "Days to earn", "Days to award", "Enrollment", "Award",
        "Position",
      ],
      rows: lines.map { line in
        [
          .text(line.id.text), .text(line.learner.text), .text(line.name), .text(line.student),
          .text(line.isStudent ? "yes" : "no"), .text(line.program), .text(line.unit),
          .text(line.version), .text(line.isCreditBearing ? "yes" : "no"), .text(line.term),
          .day(line.began), .day(line.earnedOn), .day(line.awardedOn), .quantity(line.credits),
          .integer(line.daysToEarn), .integer(line.daysToAward), .text(line.enrollment?.text),
          .text(line.award?.text), .integer(line.position),
        ]
      })
  }

  /// The rows and what is to be known about them, as an Excel workbook.
  public static func workbook(
    of figure: Reports.Figure, _ lines: [Reports.Line], _ question: ReportQuestion,
    at moment: Reports.Moment, of institution: Institution
  ) -> Workbook {
    let about = Report.about(
      institution, question, moment, units: nil,
      more: [("Figure", .text(figure.title)), ("Rows", .integer(lines.count))])
    return Workbook([sheet(of: figure, lines), about])
  }
}
