internal import Rosters
internal import Yams

/// The records of a profile.
extension ProfileParser {
  mutating func form(_ file: Section) -> RecordForm? {
    switch format {
    case .delimited: delimited(file).map { .delimited($0) }
    case .fixed: fields(file).map { .fixed(FixedForm(fields: $0)) }
    case .jsonLines: content(file).map { .jsonLines($0) }
    case .xml: element(file)
    }
  }

  private mutating func delimited(_ file: Section) -> DelimitedForm? {
    let delimiter = file["delimiter"].flatMap { self.delimiter($0) } ?? UInt8(ascii: ",")
    let quoting = choice(file, "quote", Quoting.self) ?? .needed
    if quoting == .none {
      lettering.reserved = [delimiter]
      if file["line breaks"] == nil { lettering.lineBreaks = .refuse }
      if lettering.lineBreaks == .keep, let entry = file["line breaks"] {
        mistake(
          entry.line, "without quotation marks a field cannot hold a line break",
          "write “space” or “refuse”")
      }
    }
    let isGuarded = file["formula guard"].flatMap { truth($0.node, "formula guard") } ?? true
    guard let fields = fields(file) else { return nil }
    return DelimitedForm(
      delimiter: delimiter, hasQuotes: quoting != .none, quotesAll: quoting == .all,
      isGuarded: isGuarded, fields: fields)
  }

  private enum Quoting: String, CaseIterable { case needed, all, none }

  private mutating func delimiter(_ entry: Section.Entry) -> UInt8? {
    guard let text = text(entry.node, "the delimiter") else { return nil }
    if text == "tab" { return 9 }
    if let byte = text.utf8.first, text.utf8.count == 1, ",;|^~:!".utf8.contains(byte) {
      return byte
    }
    mistake(
      entry.line, "“\(text)” cannot be the delimiter",
      "write one of “,”, “;”, “|”, “^”, “~”, “:”, “!”, or “tab”")
    return nil
  }

  private mutating func fields(_ file: Section) -> [ProfileField]? {
    guard let entry = file["fields"] else {
      mistake(file.line, "the profile has no fields", "add “fields:” with “name: value” lines")
      return nil
    }
    guard let section = section(entry.node, "fields", nil) else { return nil }
    if section.entries.isEmpty {
      mistake(entry.line, "the profile has no fields", "write “name: value” lines")
    }
    return section.entries.compactMap { entry in
      if entry.word.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
        mistake(entry.line, "a name of a field has a line break", "write one line of text")
      }
      return field(entry.node, label: entry.word)
    }
  }

  private mutating func content(_ file: Section) -> ContentNode? {
    guard let entry = file["content"] else {
      mistake(file.line, "the profile has no content", "add “content:” with what a row becomes")
      return nil
    }
    guard let node = node(entry.node, "") else { return nil }
    if case .group = node { return node }
    mistake(entry.line, "a row must become an object", "write “name: value” lines")
    return nil
  }

  private mutating func element(_ file: Section) -> RecordForm? {
    guard let content = content(file), case .group(let members, let conditions) = content else {
      return nil
    }
    let isElement = members.count == 1 && conditions.isEmpty && !members[0].name.isAttribute
    if isElement, case .group(_, let conditions) = members[0].node, conditions.isEmpty {
      return .xml(members[0].name, members[0].node)
    }
    mistake(
      file["content"]?.line ?? file.line, "a row must become one element with elements in it",
      "write the name of that element first, and all others within it")
    return nil
  }

  /// A part of an object or element: a value, a list, or words with values.
  private mutating func node(_ node: Node, _ path: String) -> ContentNode? {
    if let sequence = node.sequence {
      if format == .xml, path.contains("@") {
        mistake(node.line, "an attribute cannot be a list", "write one text")
      }
      let nodes = sequence.compactMap { self.node($0, path) }
      return .list(nodes)
    }
    guard let mapping = node.mapping, node.unquotedPlaceholder == nil, mapping["value"] == nil
    else { return field(node, label: path).map { .field($0) } }
    guard let section = section(node, path.isEmpty ? "content" : "“\(path)”", nil) else {
      return nil
    }
    let conditions = section["when"].map { self.conditions($0) } ?? []
    var members: [(name: ContentName, node: ContentNode)] = []
    for entry in section.entries where entry.word != "when" {
      if format == .xml { checkXMLName(entry) }
      let inner = path.isEmpty ? entry.word : "\(path)/\(entry.word)"
      if let node = self.node(entry.node, inner) {
        members.append((ContentName(entry.word), node))
      }
    }
    if section.entries.isEmpty {
      mistake(node.line, "there is nothing in “\(path)”", "write “name: value” lines in it")
    }
    return .group(members, conditions)
  }

  private mutating func checkXMLName(_ entry: Section.Entry) {
    let name = entry.word.hasPrefix("@") ? entry.word.dropFirst() : entry.word[...]
    func isLetter(_ byte: UInt8) -> Bool {
      (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
    }
    let isFit =
      name.utf8.first.map(isLetter) ?? false
      && name.utf8.allSatisfy { isLetter($0) || (48...58).contains($0) || $0 == 45 || $0 == 46 }
    if !isFit {
      mistake(
        entry.line, "“\(entry.word)” is no name of an element",
        "write letters, digits, “-”, “_”, “.” and one “:”; an attribute begins with “@”")
    }
  }

  /// A row without its position or id could be taken in twice.
  mutating func checkIdentity(_ form: RecordForm, _ line: Int) {
    let fields = form.fields
    func carries(_ wanted: Placeholder) -> Bool {
      fields.contains { field in
        field.conditions.isEmpty && !field.isCut && field.table == nil
          && field.parts.contains(.placeholder(wanted))
      }
    }
    if !carries(.position) {
      mistake(line, "no field carries the position", "add a field with “{position}”")
    }
    if !carries(.notation), !carries(.notationHex) {
      mistake(
        line, "no field carries the notation's id",
        "add a field with “{notation}”, or “{notation hex}” where 36 characters do not fit")
    }
    // A void without a conditional partner would look like another line of the transcript.
    let tellsKind = carries(.kind) || fields.contains { $0.tellsVoid }
    if !tellsKind {
      mistake(
        line, "no field tells a void from an add",
        "add a field with “{kind}” or “{change}”, with a table for the words of the system")
    }
    if !fields.contains(where: { $0.parts.contains { $0.isVoided } }) {
      mistake(
        line, "no field names the notation that a void takes back",
        "add a field with “{voids}”, or “{voids hex}” where 36 characters do not fit")
    }
  }
}

extension ProfileField {
  /// Whether the field differs between a void and an add.
  fileprivate var tellsVoid: Bool {
    guard let placeholder = sole, placeholder == .kind || placeholder == .change else {
      return false
    }
    guard let table else { return true }
    let void = Array("void".utf8)
    return Set(table.filter { $0.from == void }.map(\.to))
      .isDisjoint(with: table.filter { $0.from != void }.map(\.to))
  }
}

extension ProfileField.Part {
  fileprivate var isVoided: Bool {
    self == .placeholder(.voids) || self == .placeholder(.voidsHex)
  }
}
