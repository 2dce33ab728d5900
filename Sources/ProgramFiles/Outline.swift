internal import Yams

/// The outline of a program file: its YAML as entries, bounded in depth and size.
struct Outline {
  static let depthLimit = 64
  static let entryLimit = 50_000

  private(set) var root: Entry?
  private(set) var mistakes: [ProgramFileError] = []

  private let file: String
  private var entries = 0

  /// Reads the text; `root` is nil when a mistake hides the rest of the file.
  init(_ source: SourceText, file: String) {
    self.file = file
    switch compose(source.text) {
    case .success(let node?): root = entry(node, depth: 0)
    case .success(nil): note(Place(line: 1), "the file is empty", "Begin it with 'program: CODE'.")
    case .failure: break
    }
  }

  private struct Unreadable: Error {}

  /// Composes the document. Yams gives up at the first mapping with a duplicate key; to find the
  /// other mistakes of the file too, that key gets a mark in front and the text is read again.
  private mutating func compose(_ text: String) -> Result<Node?, Unreadable> {
    var text = text
    for attempt in 0..<20 {
      do {
        return .success(try Yams.Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot())
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        let mark = context.mark
        note(
          Place(mark), "the key '\(shortened(keys.first?.unmarked ?? ""))' is written twice here",
          "Keep one of the two.")
        text = Outline.marked(text, at: mark)
      } catch let error as YamlError {
        // After a mark was put in, an error may be of our own making.
        if attempt == 0 { mistakes.append(SyntaxMistake(error, in: text).located(in: file)) }
        return .failure(Unreadable())
      } catch {
        note(Place(line: 1), "the file is not valid YAML", "Check that this is a program file.")
        return .failure(Unreadable())
      }
    }
    return .failure(Unreadable())
  }

  private static func marked(_ text: String, at mark: Mark) -> String {
    var result = String.UnicodeScalarView()
    result.reserveCapacity(text.unicodeScalars.count + 1)
    var line = 1
    var column = 1
    var isPending = true
    for scalar in text.unicodeScalars {
      // Inside the quotes of a quoted key.
      let isQuote = scalar == "\"" || scalar == "'"
      if isPending, line == mark.line, column == mark.column {
        if isQuote { result.append(scalar) }
        result.append(duplicateMark)
        isPending = false
        if !isQuote { result.append(scalar) }
      } else {
        result.append(scalar)
      }
      if scalar == "\n" {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return String(result)
  }

  private mutating func note(_ place: Place, _ message: String, _ remedy: String) {
    mistakes.append(
      ProgramFileError(file: file, place: place, message: message, remedy: remedy))
  }
}

/// Stands before the first of two equal keys; from the private-use area, so no file means it.
private let duplicateMark: Unicode.Scalar = "\u{E000}"

extension String {
  fileprivate var unmarked: String {
    String(String.UnicodeScalarView(unicodeScalars.drop { $0 == duplicateMark }))
  }
}

extension Place {
  init(_ mark: Mark?) {
    self.init(line: mark?.line ?? 1, column: mark?.column)
  }
}

extension Outline {
  /// The entry that a node stands for; nil, with one mistake noted, beyond the bounds.
  private mutating func entry(_ node: Node, depth: Int) -> Entry? {
    let place = Place(node.mark)
    guard depth <= Outline.depthLimit else {
      note(
        place, "the file is nested more than \(Outline.depthLimit) levels deep",
        "Group the requirements into fewer levels.")
      return nil
    }
    entries += 1
    guard entries <= Outline.entryLimit else {
      if entries == Outline.entryLimit + 1 {
        note(
          place, "the file has more than \(Outline.entryLimit) entries",
          "A program file is a page of text: check that this is one.")
      }
      return nil
    }
    switch node {
    case .scalar(let scalar): return Entry(place: place, value: .text(scalar.string.trimmed))
    case .sequence(let list): return self.list(list, place: place, depth: depth)
    case .mapping(let pairs): return mapping(pairs, place: place, depth: depth)
    case .alias: return nil
    }
  }

  private mutating func list(_ nodes: Node.Sequence, place: Place, depth: Int) -> Entry? {
    var members: [Entry] = []
    for node in nodes {
      guard let member = entry(node, depth: depth + 1) else { return nil }
      members.append(member)
    }
    return Entry(place: place, value: .list(members))
  }

  private mutating func mapping(_ pairs: Node.Mapping, place: Place, depth: Int) -> Entry? {
    var fields: [Entry.Field] = []
    var seen: Set<String> = []
    for (key, value) in pairs {
      guard case .scalar(let scalar) = key else {
        note(Place(key.mark), "a key is a word, not a list or a mapping", "Write 'key: value'.")
        continue
      }
      guard let value = entry(value, depth: depth + 1) else { return nil }
      if scalar.string.unicodeScalars.first == duplicateMark { continue }
      let name = scalar.string.trimmed
      if !seen.insert(name).inserted {
        note(
          Place(key.mark), "the key '\(shortened(name))' is written twice here",
          "Keep one of the two.")
        continue
      }
      fields.append(Entry.Field(key: name, place: Place(key.mark), value: value))
    }
    return Entry(place: place, value: .mapping(fields))
  }
}
