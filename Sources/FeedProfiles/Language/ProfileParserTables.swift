internal import Rosters
internal import Yams

/// Tables and conditions.
extension ProfileParser {
  mutating func parseTables(_ entry: Section.Entry) {
    guard let section = section(entry.node, "tables", nil) else { return }
    for entry in section.entries {
      tables[entry.word] = entries(entry.node, "the table “\(entry.word)”")
    }
  }

  /// The table that is written there, or whose name is.
  mutating func table(_ entry: Section.Entry) -> [(from: [UInt8], to: [UInt8])]? {
    if entry.node.mapping != nil { return entries(entry.node, "a table") }
    guard let name = text(entry.node, "table") else { return nil }
    if let table = tables[name] { return table }
    mistake(
      entry.line, "there is no table “\(name)”",
      Spelling.remedy(for: name, among: tables.keys.sorted()))
    return nil
  }

  private mutating func entries(
    _ node: Node, _ title: String
  ) -> [(from: [UInt8], to: [UInt8])]? {
    guard let section = section(node, title, nil) else { return nil }
    if section.entries.count > 1_000 {
      mistake(section.line, "\(title) has more than 1,000 entries", "write a shorter one")
    }
    return section.entries.compactMap { entry in
      text(entry.node, "a value in \(title)").map { (Array(entry.word.utf8), Array($0.utf8)) }
    }
  }

  mutating func conditions(_ entry: Section.Entry) -> [FieldCondition] {
    guard let section = section(entry.node, "when", nil) else { return [] }
    return section.entries.compactMap { entry in
      guard let placeholder = Placeholder(rawValue: entry.word) else {
        mistake(
          entry.line, "a row has no “\(entry.word)”",
          Spelling.remedy(for: entry.word, among: Placeholder.allCases.map(\.rawValue)))
        return nil
      }
      return test(entry, placeholder).map { FieldCondition(placeholder: placeholder, test: $0) }
    }
  }

  private mutating func test(
    _ entry: Section.Entry, _ placeholder: Placeholder
  ) -> FieldCondition.Test? {
    if entry.node.mapping != nil {
      guard let section = section(entry.node, "“\(entry.word)” in when", ["not", "is"]),
        let inner = section.entries.first
      else { return nil }
      if section.entries.count > 1 {
        mistake(
          entry.line, "“\(entry.word)” in when has both “not” and “is”",
          "write one of them: what it is cannot be what it is not")
      }
      let values = checked(texts(inner.node, inner.word), inner, placeholder)
      return inner.word == "not" ? .noneOf(values) : .oneOf(values)
    }
    switch entry.node.plainText {
    case "present": return .present
    case "absent": return .absent
    default: return .oneOf(checked(texts(entry.node, entry.word), entry, placeholder))
    }
  }

  private mutating func checked(
    _ texts: [String], _ entry: Section.Entry, _ placeholder: Placeholder
  ) -> [[UInt8]] {
    for text in texts {
      guard let words = placeholder.words, !words.contains(text) else { continue }
      mistake(
        entry.line, "“\(placeholder.rawValue)” is never “\(text)”",
        Spelling.remedy(for: text, among: words))
    }
    return texts.map { Array($0.utf8) }
  }
}
