internal import Yams

/// How files are written, and the other files that values are looked up in.
extension MappingParser {
  private static let words = [
    "delimiter", "quote", "encoding", "header", "columns", "skip lines", "optional columns",
    "other names", "any case",
  ]

  /// How a file is written: as that one, but for what is said here.
  mutating func parsedCSV(
    _ entry: Section.Entry, _ format: Mapping.Format
  ) -> Mapping.Format {
    var format = format
    guard let csv = section(entry.node, "csv", Self.words) else { return format }
    if let entry = csv["delimiter"], let byte = mark(entry, ["tab": "\t"]) {
      format.dialect.delimiter = byte
    }
    if let entry = csv["quote"] {
      format.dialect.quote = entry.node.plainText == "none" ? nil : mark(entry, [:])
    }
    if format.dialect.delimiter == format.dialect.quote {
      mistake(entry.line, "the delimiter is the quotation mark, too", "change one of them")
    }
    if let entry = csv["encoding"], let word = text(entry.node, "encoding") {
      if let encoding = CSVDialect.Encoding(rawValue: word.lowercased()) {
        format.dialect.encoding = encoding
      } else {
        let words = CSVDialect.Encoding.allCases.map(\.rawValue)
        mistake(
          entry.line, "there is no encoding “\(word)”", Spelling.remedy(for: word, among: words))
      }
    }
    if let entry = csv["skip lines"] {
      format.skippedLines = count(entry.node, "skip lines", 0...1_000) ?? 0
    }
    parseHeader(csv, into: &format)
    parseNames(csv, into: &format)
    return format
  }

  /// How far the header line may differ from the names in the mapping.
  private mutating func parseNames(_ csv: Section, into format: inout Mapping.Format) {
    if let entry = csv["optional columns"] {
      format.optionalColumns.formUnion(texts(entry.node, "optional columns"))
    }
    if let entry = csv["any case"] {
      format.ignoresCase = truth(entry.node, "any case") ?? false
    }
    guard let entry = csv["other names"], let names = section(entry.node, "other names", nil)
    else { return }
    for entry in names.entries {
      format.otherNames[entry.word] = texts(entry.node, "other names")
    }
  }

  private mutating func parseHeader(_ csv: Section, into format: inout Mapping.Format) {
    let hasHeader = csv["header"].flatMap { truth($0.node, "header") } ?? true
    let names = csv["columns"].map { texts($0.node, "columns") }
    switch (hasHeader, names) {
    case (true, .some):
      mistake(
        csv.line, "columns are named though the file has a header line",
        "write “header: false”, or take “columns” out")
    case (false, nil), (false, .some([])):
      mistake(csv.line, "the file has no header line", "name its columns: “columns: [a, b]”")
    case (false, .some(let names)):
      format.columns = names
      if Set(names).count < names.count {
        mistake(csv.line, "a column is named twice", "give each column a name of its own")
      }
    case (true, nil): format.columns = nil
    }
  }

  /// A character that separates or encloses fields.
  private mutating func mark(_ entry: Section.Entry, _ names: [String: Character]) -> UInt8? {
    guard let text = text(entry.node, entry.word) else { return nil }
    let character = names[text] ?? (text.count == 1 ? text.first : nil)
    let isUsable = character.map { !$0.isLetter && !$0.isNumber && !$0.isNewline } ?? false
    if isUsable, let byte = character?.asciiValue, byte == 9 || byte >= 32 { return byte }
    mistake(
      entry.line, "“\(text)” cannot be the \(entry.word)",
      "write one character such as “,”, “;” or “|”, or “tab”")
    return nil
  }

  mutating func parseLookups(_ entry: Section.Entry) {
    guard let section = section(entry.node, "lookups", nil) else { return }
    for entry in section.entries {
      if let lookup = lookup(entry) { lookups.append(lookup) }
    }
  }

  private mutating func lookup(_ entry: Section.Entry) -> Mapping.Lookup? {
    let name = "the lookup “\(entry.word)”"
    let words = ["file", "key", "by", "where", "optional", "csv"]
    guard let section = section(entry.node, name, words) else { return nil }
    guard let file = section["file"].flatMap({ text($0.node, "file") }) else {
      if section["file"] == nil {
        mistake(section.line, "\(name) names no file", "add “file: name.csv”")
      }
      return nil
    }
    if file.isEmpty || file.contains("/") || file.contains("\\") || file.hasPrefix(".") {
      mistake(section.line, "\(name) must name a file", "write its name without folders")
    }
    let keys = section["key"].map { texts($0.node, "key") } ?? []
    if keys.isEmpty {
      mistake(section.line, "\(name) has no key", "add “key:” and the column with unique values")
    }
    let by = section["by"].map { texts($0.node, "by") } ?? keys
    if by.count != keys.count {
      mistake(section.line, "\(name) has not as many “by” as “key”", "name one for each key")
    }
    var format = self.format
    format.columns = nil
    format.skippedLines = 0
    let conditions = section["where"].map { self.conditions($0) } ?? []
    let leniency = section["optional"].flatMap { self.leniency($0) } ?? .never
    if let entry = section["csv"] { format = parsedCSV(entry, format) }
    return Mapping.Lookup(
      name: entry.word, file: file, keys: keys,
      by: by.map { reference($0, line: section.line) }, format: format, missing: missing,
      conditions: conditions, leniency: leniency)
  }

  private mutating func conditions(_ entry: Section.Entry) -> [Mapping.Lookup.Condition] {
    guard let section = section(entry.node, "where", nil) else { return [] }
    return section.entries.compactMap { entry in
      test(entry).map { Mapping.Lookup.Condition(column: entry.word, test: $0) }
    }
  }

  private mutating func leniency(_ entry: Section.Entry) -> Mapping.Lookup.Leniency? {
    guard let word = text(entry.node, "optional") else { return nil }
    if let leniency = Mapping.Lookup.Leniency(rawValue: word) { return leniency }
    let words = Mapping.Lookup.Leniency.allCases.map(\.rawValue)
    mistake(
      entry.line, "“\(word)” is not possible here", Spelling.remedy(for: word, among: words))
    return nil
  }
}
