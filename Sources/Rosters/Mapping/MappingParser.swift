internal import Yams

/// Turns the YAML of a mapping file into a mapping and gathers every mistake on the way.
struct MappingParser: OutlineParser {
  private(set) var mistakes: [MappingMistake] = []
  private(set) var references: [Mapping.Reference] = []
  var lookups: [Mapping.Lookup] = []
  var tables: [String: ValueTable] = [:]
  var format = Mapping.Format()
  var missing: [String] = []
  var hasDecimalComma = false

  private static let words = [
    "mapping", "description", "csv", "missing", "decimal", "id system", "lookups", "tables",
    "records",
  ]

  mutating func parse(_ yaml: String) throws(MappingMistakes) -> Mapping {
    let root = try Outline.read(yaml)
    guard let file = section(root, "the mapping file", Self.words) else { throw failure }
    let name = file["mapping"].flatMap { text($0.node, "the name of the mapping") }
    if file["mapping"] == nil {
      mistake(file.line, "the mapping has no name", "begin with “mapping:” and a name")
    }
    let summary = file["description"].flatMap { text($0.node, "the description") }
    parseForm(file)
    let idSystem = file["id system"].flatMap { text($0.node, "id system") }
    if let entry = file["tables"] { parseTables(entry) }
    if let entry = file["lookups"] { parseLookups(entry) }
    let records = parseRecords(file)
    checkColumns()
    guard mistakes.isEmpty, let name else { throw failure }
    return Mapping(
      name: name, summary: summary ?? "", format: format, idSystem: idSystem, missing: missing,
      lookups: completedLookups, references: references, records: records)
  }

  private var failure: MappingMistakes {
    MappingMistakes(mistakes: mistakes.sorted { $0.line < $1.line })
  }

  /// The lookups with the columns that are read from them.
  private var completedLookups: [Mapping.Lookup] {
    lookups.indices.map { index in
      var lookup = lookups[index]
      lookup.columns = references.filter { $0.lookup == index }.map(\.column)
      return lookup
    }
  }

  private mutating func parseForm(_ file: Section) {
    if let entry = file["csv"] { format = parsedCSV(entry, format) }
    if let entry = file["missing"] { missing = texts(entry.node, "missing") }
    if let entry = file["decimal"], let mark = text(entry.node, "decimal") {
      hasDecimalComma = mark == ","
      if mark != ",", mark != "." {
        mistake(entry.line, "“\(mark)” is no decimal mark", "write “.” or “,”")
      }
    }
  }

  private mutating func parseTables(_ entry: Section.Entry) {
    guard let section = section(entry.node, "tables", nil) else { return }
    for entry in section.entries {
      tables[entry.word] = table(entry.node, name: entry.word)
    }
  }

  /// Without a header line the columns are known now, so that a misspelled one is a mistake.
  private mutating func checkColumns() {
    guard let columns = format.columns else { return }
    for reference in references where reference.lookup == nil {
      if columns.contains(reference.column) { continue }
      mistake(
        lines[reference.name] ?? 1, "there is no column “\(reference.column)”",
        Spelling.remedy(for: reference.column, among: columns))
    }
  }

  private var lines: [String: Int] = [:]

  /// The index of the cell with that name: a column, or a lookup and a column of it.
  mutating func reference(_ name: String, line: Int) -> Int {
    if let index = references.firstIndex(where: { $0.name == name }) { return index }
    var reference = Mapping.Reference(lookup: nil, column: name, name: name)
    if let dot = name.firstIndex(of: "."),
      let lookup = lookups.firstIndex(where: { $0.name == name[..<dot] })
    {
      reference.lookup = lookup
      reference.column = String(name[name.index(after: dot)...])
    }
    lines[name] = line
    references.append(reference)
    return references.count - 1
  }

  package mutating func mistake(_ line: Int, _ message: String, _ remedy: String) {
    // Enough to work on; a file of nonsense need not fill the memory.
    if mistakes.count < 100 {
      mistakes.append(MappingMistake(line: line, message: message, remedy: remedy))
    }
  }
}
