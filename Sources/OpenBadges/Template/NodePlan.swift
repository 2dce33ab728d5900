import LinkedData

/// The canonical lines of one kind of object, prepared so that only values are filled in.
struct NodePlan: Sendable {
  /// What fills one property of one object.
  enum Filling {
    case absent
    /// One literal or URI, whichever the vocabulary says.
    case value(String)
    /// One instant, as the bytes of its text.
    case instant([UInt8])
    /// URIs, sorted by their bytes.
    case references([String])
    /// Blank nodes by number.
    case blanks(Range<Int>)
  }

  private struct Line {
    /// From the space before the predicate up to the value.
    let head: [UInt8]
    /// What follows the value.
    let tail: [UInt8]
    let slot: Int?
    let escapes: Bool
  }

  private let lines: [Line]
  private let heads: [[UInt8]]

  /// A plan for objects of these types with the properties given, slot by slot, beside other
  /// statements that never change; nil when the vocabulary lacks one.
  init?(_ vocabulary: Vocabulary, types: [String], slots: [String], constant: [Quad] = []) {
    var statements = Set(constant.map(Self.rest))
    for type in types {
      guard let iri = vocabulary.classIRI(type) else { return nil }
      statements.insert(Self.rest(of: Quad(.blank(""), RDF.type, .iri(iri))))
    }
    var lines = statements.map { Line(head: $0, tail: [], slot: nil, escapes: false) }
    for (slot, name) in slots.enumerated() {
      guard let term = try? vocabulary.term(name, types: types) else { return nil }
      lines.append(Self.line(term, slot: slot))
    }
    self.lines = lines.sorted { precedes($0.head, $1.head) }
    heads = slots.indices.map { slot in lines.first { $0.slot == slot }?.head ?? [] }
  }

  /// A statement from the space before its predicate, with its line feed.
  static func rest(of quad: Quad) -> [UInt8] {
    var out = [UInt8](" <\(quad.predicate)> ".utf8)
    NQuads.append(quad.object, to: &out)
    out.append(utf8: " .\n")
    return out
  }

  private static func line(_ term: VocabularyTerm, slot: Int) -> Line {
    let head = " <\(term.iri)> "
    let (open, close) =
      switch term.kind {
      case .reference: ("<", ">")
      case .typed(let datatype): ("\"", "\"^^<\(datatype)>")
      case .plain, .list, .graph, .keyword: ("\"", "\"")
      }
    return Line(
      head: [UInt8]((head + open).utf8), tail: [UInt8]((close + " .\n").utf8), slot: slot,
      escapes: open == "\"")
  }

  /// Appends the lines of an object; `label` gives the label of a blank node with its `_:`.
  func write(
    _ subject: [UInt8], _ values: [Filling], labels: [[UInt8]], to out: inout [UInt8]
  ) {
    for line in lines {
      guard let slot = line.slot else {
        out.append(contentsOf: subject)
        out.append(contentsOf: line.head)
        continue
      }
      switch values[slot] {
      case .absent: break
      case .value(let text): write(subject, line, text, to: &out)
      case .instant(let bytes):
        out.append(contentsOf: subject)
        out.append(contentsOf: line.head)
        out.append(contentsOf: bytes)
        out.append(contentsOf: line.tail)
      case .references(let uris):
        for uri in uris { write(subject, line, uri, to: &out) }
      case .blanks(let nodes):
        for label in labels[nodes].sorted(by: precedes) {
          out.append(contentsOf: subject)
          out.append(contentsOf: mention(of: label, slot: slot))
        }
      }
    }
  }

  private func write(
    _ subject: [UInt8], _ line: Line, _ text: String, to out: inout [UInt8]
  ) {
    out.append(contentsOf: subject)
    out.append(contentsOf: line.head)
    if line.escapes { NQuads.append(escaping: text, to: &out) } else { out.append(utf8: text) }
    out.append(contentsOf: line.tail)
  }

  /// The line that mentions a blank node in a slot, without its subject.
  func mention(of label: [UInt8], slot: Int) -> [UInt8] {
    // The head of a slot ends with the mark that opens a literal; a blank node has none.
    heads[slot].dropLast() + label + [UInt8](" .\n".utf8)
  }
}
