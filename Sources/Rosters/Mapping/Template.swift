/// Text with placeholders, as a mapping writes it: `{code_module}-{code_presentation}`.
package struct Template: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case literal(String)
    /// The name between braces, to be found among the columns and lookups.
    case name(String)
  }

  /// Why a text is not a template.
  package enum Flaw: Error {
    case openBrace, closeBrace, emptyName
  }

  package var parts: [Part] = []

  /// Reads a template; `{{` and `}}` stand for the braces themselves.
  package init(_ text: String) throws(Flaw) {
    var literal = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "{" || character == "}", rest.first == character {
        rest.removeFirst()
        literal.append(character)
      } else if character == "{" {
        let name = try Template.name(&rest)
        if !literal.isEmpty { parts.append(.literal(literal)) }
        literal = ""
        parts.append(.name(name))
      } else if character == "}" {
        throw .closeBrace
      } else {
        literal.append(character)
      }
    }
    if !literal.isEmpty || parts.isEmpty { parts.append(.literal(literal)) }
  }

  private static func name(_ rest: inout Substring) throws(Flaw) -> String {
    guard let end = rest.firstIndex(where: { $0 == "}" || $0 == "{" }), rest[end] == "}"
    else { throw .openBrace }
    let name = String(rest[..<end]).trimmingBlanks
    rest = rest[rest.index(after: end)...]
    guard !name.isEmpty else { throw .emptyName }
    return name
  }
}

extension String {
  /// The text without spaces, tabs and line breaks at its ends.
  var trimmingBlanks: String {
    func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
    guard let first = utf8.first, let last = utf8.last, isBlank(first) || isBlank(last)
    else { return self }
    let start = utf8.firstIndex { !isBlank($0) } ?? utf8.endIndex
    guard let end = utf8.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(self[start...end])
  }
}
