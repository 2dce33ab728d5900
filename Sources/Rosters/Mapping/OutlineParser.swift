package import Yams

/// A parser of a file in YAML that gathers every mistake on its way.
package protocol OutlineParser {
  /// Notes a mistake: the line, what is wrong there, and what to write instead.
  mutating func mistake(_ line: Int, _ message: String, _ remedy: String)
}

/// The shapes that the parts of a file have.
extension OutlineParser {
  /// A place with words, each of which must be one of those (nil: any).
  package mutating func section(_ node: Node, _ name: String, _ words: [String]?) -> Section? {
    guard let mapping = node.mapping else {
      mistake(
        node.line, "\(name) must be words with values",
        words.map { Spelling.remedy(for: "", among: $0) } ?? "write “name: value” lines")
      return nil
    }
    var section = Section(name: name, line: node.line, entries: [])
    for (key, value) in mapping {
      guard let word = key.scalar?.string else {
        mistake(key.line, "a word is expected in \(name)", "write “name: value”")
        continue
      }
      if let words, !words.contains(word) {
        mistake(
          key.line, "there is no “\(word)” in \(name)", Spelling.remedy(for: word, among: words))
        continue
      }
      section.entries.append(Section.Entry(word: word, line: key.line, node: value))
    }
    return section
  }

  /// A text that is not a template.
  package mutating func text(_ node: Node, _ name: String) -> String? {
    if let text = node.plainText { return text }
    if let placeholder = node.unquotedPlaceholder {
      mistake(
        node.line, "\(name) must be a text",
        "put quotation marks around it: \"{\(placeholder)}\"")
    } else {
      mistake(node.line, "\(name) must be a text", "write one line of text")
    }
    return nil
  }

  /// A list of texts, or one text.
  package mutating func texts(_ node: Node, _ name: String) -> [String] {
    guard let sequence = node.sequence else {
      return text(node, name).map { [$0] } ?? []
    }
    return sequence.compactMap { text($0, name) }
  }

  package mutating func truth(_ node: Node, _ name: String) -> Bool? {
    switch node.plainText {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      mistake(node.line, "\(name) must be true or false", "write “true” or “false”")
      return nil
    }
  }

  package mutating func count(_ node: Node, _ name: String, _ range: ClosedRange<Int>) -> Int? {
    if let count = node.plainText.flatMap({ Int($0) }), range.contains(count) { return count }
    mistake(
      node.line, "\(name) must be a whole number",
      "write one from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }
}
