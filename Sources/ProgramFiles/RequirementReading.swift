internal import Microcredentials

/// Reads the nodes of the criteria tree.
extension Reading {
  /// Reads one requirement of any kind.
  func requirement(_ entry: Entry) -> Requirement? {
    guard case .mapping(let all) = entry.value else {
      mistake(
        at: entry.place, "a requirement is a mapping such as 'course: ENG 101', not \(entry.kind)",
        entry.kind == "a list"
          ? "Say how many of the list: 'all: […]', 'any: […]' or 'choose: 2' with 'of: […]'."
          : "Put the kind before it: 'course: …'.")
      return nil
    }
    let kinds = all.filter { Vocabulary.kinds.contains($0.key) }
    guard let kind = kinds.first else {
      withoutKind(all, at: entry.place)
      return nil
    }
    guard kinds.count == 1 else {
      mistake(
        at: kinds[1].place,
        "a requirement is of one kind, not both '\(kind.key)' and '\(kinds[1].key)'",
        "Write two requirements, under 'all' or 'any'.")
      return nil
    }
    if let kind = FactKind(key: kind.key) { return record(kind, entry) }
    switch kind.key {
    case "total": return total(entry)
    case "mean": return mean(entry)
    case "not": return exclusion(entry)
    default: return group(kind.key, entry)
    }
  }

  private func withoutKind(_ all: [Entry.Field], at place: Place) {
    for field in all {
      guard let meant = Spelling.nearest(to: field.key, among: Vocabulary.kinds) else { continue }
      mistake(
        at: field.place, "unknown key '\(shortened(field.key))' in a requirement",
        "Did you mean '\(meant)'?")
      return
    }
    mistake(
      at: place, "this requirement does not say of which kind it is",
      all.contains { $0.key == "of" }
        ? "Add 'choose: 1', 'total: credits' or 'mean: score' beside 'of'."
        : "Begin it with \(alternatives(Vocabulary.kinds.filter { $0 != "signoff" })).")
  }

  private func record(_ kind: FactKind, _ entry: Entry) -> Requirement? {
    let fields = fields(
      of: entry, "\(kind.article) requirement",
      keys: kind.keys + Vocabulary.labels + Vocabulary.conditions + ["credits", "may share"])
    guard let fields, let key = kind.keys.first(where: { fields[$0] != nil }),
      let value = fields[key]
    else { return nil }
    let condition = condition(fields)
    let credits = fields["credits"].flatMap { range($0, "credits") }
    let mayShare = fields["may share"].flatMap { truth($0, "may share") } ?? false
    guard let selection = selection(kind, value, key: key) else { return nil }
    let label = label(
      fields, id: "\(kind.rawValue) \(selection.key)",
      title: Wording.record(kind, selection, condition),
      code: kind == .course && selection.isOneCode ? selection.spoken : nil)
    return .record(
      RecordRequirement(
        label: label, selector: selection.selector, condition: condition, credits: credits,
        mayShare: mayShare))
  }

  private func exclusion(_ entry: Entry) -> Requirement? {
    guard let fields = fields(of: entry, "a 'not'", keys: ["not"] + Vocabulary.labels),
      let member = fields["not"].flatMap(requirement)
    else { return nil }
    return .not(
      NotRequirement(
        label: label(
          fields, id: "not \(member.label.id)", title: "not: \(member.label.title)"),
        member: member))
  }

  private func group(_ key: String, _ entry: Entry) -> Requirement? {
    var keys = [key, "where"] + Vocabulary.labels
    if key == "choose" { keys.append("of") }
    if key == "sequence" { keys.append("terms") }
    let words = key == "any" || key == "all" ? "an '\(key)'" : "a '\(key)'"
    guard let fields = fields(of: entry, words, keys: keys) else { return nil }
    let order = order(fields)
    var limits = limits(fields)
    guard let members = members(key, fields) else { return nil }
    guard let need = need(key, fields, of: members.count) else { return nil }
    let parts = members.compactMap(requirement)
    guard parts.count == members.count else { return nil }
    if parts.contains(where: \.asksForCourse) { limits = limits.map(\.onCourses) }
    return .group(
      GroupRequirement(
        label: label(
          fields, id: "\(key) \(parts[0].anchorID)",
          title: Wording.group(need, of: parts.count, order: order)),
        need: need, members: parts, order: order, limits: limits))
  }

  private func members(_ key: String, _ fields: Fields) -> [Entry]? {
    let listKey = key == "choose" ? "of" : key
    guard let entry = fields[listKey] else {
      mistake(
        at: fields.place(of: key), "'choose' stands without 'of'",
        "List the requirements to choose from: 'of: […]'.")
      return nil
    }
    guard case .list(let members) = entry.value else {
      mistake(
        at: entry.place, "'\(listKey)' is a list of requirements, not \(entry.kind)",
        "Write one a line, each after '- '.")
      return nil
    }
    if members.isEmpty {
      mistake(
        at: entry.place, "'\(listKey)' lists no requirement", "Write one a line, each after '- '.")
    }
    return members.isEmpty ? nil : members
  }

  private func need(_ key: String, _ fields: Fields, of count: Int) -> Int? {
    guard key == "choose" else { return key == "any" ? 1 : count }
    guard let entry = fields["choose"], let need = whole(entry, "choose") else { return nil }
    if need <= count { return need }
    mistake(
      at: entry.place, "\(need) cannot be chosen of \(count)",
      "Lower the number, or list more requirements under 'of'.")
    return nil
  }

  private func order(_ fields: Fields) -> GroupRequirement.Order {
    guard let entry = fields["terms"] else {
      return fields["sequence"] == nil ? .any : .sequence
    }
    guard let text = text(entry, "terms") else { return .sequence }
    if text != "consecutive" {
      mistake(
        at: entry.place, "'terms' cannot be '\(shortened(text))'",
        "Write 'terms: consecutive', or drop the key if any later term will do.")
    }
    return .consecutiveTerms
  }
}

extension FactKind {
  /// The keys that name the kind.
  var keys: [String] { self == .signoff ? ["signoff", "sign-off"] : [rawValue] }

  /// The kind with its article: `a course`, `an event`.
  var article: String {
    let vowel = "aeiou".contains(rawValue.first ?? "c")
    return "\(vowel ? "an" : "a") \(rawValue)"
  }
}
