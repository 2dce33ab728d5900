internal import Yams

/// What is put into a field.
extension MappingParser {
  private static let textWords = ["value", "join", "with", "table", "default", "missing"]
  private static let dateWords = ["value", "format", "table", "default", "missing"]
  private static let dayWords = ["days", "after", "latest", "default"]
  private static let days = Form.whole(-100_000...100_000)

  mutating func mappedText(_ node: Node, _ name: String, _ form: Form) -> MappedText? {
    var style: NumberStyle?
    if case .number = form { style = NumberStyle(mark: decimal) }
    guard node.mapping != nil, node.unquotedPlaceholder == nil else {
      guard let source = source(node, name) else { return nil }
      return checked(MappedText(source, number: style), form, name, node.line)
    }
    let words = Self.textWords + (style == nil ? [] : ["places"])
    guard let section = section(node, "“\(name)”", words) else { return nil }
    if let entry = section["places"] { style?.places = count(entry.node, "places", 0...4) }
    let fallback = section["default"].flatMap { mappedText($0.node, name, form) }
    guard let source = source(section, name) else { return nil }
    let text = MappedText(
      source, table: table(section),
      missing: section["missing"].map { texts($0.node, "missing") } ?? [],
      fallback: fallback, number: style)
    return checked(text, form, name, node.line)
  }

  private mutating func source(_ section: Section, _ name: String) -> MappedText.Source? {
    switch (section["value"], section["join"]) {
    case (let entry?, nil): return source(entry.node, name)
    case (nil, let entry?):
      let separator = section["with"].flatMap { text($0.node, "with") } ?? " "
      let parts = texts(entry.node, "join").compactMap { text in
        source(of: text, name, entry.line).map { MappedText($0) }
      }
      return .joined(parts, separator: separator)
    default:
      mistake(section.line, "“\(name)” needs a value", "write either “value:” or “join:”")
      return nil
    }
  }

  private mutating func source(_ node: Node, _ name: String) -> MappedText.Source? {
    text(node, "“\(name)”").flatMap { source(of: $0, name, node.line) }
  }

  private mutating func source(
    of text: String, _ name: String, _ line: Int
  ) -> MappedText.Source? {
    do {
      let parts = try Template(text).parts.map { part -> MappedText.Part in
        switch part {
        case .literal(let text): .literal(text)
        case .name(let name): .cell(reference(name, line: line))
        }
      }
      if parts.count > 1 { return .parts(parts) }
      switch parts[0] {
      case .literal(let text): return .constant(text)
      case .cell(let index): return .cell(index)
      }
    } catch {
      let message =
        switch error {
        case .openBrace: "a “{” in “\(name)” is not closed"
        case .closeBrace: "a “}” in “\(name)” was not opened"
        case .emptyName: "a “{}” in “\(name)” names no column"
        }
      mistake(line, message, "write {column}, and a brace itself twice")
      return nil
    }
  }

  private mutating func table(_ section: Section) -> ValueTable? {
    guard let node = section["table"]?.node else { return nil }
    guard node.mapping == nil else { return table(node, name: nil) }
    guard let name = text(node, "table") else { return nil }
    if let table = tables[name] { return table }
    mistake(
      node.line, "there is no table “\(name)”",
      Spelling.remedy(for: name, among: tables.keys.sorted()))
    return nil
  }

  /// Checks what the mapping itself puts into the field: a constant, the values of a table.
  private mutating func checked(
    _ text: MappedText, _ form: Form, _ name: String, _ line: Int
  ) -> MappedText {
    let own = text.constant.map { [$0] } ?? text.table?.values.values.sorted() ?? []
    for value in own {
      do { _ = try form.text(value) } catch {
        mistake(line, "“\(value)” cannot be the “\(name)”", "expected \(error.expected)")
      }
    }
    return text
  }

  mutating func date(_ node: Node, _ name: String) -> MappedDate? {
    guard node.mapping != nil, node.unquotedPlaceholder == nil else {
      return mappedText(node, name, .day).map { .written($0, [.iso]) }
    }
    if node.mapping?["days"] != nil { return countedDate(node, name) }
    guard let section = section(node, "the date “\(name)”", Self.dateWords) else { return nil }
    let formats = section["format"].map { self.formats($0) } ?? [.iso]
    if section["table"] != nil, let entry = section["format"] {
      mistake(entry.line, "a table gives dates such as 2026-11-22", "take “format” out")
    }
    guard let source = source(section, name) else { return nil }
    let text = MappedText(
      source, table: table(section),
      missing: section["missing"].map { texts($0.node, "missing") } ?? [])
    let written = MappedDate.written(checked(text, .day, name, node.line), formats)
    guard let entry = section["default"], let other = date(entry.node, name) else { return written }
    return .either(written, other)
  }

  private mutating func formats(_ entry: Section.Entry) -> [DateFormat] {
    texts(entry.node, "format").compactMap { text in
      if let format = DateFormat(text) { return format }
      mistake(
        entry.line, "“\(text)” is no format of dates",
        "write it with yyyy, yy, MMM, MM, M, dd, d, HH, mm, ss, such as MM/dd/yyyy, or iso")
      return nil
    }
  }

  private mutating func countedDate(_ node: Node, _ name: String) -> MappedDate? {
    guard let section = section(node, "the date “\(name)”", Self.dayWords),
      let days = section["days"].flatMap({ mappedText($0.node, "days", Self.days) })
    else { return nil }
    guard let entry = section["after"] else {
      mistake(section.line, "the date “\(name)” has no “after”", "add the date to count from")
      return nil
    }
    guard let after = date(entry.node, "after") else { return nil }
    let latest = section["latest"].flatMap { mappedText($0.node, "latest", Self.days) }
    let fallback = section["default"].flatMap { mappedText($0.node, "default", Self.days) }
    let counted = MappedText(
      days.source, table: days.table, missing: days.missing, fallback: days.fallback ?? fallback)
    return .counted(days: counted, after: after, latest: latest)
  }
}
