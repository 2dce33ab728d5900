internal import Rosters
internal import Yams

/// What is written into a field.
extension ProfileParser {
  private static let words = [
    "value", "table", "default", "when", "needed", "most", "overlong", "case", "format", "places",
    "implied", "substitute",
  ]
  private static let fixedWords = ["width", "pad", "fill"]

  mutating func field(_ node: Node, label: String) -> ProfileField? {
    guard node.mapping != nil, node.unquotedPlaceholder == nil else {
      guard let parts = template(node, label) else { return nil }
      if format == .fixed {
        mistake(node.line, "“\(label)” has no width", "write {value: …, width: …}")
      }
      var field = ProfileField(label: label, parts: parts)
      let isPlain = node.scalar.map { $0.style == .plain || $0.style == .any } ?? false
      field.isBare =
        format == .jsonLines && isPlain && ["true", "false"].contains(node.scalar?.string)
      return field
    }
    let words = Self.words + (format == .fixed ? Self.fixedWords : [])
    guard let section = section(node, "“\(label)”", words) else { return nil }
    guard let entry = section["value"] else {
      mistake(section.line, "“\(label)” has no value", "add “value:”")
      return nil
    }
    guard let parts = template(entry.node, label) else { return nil }
    var field = ProfileField(label: label, parts: parts)
    parseMeaning(section, &field)
    parseStyle(section, &field)
    parseLength(section, &field)
    if format == .fixed { parseWidth(section, &field) }
    return field
  }

  private mutating func template(_ node: Node, _ label: String) -> [ProfileField.Part]? {
    guard let text = text(node, "“\(label)”") else { return nil }
    do {
      return try Template(text).parts.compactMap { part in
        switch part {
        case .literal(let text): return .literal(Array(text.utf8))
        case .name(let name):
          return placeholder(name, node.line).map { .placeholder($0) }
        }
      }
    } catch {
      let message =
        switch error {
        case .openBrace: "a “{” in “\(label)” is not closed"
        case .closeBrace: "a “}” in “\(label)” was not opened"
        case .emptyName: "a “{}” in “\(label)” names nothing"
        }
      mistake(node.line, message, "write {text}, and a brace itself twice")
      return nil
    }
  }

  private mutating func placeholder(_ name: String, _ line: Int) -> Placeholder? {
    if let placeholder = Placeholder(rawValue: name) { return placeholder }
    mistake(
      line, "a row has no “\(name)”",
      Spelling.remedy(for: name, among: Placeholder.allCases.map(\.rawValue)))
    return nil
  }

  private mutating func parseMeaning(_ section: Section, _ field: inout ProfileField) {
    if let entry = section["table"] { field.table = table(entry) }
    if let table = field.table, let words = field.sole?.words, section["default"] == nil {
      let missing = words.filter { word in !table.contains { $0.from == Array(word.utf8) } }
      if !missing.isEmpty {
        mistake(
          section["table"]?.line ?? section.line,
          "the table of “\(field.label)” has no \(missing.map { "“\($0)”" }.joined(separator: ", "))",
          "add it, or a “default”")
      }
    }
    if let entry = section["default"], let text = text(entry.node, "default") {
      field.fallback = Array(text.utf8)
    }
    if let entry = section["when"] { field.conditions = conditions(entry) }
    if let entry = section["needed"] { field.isNeeded = truth(entry.node, "needed") ?? false }
  }

  private mutating func parseStyle(_ section: Section, _ field: inout ProfileField) {
    if let entry = section["case"], let text = text(entry.node, "case") {
      field.isUpper = text == "upper"
      if text != "upper" { mistake(entry.line, "“\(text)” is no “case”", "write “upper”") }
    }
    if let entry = section["format"], let text = text(entry.node, "format") {
      field.pattern = pattern(text, entry.line, field)
    }
    if let entry = section["places"] {
      field.places = count(entry.node, "places", 0...4)
      if field.sole != .credits {
        mistake(entry.line, "only “{credits}” has decimal places", "take “places” out")
      }
    }
    if let entry = section["implied"] {
      field.isImplied = truth(entry.node, "implied") ?? false
      if field.places == nil {
        mistake(entry.line, "the decimal point has no place", "add “places:”")
      }
    }
    if let entry = section["substitute"], let text = text(entry.node, "substitute") {
      field.substitute = character(text, entry, "substitute")
      if !field.canBeCut {
        mistake(
          entry.line, "“\(field.label)” is no name, so each of its characters counts",
          "take “substitute” out; a row whose characters do not fit is left out")
      }
    }
  }

  private mutating func pattern(
    _ text: String, _ line: Int, _ field: ProfileField
  ) -> DatePattern? {
    let nature = field.sole?.nature
    guard nature == .day || nature == .instant else {
      mistake(line, "“\(field.label)” is no date", "take “format” out")
      return nil
    }
    guard let pattern = DatePattern(text) else {
      mistake(
        line, "“\(text)” is no format of dates",
        "write it with yyyy, yy, MMM, MM, M, dd, d, HH, mm, ss, such as MM/dd/yyyy")
      return nil
    }
    if pattern.hasTime, nature == .day {
      mistake(line, "“\(field.label)” is a date and has no time", "take HH, mm and ss out")
    }
    return pattern
  }

  private mutating func parseLength(_ section: Section, _ field: inout ProfileField) {
    if let entry = section["most"] { field.most = count(entry.node, "most", 1...100_000) }
    if let entry = section["overlong"], let text = text(entry.node, "overlong") {
      field.isCut = text == "cut"
      if text != "cut", text != "refuse" {
        mistake(
          entry.line, "“\(text)” is no “overlong”",
          Spelling.remedy(for: text, among: ["refuse", "cut"]))
      }
      if field.isCut, !field.canBeCut {
        mistake(
          entry.line, "“\(field.label)” is no name, so nothing of it may be cut off",
          "write “overlong: refuse”; a row that does not fit is left out")
      }
      if field.isCut, section["most"] == nil, section["width"] == nil {
        mistake(entry.line, "“\(field.label)” has no length to be cut to", "add “most:”")
      }
    }
  }

  private mutating func parseWidth(_ section: Section, _ field: inout ProfileField) {
    guard let entry = section["width"] else {
      mistake(section.line, "“\(field.label)” has no width", "add “width:”")
      return
    }
    field.width = count(entry.node, "width", 1...10_000) ?? 1
    field.most = min(field.most ?? field.width, field.width)
    if let padding = choice(section, "pad", ProfileField.Padding.self) { field.padding = padding }
    if let entry = section["fill"], let text = text(entry.node, "fill") {
      field.fill = character(text, entry, "fill") ?? field.fill
    }
  }

  private mutating func character(
    _ text: String, _ entry: Section.Entry, _ word: String
  ) -> UInt8? {
    if let byte = text.utf8.first, text.utf8.count == 1, (0x20...0x7E).contains(byte),
      !lettering.reserved.contains(byte)
    {
      return byte
    }
    mistake(entry.line, "“\(text)” cannot be the “\(word)”", "write one character of ASCII")
    return nil
  }
}

extension ProfileField {
  /// Whether the value is made of names, of which a part still names.
  fileprivate var canBeCut: Bool {
    parts.allSatisfy { part in
      if case .placeholder(let placeholder) = part { placeholder.canBeCut } else { true }
    }
  }
}
