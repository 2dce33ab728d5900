internal import Microcredentials

/// Ids and titles of requirements.
extension Reading {
  /// The label of a node: what the file says, else the derived id made unique and the title given.
  /// A written title gets the code in front of it.
  func label(_ fields: Fields, id derived: String, title: String, code: String? = nil) -> Label {
    let id: String
    if let entry = fields["id"], let given = text(entry, "id") {
      if places[given] != nil {
        mistake(
          at: entry.place, "the id '\(shortened(given))' is used twice",
          "Give each requirement an id of its own.")
      }
      id = given
    } else {
      id = unused(derived)
    }
    places[id] = fields.place
    guard let written = fields["title"].flatMap({ text($0, "title") }) else {
      return Label(id: id, title: title)
    }
    guard let code, !written.contains(code) else { return Label(id: id, title: written) }
    return Label(id: id, title: "\(code) \(written)")
  }

  /// The id, with a number behind it where another requirement has it already.
  func unused(_ id: String) -> String {
    var candidate = id
    while !takenIDs.insert(candidate).inserted {
      repetitions[id, default: 1] += 1
      candidate = "\(id) (\(repetitions[id, default: 1]))"
    }
    return candidate
  }

  /// Takes the ids written anywhere in the entry, so that no derived one is the same.
  func takeWrittenIDs(in entry: Entry) {
    switch entry.value {
    case .text: break
    case .list(let members): members.forEach(takeWrittenIDs)
    case .mapping(let fields):
      for field in fields {
        if field.key == "id", case .text(let id) = field.value.value { takenIDs.insert(id) }
        takeWrittenIDs(in: field.value)
      }
    }
  }
}

extension Requirement {
  /// The id of the first requirement below that is not a group: what the ids of groups are made
  /// of, because it stays when members are appended or moved to another place of the tree.
  var anchorID: String {
    if case .group(let node) = self, let first = node.members.first {
      first.anchorID
    } else {
      label.id
    }
  }
}

/// Titles of requirements to which the file gives none.
enum Wording {
  static func record(_ kind: FactKind, _ selection: Selection, _ condition: Condition) -> String {
    var title = selection.spoken
    if kind != .course, selection.key != "any" {
      let noun = kind == .evidence ? "evidence" : kind.spoken
      title = "\(noun.prefix(1).uppercased() + noun.dropFirst()) \(title)"
    }
    if !condition.values.isEmpty {
      title += ": \(alternatives(condition.values, quoted: false))"
    }
    return title
  }

  static func group(_ need: Int, of count: Int, order: GroupRequirement.Order) -> String {
    switch order {
    case .sequence: return "all \(count), in this order"
    case .consecutiveTerms: return "all \(count), in consecutive terms"
    case .any: return need == count ? "all of \(count)" : "any \(need) of \(count)"
    }
  }

  static func total(
    _ amount: Amount, atLeast: Quantity?, atMost: Quantity?, of items: [String]
  ) -> String {
    let bounds = bounds(atLeast?.description, atMost?.description)
    let shown = items.count > 3 ? Array(items.prefix(2)) + ["\(items.count - 2) more"] : items
    let source = alternatives(shown, quoted: false)
    switch amount {
    case .count: return "\(bounds) of \(source)"
    case .credits, .hours, .points: return "\(bounds) \(amount.rawValue) of \(source)"
    }
  }

  static func limit(
    _ measure: Limit.Measure, atLeast: String?, atMost: String?, of what: String
  ) -> String {
    let bounds = bounds(atLeast, atMost)
    let suffix = what.isEmpty ? "" : " \(what)"
    switch measure {
    case .total(.count): return bounds + (what.isEmpty ? " in number" : suffix)
    case .total(let amount): return "\(bounds) \(amount.rawValue)\(suffix)"
    case .meanGradePoints: return "mean of grade points \(bounds)\(suffix)"
    }
  }

  static func origins(_ origins: [Origin]) -> String {
    let words = origins.map { origin in
      switch origin {
      case .here: "earned here"
      case .transfer: "by transfer"
      case .examination: "by examination"
      case .experience: "by experience"
      }
    }
    return alternatives(words, quoted: false)
  }

  private static func bounds(_ atLeast: String?, _ atMost: String?) -> String {
    [atLeast.map { "at least \($0)" }, atMost.map { "at most \($0)" }].compactMap(\.self)
      .joined(separator: " and ")
  }
}
