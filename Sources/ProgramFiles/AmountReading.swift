internal import Microcredentials

/// Reads totals and means.
extension Reading {
  func total(_ entry: Entry) -> Requirement? {
    let fields = fields(
      of: entry, "a 'total'",
      keys: ["total", "at least", "at most", "of", "where", "may share"] + Vocabulary.labels)
    guard let fields, let kind = fields["total"] else { return nil }
    let amount = word(kind, "total", as: Amount.self)
    let atLeast = fields["at least"].flatMap { positive($0, "at least") }
    let atMost = fields["at most"].flatMap { quantity($0, "at most") }
    bounds(atLeast, atMost, fields)
    let limits = limits(fields)
    let mayShare = fields["may share"].flatMap { truth($0, "may share") } ?? false
    guard let items = items(fields, of: "total", read: { self.totalItem($0, of: amount) }),
      let amount
    else { return nil }
    let title = Wording.total(
      amount, atLeast: atLeast, atMost: atMost, of: items.map(\.selection.spoken))
    return .total(
      TotalRequirement(
        label: label(
          fields, id: "total \(amount.rawValue) \(items[0].selection.key)", title: title),
        amount: amount, atLeast: atLeast, atMost: atMost, items: items.map(\.value),
        limits: limits, mayShare: mayShare))
  }

  func mean(_ entry: Entry) -> Requirement? {
    let fields = fields(
      of: entry, "a 'mean'", keys: ["mean", "at least", "of"] + Vocabulary.labels)
    guard let fields, let kind = fields["mean"] else { return nil }
    if let word = text(kind, "mean"), word != "score" {
      mistake(
        at: kind.place, "'mean' cannot be '\(shortened(word))' here",
        word == "grade points"
          ? "A mean of grade points is a limit: put it under the 'where' of a group."
          : "Write 'mean: score'.")
    }
    let atLeast = fields["at least"].flatMap { positive($0, "at least") }
    if fields["at least"] == nil {
      mistake(at: fields.place, "the 'mean' has no 'at least'", "Add the least mean that counts.")
    }
    guard let items = items(fields, of: "mean", read: { self.meanItem($0) }), let atLeast else {
      return nil
    }
    return .mean(
      MeanRequirement(
        label: label(
          fields, id: "mean \(items[0].selection.key)",
          title: "mean score of at least \(atLeast)"),
        atLeast: atLeast, items: items.map(\.value)))
  }

  private typealias Item<Value> = (selection: Selection, value: Value)

  private func items<Value>(
    _ fields: Fields, of key: String, read: (Entry) -> Item<Value>?
  ) -> [Item<Value>]? {
    guard let entry = fields["of"] else {
      mistake(
        at: fields.place(of: key), "'\(key)' stands without 'of'",
        "Say what is counted, such as 'of: {course: any}'.")
      return nil
    }
    let entries: [Entry] = if case .list(let members) = entry.value { members } else { [entry] }
    guard !entries.isEmpty else {
      mistake(at: entry.place, "'of' lists nothing", "Say what is counted: '{course: any}'.")
      return nil
    }
    let items = entries.compactMap(read)
    return items.count == entries.count ? items : nil
  }

  private func totalItem(_ entry: Entry, of amount: Amount?) -> Item<TotalRequirement.Item>? {
    guard let (fields, selection) = item(entry, of: "total", key: "each") else { return nil }
    let each = fields["each"].flatMap { positive($0, "each") }
    if let entry = fields["each"], amount == .count {
      mistake(
        at: entry.place, "'each' has no meaning in a 'total: count'",
        "Drop it, or write 'total: points'.")
    }
    return (
      selection,
      TotalRequirement.Item(
        selector: selection.selector, condition: condition(fields), each: each)
    )
  }

  private func meanItem(_ entry: Entry) -> Item<MeanRequirement.Item>? {
    guard let (fields, selection) = item(entry, of: "mean", key: "weight") else { return nil }
    guard let weight = fields["weight"] else {
      mistake(at: entry.place, "this entry of a 'mean' has no 'weight'", "Add one: 'weight: 10'.")
      return nil
    }
    let condition = condition(fields)
    guard let weight = positive(weight, "weight") else { return nil }
    return (
      selection,
      MeanRequirement.Item(selector: selection.selector, condition: condition, weight: weight)
    )
  }

  /// An entry under `of`: a kind with its codes, and conditions.
  private func item(_ entry: Entry, of parent: String, key: String) -> (Fields, Selection)? {
    let fields = fields(
      of: entry, "an entry of a '\(parent)'",
      keys: Vocabulary.records + Vocabulary.conditions + [key])
    guard let fields else { return nil }
    let kinds = Vocabulary.records.filter { fields[$0] != nil }
    guard kinds.count == 1, let name = kinds.first, let kind = FactKind(key: name),
      let value = fields[name]
    else {
      mistake(
        at: entry.place, "an entry of a '\(parent)' names one kind of fact",
        "Write one, such as '{course: any}'; several go into a list.")
      return nil
    }
    return selection(kind, value, key: name).map { (fields, $0) }
  }

  private func bounds(_ atLeast: Quantity?, _ atMost: Quantity?, _ fields: Fields) {
    if fields["at least"] == nil, fields["at most"] == nil {
      mistake(
        at: fields.place, "the 'total' has no bound", "Add 'at least: …', 'at most: …' or both.")
    }
    if let atLeast, let atMost, atMost < atLeast {
      mistake(
        at: fields.place(of: "at most"), "'at most' is less than 'at least'",
        "Exchange them, or correct one.")
    }
  }
}
