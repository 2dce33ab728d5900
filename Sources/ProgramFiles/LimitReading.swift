internal import Microcredentials

/// Reads the limits under `where`.
extension Reading {
  func limits(_ fields: Fields) -> [Limit] {
    guard let entry = fields["where"] else { return [] }
    let entries: [Entry] = if case .list(let members) = entry.value { members } else { [entry] }
    return entries.compactMap(limit)
  }

  private func limit(_ entry: Entry) -> Limit? {
    let fields = fields(
      of: entry, "a limit",
      keys: ["total", "mean", "at least", "at most", "title"] + Vocabulary.records
        + Vocabulary.conditions)
    guard let fields else { return nil }
    let atLeast = fields["at least"].flatMap { share($0, "at least") }
    let atMost = fields["at most"].flatMap { share($0, "at most") }
    if fields["at least"] == nil, fields["at most"] == nil {
      mistake(at: fields.place, "the limit has no bound", "Add 'at least: …' or 'at most: …'.")
    }
    if case .number(let low)? = atLeast, case .number(let high)? = atMost, high < low {
      mistake(
        at: fields.place(of: "at most"), "'at most' is less than 'at least'",
        "Exchange them, or correct one.")
    }
    guard let measure = measure(fields) else { return nil }
    if measure == .meanGradePoints { refuseShares([atLeast, atMost], fields) }
    let selected = limitSelection(fields)
    var condition = condition(fields)
    condition.anyGrade = true
    let words = [selected?.spoken ?? "", Wording.origins(condition.origins)]
    return Limit(
      title: fields["title"].flatMap { text($0, "title") }
        ?? Wording.limit(
          measure, atLeast: atLeast.map(\.spoken), atMost: atMost.map(\.spoken),
          of: words.filter { !$0.isEmpty }.joined(separator: " ")),
      measure: measure, selector: selected?.selector ?? Selector(), condition: condition,
      atLeast: atLeast, atMost: atMost)
  }

  private func measure(_ fields: Fields) -> Limit.Measure? {
    if let entry = fields["total"], fields["mean"] == nil {
      return word(entry, "total", as: Amount.self).map { .total($0) }
    }
    if let entry = fields["mean"], fields["total"] == nil {
      if let text = text(entry, "mean"), text != "grade points" {
        mistake(
          at: entry.place, "'mean' cannot be '\(shortened(text))' in a limit",
          text == "score"
            ? "A mean of scores is a requirement of its own: put it under 'all'."
            : "Write 'mean: grade points'.")
      }
      return .meanGradePoints
    }
    mistake(
      at: fields.place, "a limit measures one thing",
      "Write 'total: credits' (or count, hours, points), or 'mean: grade points'.")
    return nil
  }

  private func limitSelection(_ fields: Fields) -> Selection? {
    let kinds = Vocabulary.records.filter { fields[$0] != nil }
    if kinds.count > 1 {
      mistake(
        at: fields.place(of: kinds[1]), "a limit names one kind of fact at most",
        "Write a limit for each, or drop the kinds to measure all facts.")
    }
    guard let key = kinds.first, let kind = FactKind(key: key), let value = fields[key] else {
      return nil
    }
    return selection(kind, value, key: key)
  }

  private func refuseShares(_ bounds: [Limit.Bound?], _ fields: Fields) {
    for bound in bounds.compactMap(\.self) {
      if case .number = bound { continue }
      mistake(
        at: fields.place, "a mean cannot be bounded by a share", "Write a number, such as 2.0.")
    }
  }

  /// A number, a share in percent, or a share as a fraction.
  private func share(_ entry: Entry, _ key: String) -> Limit.Bound? {
    guard let text = text(entry, key) else { return nil }
    if let number = Quantity.plain(text) { return .number(number) }
    if text.hasSuffix("%"), let percent = Quantity.plain(text.dropLast().trimmed), percent <= 100 {
      return .percent(percent)
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      .map { Int($0.trimmed) }
    if parts.count == 2, let part = parts[0], let whole = parts[1], whole <= 1000,
      part >= 0, part <= whole, whole > 0
    {
      return .fraction(part, of: whole)
    }
    mistake(
      at: entry.place, "'\(key)' is a number or a share, not \(entry.kind)",
      "Write 9, 50% or 1/3.")
    return nil
  }
}

extension Limit.Bound {
  var spoken: String {
    switch self {
    case .number(let number): number.description
    case .percent(let percent): "\(percent)% of the"
    case .fraction(let part, let whole): "\(part)/\(whole) of the"
    }
  }
}

extension Limit {
  /// A limit that counts without saying what counts courses, where there are some: a sign-off is
  /// not "one of the courses".
  var onCourses: Limit {
    guard measure == .total(.count), selector == Selector() else { return self }
    var limit = self
    limit.selector.kind = .course
    return limit
  }
}

extension Requirement {
  /// Whether it, or one below it, asks for a course.
  var asksForCourse: Bool {
    switch self {
    case .record(let node): node.selector.kind == .course
    case .total(let node): node.items.contains { $0.selector.kind == .course }
    case .group, .not: members.contains(where: \.asksForCourse)
    case .mean: false
    }
  }
}
