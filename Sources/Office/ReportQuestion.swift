public import Microcredentials
public import Storage

/// What a report is asked: by what, of what, and as of which day.
public struct ReportQuestion: Hashable, Sendable {
  /// By what the figures are told apart.
  public var grouping: Reports.Grouping
  /// What is counted.
  public var filter: Reports.Filter
  /// At the end of which day; nil for today.
  public var asOf: Day?

  /// Makes a question.
  public init(
    by grouping: Reports.Grouping = .term, _ filter: Reports.Filter = Reports.Filter(),
    asOf: Day? = nil
  ) {
    self.grouping = grouping
    self.filter = filter
    self.asOf = asOf
  }
}

/// A question in words of one line, as it stands in addresses, in the interface and in commands.
extension ReportQuestion {
  /// What stands for "in no term" and "of no unit".
  public static let absent = "(none)"

  /// Reads a question of its words; nil and empty ones say nothing. Throws a refusal that names the
  /// word.
  public init(_ word: (String) -> String?) throws {
    func text(_ name: String) throws -> String? {
      guard let text = word(name), !text.isEmpty else { return nil }
      let isLine = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
      guard isLine, text.utf8.count <= 1_000 else {
        throw Refusal(.invalid, "`\(name)` is a code on one line, not a text.")
      }
      return text
    }
    func choice<Value>(_ name: String, _ values: [String: Value]) throws -> Value? {
      guard let text = try text(name) else { return nil }
      if let value = values[text] { return value }
      throw Refusal(
        .invalid, "`\(name)` is one of: \(values.keys.sorted().joined(separator: ", ")).")
    }
    func value(_ name: String) throws -> Reports.Choice? {
      try text(name).map { $0 == Self.absent ? .absent : .code($0) }
    }
    self.init()
    let groupings = Reports.Grouping.allCases.map { ($0.rawValue, $0) }
    grouping = try choice("by", Dictionary(uniqueKeysWithValues: groupings)) ?? .term
    filter.term = try value("term")
    filter.unit = try value("unit")
    filter.program = try text("program")
    filter.isCreditBearing = try choice("credit", ["yes": true, "no": false])
    filter.isStudent = try choice("learners", ["students": true, "others": false])
    if let text = try text("asOf") {
      guard let day = Day(text) else {
        throw Refusal(.invalid, "`asOf` (--as-of) is a day: 2026-11-22.")
      }
      asOf = day
    }
  }

  /// The words that say something, by their names.
  public var words: [(name: String, text: String)] {
    func text(_ choice: Reports.Choice?) -> String? {
      switch choice {
      case .code(let code): code
      case .absent: Self.absent
      case nil: nil
      }
    }
    let all: [(String, String?)] = [
      ("by", grouping.rawValue), ("asOf", asOf?.description),
      ("term", text(filter.term)), ("program", filter.program), ("unit", text(filter.unit)),
      ("credit", filter.isCreditBearing.map { $0 ? "yes" : "no" }),
      ("learners", filter.isStudent.map { $0 ? "students" : "others" }),
    ]
    return all.compactMap { name, text in text.map { (name, $0) } }
  }
}
