internal import Yams

/// Turns the YAML of a mapping for bundles into one, and gathers every mistake on the way.
struct BundleParser {
  private static let words = [
    "mapping", "description", "csv", "missing", "decimal", "id system", "tables", "manifest",
    "files",
  ]
  private static let partWords = [
    "file", "for", "optional", "csv", "missing", "decimal", "id system", "tables", "newest",
    "lookups", "records",
  ]

  /// What is common to all files; the parts begin as copies of it.
  private var shared = MappingParser()

  mutating func parse(_ yaml: String) throws(MappingMistakes) -> BundleMapping {
    let root = try Outline.read(yaml)
    guard let file = shared.section(root, "the mapping file", Self.words) else {
      throw shared.failure
    }
    let name = file["mapping"].flatMap { shared.text($0.node, "the name of the mapping") }
    if file["mapping"] == nil {
      shared.mistake(file.line, "the mapping has no name", "begin with “mapping:” and a name")
    }
    let summary = file["description"].flatMap { shared.text($0.node, "the description") }
    shared.parseForm(file)
    let manifest = file["manifest"].flatMap { self.manifest($0) }
    let parts = self.parts(file["files"], name ?? "")
    guard shared.mistakes.isEmpty, let name else { throw shared.failure }
    return BundleMapping(name: name, summary: summary ?? "", parts: parts, manifest: manifest)
  }

  private mutating func manifest(_ entry: Section.Entry) -> BundleMapping.ManifestRule? {
    guard
      let section = shared.section(entry.node, "manifest", ["file", "version", "is"]),
      let file = fileName(section, "the manifest")
    else { return nil }
    let property = section["version"].flatMap { shared.text($0.node, "version") }
    let values = section["is"].map { shared.texts($0.node, "is") } ?? []
    if (property == nil) != values.isEmpty {
      shared.mistake(
        entry.line, "the manifest names a version by halves",
        "write both “version: property.name” and “is: \"1.2\"”, or neither")
    }
    return BundleMapping.ManifestRule(file: file, property: property, values: values)
  }

  private mutating func parts(_ entry: Section.Entry?, _ name: String) -> [BundleMapping.Part] {
    guard let entry, let list = entry.node.sequence, (1...100).contains(list.count) else {
      shared.mistake(
        entry?.line ?? 1, "files must be a list", "begin each file with “- file: name.csv”")
      return []
    }
    var titles = Set<String>()
    return list.compactMap { node in
      guard let part = self.part(node, name) else { return nil }
      if !titles.insert(part.title.lowercased()).inserted {
        shared.mistake(
          node.line, "\(part.title) is read twice",
          "tell the readings apart: add “for:” and a word to one of them")
      }
      return part
    }
  }

  private mutating func part(_ node: Node, _ name: String) -> BundleMapping.Part? {
    guard let section = shared.section(node, "a file of the bundle", Self.partWords),
      let file = fileName(section, "the file")
    else { return nil }
    let purpose = section["for"].flatMap { shared.text($0.node, "for") }
    let isOptional = section["optional"].flatMap { shared.truth($0.node, "optional") } ?? false
    var parser = shared
    parser.mistakes = []
    parser.parseForm(section)
    let mapping = parser.parseReading(section, name: "\(name)/\(file)", summary: purpose ?? "")
    for mistake in parser.mistakes {
      shared.mistake(mistake.line, mistake.message, mistake.remedy)
    }
    return BundleMapping.Part(
      file: file, purpose: purpose, isOptional: isOptional, mapping: mapping)
  }

  private mutating func fileName(_ section: Section, _ place: String) -> String? {
    guard let entry = section["file"] else {
      shared.mistake(section.line, "\(place) has no name", "add “file: name.csv”")
      return nil
    }
    guard let file = shared.text(entry.node, "file") else { return nil }
    let plain = file.hasPrefix("*") ? file.dropFirst() : file[...]
    let isPlain = !plain.isEmpty && !plain.hasPrefix(".") && !plain.contains { "/\\*".contains($0) }
    if isPlain || file.hasPrefix("*.") { return file }
    shared.mistake(
      entry.line, "“\(file)” cannot be the name of a file",
      "write it without folders; a “*” may only stand at its beginning")
    return nil
  }
}
