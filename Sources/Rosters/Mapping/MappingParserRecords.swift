internal import Yams

/// What a row becomes.
extension MappingParser {
  mutating func parseRecords(_ file: Section) -> [MappedRecord] {
    guard let entry = file["records"] else {
      mistake(file.line, "the mapping makes no records", "add “records:” and a list")
      return []
    }
    guard let list = entry.node.sequence, (1...100).contains(list.count) else {
      mistake(
        entry.line, "records must be a list", "begin each record with “- learner:” or another kind")
      return []
    }
    return list.compactMap { record($0) }
  }

  private mutating func record(_ node: Node) -> MappedRecord? {
    let words = RecordKind.allCases.map(\.rawValue)
    guard let section = section(node, "records", words), let entry = section.entries.first,
      let kind = RecordKind(rawValue: entry.word)
    else { return nil }
    if section.entries.count > 1 {
      mistake(node.line, "a record is of one kind", "begin each record with a “-” of its own")
    }
    let fields = kind.required + kind.optional
    let name = "the record “\(entry.word)”"
    guard let body = self.section(entry.node, name, ["when", "only with"] + fields.map(\.word))
    else { return nil }
    let conditions = body["when"].map { self.conditions($0) } ?? []
    var values: [Field: MappedValue] = [:]
    for field in fields {
      guard let entry = body[field.word] else { continue }
      values[field] = value(entry, field, form: kind.form(of: field))
    }
    checkPresence(kind, body)
    return MappedRecord(
      kind, conditions: conditions, essentials: essentials(body, of: fields), values: values)
  }

  private mutating func essentials(_ body: Section, of fields: [Field]) -> [Field] {
    guard let entry = body["only with"] else { return [] }
    return texts(entry.node, "only with").compactMap { word in
      if let field = fields.first(where: { $0.word == word }), body[word] != nil { return field }
      mistake(
        entry.line, "\(body.name) has no “\(word)” that could be missing",
        Spelling.remedy(for: word, among: fields.map(\.word).filter { body[$0] != nil }))
      return nil
    }
  }

  private mutating func checkPresence(_ kind: RecordKind, _ body: Section) {
    for field in kind.required where body[field.word] == nil {
      mistake(body.line, "\(body.name) has no “\(field.word)”", "add “\(field.word):”")
    }
    if kind == .acknowledgement, body["position"] == nil, body["notation"] == nil {
      mistake(
        body.line, "\(body.name) does not say which row", "add “position:” or “notation:”")
    }
    if kind == .notation, body["program"] == nil, body["text"] == nil {
      mistake(body.line, "\(body.name) does not say what it is", "add “program:” or “text:”")
    }
    guard kind == .evidence else { return }
    if body["kind"] == nil, body["code"] == nil {
      mistake(body.line, "\(body.name) has no “kind”", "add “kind:” or “code:”")
    }
    if body["url"] == nil, body["sha256"] == nil {
      mistake(body.line, "\(body.name) does not say where it is", "add “url:” or “sha256:”")
    }
  }

  private mutating func value(
    _ entry: Section.Entry, _ field: Field, form: Form
  ) -> MappedValue? {
    switch field {
    case .tags:
      let nodes = entry.node.sequence.map { Array($0) } ?? [entry.node]
      return .list(nodes.compactMap { mappedText($0, field.word, form) })
    case _ where form == .day:
      return date(entry.node, field.word).map { .date($0) }
    default:
      return mappedText(entry.node, field.word, form).map { .text($0) }
    }
  }

  private mutating func conditions(_ entry: Section.Entry) -> [MappedRecord.Condition] {
    guard let section = section(entry.node, "when", nil) else { return [] }
    return section.entries.compactMap { entry in
      test(entry).map { test in
        MappedRecord.Condition(reference: reference(entry.word, line: entry.line), test: test)
      }
    }
  }

  mutating func test(_ entry: Section.Entry) -> MappedRecord.Condition.Test? {
    let name = "the condition on “\(entry.word)”"
    if entry.node.mapping != nil {
      guard let section = section(entry.node, name, ["is", "not"]) else { return nil }
      if let entry = section["not"] { return .noneOf(texts(entry.node, name)) }
      if let entry = section["is"] { return .oneOf(texts(entry.node, name)) }
      mistake(entry.line, "\(name) says nothing", "write “is:” or “not:”")
      return nil
    }
    let words = texts(entry.node, name)
    if entry.node.sequence == nil, let word = words.first {
      if word == "present" { return .present }
      if word == "absent" { return .absent }
    }
    return words.isEmpty ? nil : .oneOf(words)
  }
}
