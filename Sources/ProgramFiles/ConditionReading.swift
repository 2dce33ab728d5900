internal import Microcredentials

extension Reading {
  /// Reads the conditions among the keys of a requirement, an item or a limit.
  func condition(_ fields: Fields) -> Condition {
    var condition = Condition()
    if let entry = fields["grade"] { condition.grade = grade(entry) }
    level(fields, into: &condition)
    if let entry = fields["is"] { condition.values = texts(entry, "is") }
    if let entry = fields["score"] { condition.score = quantity(entry, "score") }
    if let entry = fields["hours"] { condition.hours = quantity(entry, "hours") }
    if let entry = fields["credits at least"] {
      condition.credits = quantity(entry, "credits at least")
    }
    if let entry = fields["origin"] { condition.origins = origins(entry) }
    if let entry = fields["from"] { condition.from = bound(entry, "from") }
    if let entry = fields["by"] { condition.by = bound(entry, "by") }
    if let entry = fields["attempts"] { condition.attempts = whole(entry, "attempts") }
    if let entry = fields["tagged"] { condition.tagged = texts(entry, "tagged") }
    if let entry = fields["not tagged"] { condition.untagged = texts(entry, "not tagged") }
    if let entry = fields["exclusive"] { condition.exclusive = truth(entry, "exclusive") ?? false }
    if let entry = fields["any grade"] { condition.anyGrade = truth(entry, "any grade") ?? false }
    order(of: condition, fields)
    return condition
  }

  private func grade(_ entry: Entry) -> String? {
    guard let name = text(entry, "grade") else { return nil }
    if grades[name]?.rank != nil { return name }
    if grades[name] != nil {
      mistake(
        at: entry.place, "'\(shortened(name))' is not above or below other grades",
        "Write 'is: \(name)' to ask for exactly this mark.")
    } else {
      let ordered = grades.marks.filter { $0.rank != nil }.map(\.name)
      mistake(
        at: entry.place, "the grade '\(shortened(name))' is not on the institution's scale",
        "The grades are \(ordered.joined(separator: ", ")).")
    }
    return nil
  }

  /// `level` with its `scale`, which take the place of `grade` and the institution's scale.
  private func level(_ fields: Fields, into condition: inout Condition) {
    let scale = fields["scale"].map { texts($0, "scale") }
    guard let entry = fields["level"] else {
      if scale != nil {
        mistake(
          at: fields.place(of: "scale"), "'scale' stands without 'level'",
          "Name the lowest level that counts: 'level: …'.")
      }
      return
    }
    guard let level = text(entry, "level") else { return }
    guard let scale else {
      mistake(
        at: entry.place, "'level' stands without 'scale'",
        "List all levels, low to high: 'scale: [Novice, Intermediate, Advanced]'.")
      return
    }
    if fields["grade"] != nil {
      mistake(
        at: entry.place, "'level' and 'grade' stand together",
        "Keep 'grade' for the institution's grades, or 'level' for levels of its own.")
    }
    if Set(scale).count < scale.count {
      mistake(
        at: fields.place(of: "scale"), "'scale' names a level twice", "List each level once.")
    }
    if !scale.contains(level) {
      mistake(
        at: entry.place, "the level '\(shortened(level))' is not on its scale",
        Spelling.nearest(to: level, among: scale).map { "Did you mean '\($0)'?" }
          ?? "Name one of the levels under 'scale', spelled alike.")
    }
    condition.grade = level
    condition.scale = scale
  }

  private func origins(_ entry: Entry) -> [Origin] {
    guard case .list(let members) = entry.value else {
      return word(entry, "origin", as: Origin.self).map { [$0] } ?? []
    }
    return members.compactMap { word($0, "origin", as: Origin.self) }
  }

  private func bound(_ entry: Entry, _ key: String) -> Condition.Bound? {
    guard let text = text(entry, key) else { return nil }
    if let bound = Condition.Bound(text) { return bound }
    mistake(
      at: entry.place, "'\(key)' cannot be '\(shortened(text))'",
      "Write a date such as 2026-08-24, 'enrollment', 'award', or one of them with a span: "
        + "'enrollment + 3 years', 'award - 7 years'.")
    return nil
  }

  private func order(of condition: Condition, _ fields: Fields) {
    guard let from = condition.from, let by = condition.by, from.span == nil, by.span == nil,
      case .day(let first) = from.anchor, case .day(let last) = by.anchor, last < first
    else { return }
    mistake(
      at: fields.place(of: "by"), "'by' is before 'from'", "Exchange the two dates.")
  }
}
