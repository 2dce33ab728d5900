package import Yams

/// A place in a mapping file with words and what they say.
package struct Section {
  package struct Entry {
    package var word: String
    package var line: Int
    package var node: Node
  }

  /// What the place is called in mistakes.
  package var name: String
  package var line: Int
  package var entries: [Entry]

  package subscript(word: String) -> Entry? { entries.first { $0.word == word } }
}

extension Node {
  /// The line on which it begins, from 1.
  package var line: Int { mark?.line ?? 1 }

  /// The text of a scalar; nil for one that says nothing, such as an empty value or `~`.
  package var plainText: String? {
    guard let scalar else { return nil }
    let isPlain = scalar.style == .plain || scalar.style == .any
    return isPlain && ["", "~", "null"].contains(scalar.string) ? nil : scalar.string
  }

  /// Whether it holds at most that many levels of mappings and lists.
  func isNested(within depth: Int) -> Bool {
    guard depth >= 0 else { return false }
    switch self {
    case .mapping(let pairs):
      return pairs.allSatisfy {
        $0.key.isNested(within: depth - 1) && $0.value.isNested(within: depth - 1)
      }
    case .sequence(let nodes): return nodes.allSatisfy { $0.isNested(within: depth - 1) }
    default: return true
    }
  }

  /// The name of `{name}` that was written without quotation marks, which is a mapping in YAML.
  package var unquotedPlaceholder: String? {
    guard let mapping, mapping.count == 1, let pair = mapping.first, let name = pair.key.scalar,
      pair.value.scalar != nil, pair.value.plainText == nil
    else { return nil }
    return name.string
  }
}

/// Reads the text of a mapping file, or of another file with the same manners, as YAML.
package enum Outline {
  private static let longest = 1_048_576

  /// The outline of the text; an empty one should begin with that word.
  package static func read(
    _ text: String, beginning word: String = "mapping"
  ) throws(MappingMistakes) -> Node {
    func mistake(_ line: Int, _ message: String, _ remedy: String) -> MappingMistakes {
      MappingMistakes(mistakes: [MappingMistake(line: line, message: message, remedy: remedy)])
    }
    guard text.utf8.count <= longest else {
      throw mistake(1, "the file is larger than 1 MiB", "put large tables into a lookup file")
    }
    if let line = lineOfAlias(text) {
      throw mistake(
        line, "anchors (&) and aliases (*) are not part of the language",
        "write the text out, or put it in quotation marks")
    }
    do {
      if let node = try Yams.compose(yaml: text) {
        guard node.isNested(within: 12) else {
          throw mistake(node.line, "the file is nested too deeply", "write it flatter")
        }
        return node
      }
    } catch let error as MappingMistakes {
      throw error
    } catch let error as YamlError {
      throw mistake(error.line, error.problem, "correct the YAML here")
    } catch {
      throw mistake(1, "the file cannot be read as YAML", "correct it")
    }
    throw mistake(1, "the file is empty", "begin with “\(word):” and a name")
  }

  /// The first line with an anchor or alias. They are refused before parsing, because a few lines
  /// of them can stand for more nodes than memory holds.
  private static func lineOfAlias(_ text: String) -> Int? {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    return lines.firstIndex(where: hasAlias).map { $0 + 1 }
  }

  private static func hasAlias(_ line: Substring) -> Bool {
    let bytes = Array(line.utf8)
    var isTokenStart = true
    var quote: UInt8?
    for (index, byte) in bytes.enumerated() {
      if let open = quote {
        if byte == open { quote = nil }
        isTokenStart = false
      } else if byte == UInt8(ascii: "#"), index == 0 || bytes[index - 1] == 32 {
        return false
      } else if byte == 32 || byte == 9 {
        continue
      } else if isTokenStart, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if isTokenStart, byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") {
        return true
      } else {
        isTokenStart = "-:?[{,".utf8.contains(byte)
      }
    }
    return false
  }
}

extension YamlError {
  fileprivate var line: Int {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    default: 1
    }
  }

  fileprivate var problem: String {
    switch self {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _),
      .composer(_, let problem, _, _):
      "this is not YAML: \(problem)"
    case .duplicatedKeysInMapping(let words, _):
      "\(words.map { "“\($0)”" }.joined(separator: ", ")) is there twice"
    default: "this is not YAML"
    }
  }
}
