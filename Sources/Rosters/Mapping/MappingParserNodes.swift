internal import Yams

extension MappingParser {
  mutating func table(_ node: Node, name: String?) -> ValueTable? {
    let title = name.map { "the table “\($0)”" } ?? "a table"
    guard let section = section(node, title, nil) else { return nil }
    var values: [String: String] = [:]
    for entry in section.entries {
      values[entry.word] = text(entry.node, "a value in \(title)")
    }
    return ValueTable(name: name, values: values)
  }
}
