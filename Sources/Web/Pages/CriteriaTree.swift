import Microcredentials
import Office

/// Criteria as a nested list that a person reads, with links to the programs they ask for.
struct CriteriaTree {
  let catalogue: Catalogue
  let language: Language

  /// How many items of a total or a mean are shown; the rest is counted.
  private static let itemsShown = 40

  func html(_ criteria: Requirement) -> String {
    "<ul class=\"tree\">\(item(criteria))</ul>"
  }

  private func item(_ node: Requirement) -> String {
    switch node {
    case .record(let node):
      return line(linked(node.label.title, node.selector) + text(node.condition.words))
    case .group(let node):
      let limits = node.limits.map { line(text($0.title)) }
      return line(heading(of: node), node.members.map(item) + limits)
    case .total(let node):
      let items = node.items.map { item in
        let worth = item.each.map { ", \($0) \(CriteriaWord.each(in: language))" } ?? ""
        return (item.selector, item.condition.words + worth)
      }
      let limits = node.limits.map { line(text($0.title)) }
      return line(text(node.label.title + bounds(of: node)), list(items) + limits)
    case .mean(let node):
      let mean = ": \(CriteriaWord.mean(in: language)) \(node.atLeast)"
      let items = node.items.map { item in
        let weight = ", \(CriteriaWord.weight(in: language)) \(item.weight)"
        return (item.selector, item.condition.words + weight)
      }
      return line(text(node.label.title + mean), list(items))
    case .not(let node):
      return line(
        "<strong>\(text(CriteriaWord.not(in: language)))</strong> \(text(node.label.title))",
        [item(node.member)])
    }
  }

  /// What the file calls the group, and how many of its members are needed.
  private func heading(of group: GroupRequirement) -> String {
    let count = group.members.count
    let (plain, word): (String, String) =
      switch group.order {
      case .sequence: ("all \(count), in this order", CriteriaWord.sequence(in: language))
      case .consecutiveTerms:
        ("all \(count), in consecutive terms", CriteriaWord.consecutive(in: language))
      case .any where group.need == count:
        ("all of \(count)", CriteriaWord.all(in: language))
      case .any:
        (
          "any \(group.need) of \(count)",
          "\(CriteriaWord.any(in: language)) \(group.need) \(CriteriaWord.of(in: language)) \(count)"
        )
      }
    let need = "<span class=\"need\">\(text(word))</span>"
    return group.label.title == plain ? need : "\(text(group.label.title)): \(need)"
  }

  /// A title that the file does not give says the bounds by itself.
  private func bounds(of total: TotalRequirement) -> String {
    let title = total.label.title
    guard !title.hasPrefix("at least "), !title.hasPrefix("at most ") else { return "" }
    let unit = total.amount == .count ? "" : " \(total.amount.rawValue)"
    let least = total.atLeast.map { ", \(CriteriaWord.atLeast(in: language)) \($0)\(unit)" } ?? ""
    let most = total.atMost.map { ", \(CriteriaWord.atMost(in: language)) \($0)\(unit)" } ?? ""
    return least + most
  }

  private func list(_ items: [(Selector, String)]) -> [String] {
    let shown = items.prefix(Self.itemsShown).map { line(linked(words($0), $0) + text($1)) }
    let rest = items.count - shown.count
    return rest > 0 ? shown + [line("… \(rest) \(text(CriteriaWord.more(in: language)))")] : shown
  }

  private func words(_ selector: Selector) -> String {
    let kind = selector.kind?.word ?? CriteriaWord.anything(in: language)
    let codes = selector.codes + selector.pools
    return codes.isEmpty
      ? "\(CriteriaWord.every(in: language)) \(kind)"
      : "\(kind) \(codes.joined(separator: ", "))"
  }

  /// The title; a link where it asks for the credential of one program that is known.
  private func linked(_ title: String, _ selector: Selector) -> String {
    guard selector.kind == .credential, selector.codes.count == 1,
      let program = catalogue.program(selector.codes[0])
    else { return text(title) }
    return "<a href=\"\(text(ProgramAddress.program(program.code)))\">\(text(title))</a>"
  }

  private func line(_ heading: String, _ below: [String] = []) -> String {
    below.isEmpty ? "<li>\(heading)</li>" : "<li>\(heading)<ul>\(below.joined())</ul></li>"
  }

  private func text(_ text: String) -> String { Markup.escaped(text) }
}

/// What stands between the titles of requirements.
enum CriteriaWord: String, PageWords {
  case all, any, of, sequence, consecutive, mean, weight, each, not, atLeast, atMost, more
  case anything, every

  var english: String {
    switch self {
    case .all: "All of these"
    case .any: "Any"
    case .of: "of these"
    case .sequence: "All of these, in this order"
    case .consecutive: "All of these, in consecutive terms"
    case .mean: "a weighted mean of at least"
    case .weight: "weight"
    case .each: "each"
    case .not: "Not:"
    case .atLeast: "at least"
    case .atMost: "at most"
    case .more: "more"
    case .anything: "activity"
    case .every: "any"
    }
  }
}
