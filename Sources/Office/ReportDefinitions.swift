public import Storage

/// Each figure in one sentence: the same on the page, in the API and in every file.
extension Reports.Figure {
  /// What a column is called.
  public var title: String {
    switch self {
    case .enrolled: "Enrolled"
    case .completed: "Completed"
    case .awarded: "Awarded"
    case .revoked: "Revoked"
    case .held: "Held"
    case .notated: "Notated"
    }
  }

  /// What is counted.
  public var definition: String {
    switch self {
    case .enrolled:
      "People whose enrollment was recorded by the end of the day, whatever became of it: each "
        + "counts once for a program and the term in which they began, under however many records."
    case .completed:
      "Those of the enrolled whose criteria were met: an award was made to them, even if it was "
        + "revoked later."
    case .awarded:
      "Awards made by the end of the day, revoked ones included, in the term in which they were "
        + "earned; one that was issued again counts once."
    case .revoked: "Those of the awards that were revoked by the end of the day."
    case .held:
      "Credit-bearing awards that stand and have no line in the transcript ledger that stands."
    case .notated:
      "Lines of the transcript ledger that stand: added, and not taken back by the end of the day."
    }
  }
}

/// What else a report says, in sentences.
public enum ReportDefinitions {
  /// Of the credits.
  public static let credits = "The sum of the credits of the notated lines."
  /// Of the median and the ninetieth percentile.
  public static let days =
    "Calendar days over all awards counted, from the beginning of the enrollment to the day on "
    + "which it was earned (below zero where that was earlier), and from then to the award: the "
    + "median is the smallest number within which at least half of them lie, the 90th percentile "
    + "that of nine in ten."
  /// Of the kinds of learners.
  public static let learners =
    "A current student has an id in the student system that is valid on the day of the report, "
    + "under any of their records; others are prospective students and working professionals."
  /// Of the day.
  public static let asOf =
    "What was recorded by the end of the day, in the institution's zone. Terms, units, titles, "
    + "names and the day on which an enrollment began are as they are now."
  /// Of terms.
  public static let terms =
    "Enrollments lie in the term in which they began, awards and notations in that in which they "
    + "were earned; what lies in no term has a row of its own."

  /// All sentences with what they are about, in the order in which they are shown.
  public static var all: [(title: String, sentence: String)] {
    Reports.Figure.allCases.map { ($0.title, $0.definition) } + [
      ("Credits", credits), ("Days", days), ("Learners", learners), ("Terms", terms),
      ("As of", asOf),
    ]
  }
}

extension Reports.Grouping {
  /// By what, in words.
  public var title: String {
    switch self {
    case .term: "Term"
    case .program: "Program"
    case .unit: "Unit"
    case .credit: "Credit"
    case .learners: "Learners"
    }
  }

  /// What a group is called; a title says more than a code where there is one.
  public func label(of group: Reports.Group) -> String {
    switch (self, group.key) {
    case (.term, nil): "In no term"
    case (.unit, nil): "Of no unit"
    case (.credit, "credit"): "Credit-bearing"
    case (.credit, _): "Not for credit"
    case (.learners, "students"): "Current students"
    case (.learners, _): "Prospective students and working professionals"
    case (_, let key): group.title ?? key ?? ""
    }
  }

  /// The filter that leaves this group alone.
  public func filter(_ filter: Reports.Filter, of group: Reports.Group) -> Reports.Filter {
    var filter = filter
    switch self {
    case .term: filter.term = group.key.map { .code($0) } ?? .absent
    case .program: filter.program = group.key
    case .unit: filter.unit = group.key.map { .code($0) } ?? .absent
    case .credit: filter.isCreditBearing = group.key == "credit"
    case .learners: filter.isStudent = group.key == "students"
    }
    return filter
  }
}
