/// The criteria as text that a person reads, in the badge and on its page.
extension ProgramVersion {
  /// The criteria as a Markdown list, one requirement a line, those below it indented.
  public var criteriaNarrative: String {
    // A root that asks for all of its members is understood without being said.
    let lines =
      if case .group(let root) = criteria, root.need == root.members.count, root.limits.isEmpty,
        root.order == .any
      {
        root.members.flatMap { $0.lines(depth: 0) }
      } else {
        criteria.lines(depth: 0)
      }
    return (lines + closingLines.flatMap { ["", $0] }).joined(separator: "\n")
  }

  /// What holds of the whole program, a sentence each.
  private var closingLines: [String] {
    var lines: [String] = []
    if !awardDates.isEmpty { lines.append("It is awarded on fixed dates only.") }
    if let validFor { lines.append("It is valid for \(validFor) from the day it was earned.") }
    if !partners.isEmpty {
      let names = partners.map { partner in
        partner.url.map { "\(partner.name) (\($0))" } ?? partner.name
      }
      lines.append("It is offered together with \(names.joined(separator: ", ")).")
    }
    return lines
  }
}

extension Requirement {
  fileprivate func lines(depth: Int) -> [String] {
    let indent = String(repeating: "  ", count: depth)
    func below(_ members: [Requirement]) -> [String] {
      members.flatMap { $0.lines(depth: depth + 1) }
    }
    switch self {
    case .record(let node):
      return ["\(indent)- \(node.label.title)\(node.condition.words)"]
    case .group(let node):
      let limits = node.limits.map { "\(indent)  - \($0.title)" }
      return ["\(indent)- \(node.label.title)"] + below(node.members) + limits
    case .total(let node):
      let unit = node.amount == .count ? "" : " \(node.amount.rawValue)"
      let least = node.atLeast.map { ", at least \($0)\(unit)" } ?? ""
      let most = node.atMost.map { ", at most \($0)\(unit)" } ?? ""
      let limits = node.limits.map { "\(indent)  - \($0.title)" }
      return ["\(indent)- \(node.label.title)\(least)\(most)"] + limits
    case .mean(let node):
      return [
        "\(indent)- \(node.label.title), a weighted mean of at least \(node.atLeast) over "
          + "\(node.items.count) results"
      ]
    case .not(let node):
      return ["\(indent)- \(node.label.title)"] + below([node.member])
    }
  }
}

extension Condition {
  /// What it asks for, in words (`, with grade B or better`), with days as the program file writes them.
  public var words: String {
    var parts: [String] = []
    if let grade {
      parts.append(scale == nil ? "with grade \(grade) or better" : "at level \(grade) or above")
    }
    if !values.isEmpty { parts.append("being \(values.joined(separator: " or "))") }
    if let score { parts.append("with a score of at least \(score)") }
    if let hours { parts.append("of at least \(hours) hours") }
    if let credits { parts.append("of at least \(credits) credits") }
    if let attempts { parts.append("within \(attempts) attempts") }
    if let from { parts.append("not before \(from)") }
    if let by { parts.append("no later than \(by)") }
    return parts.isEmpty ? "" : ", " + parts.joined(separator: ", ")
  }
}
