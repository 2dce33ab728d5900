/// A dataset as a set of statements whose blank nodes are numbered and whose other terms are bytes.
struct BlankNodeGraph {
  /// One place of a statement.
  enum Part {
    case text([UInt8])
    case blank(Int)

    var blank: Int? { if case .blank(let node) = self { node } else { nil } }
  }

  struct Statement {
    let subject: Part
    /// With its angle brackets.
    let predicate: [UInt8]
    let object: Part
    let graph: Part?

    /// The canonical line, with labels (without `_:`) from the function.
    func line(_ label: (Int) -> [UInt8]) -> [UInt8] {
      var out: [UInt8] = []
      func add(_ part: Part) {
        switch part {
        case .text(let bytes): out.append(contentsOf: bytes)
        case .blank(let node):
          out.append(0x5F)
          out.append(0x3A)
          out.append(contentsOf: label(node))
        }
      }
      add(subject)
      out.append(0x20)
      out.append(contentsOf: predicate)
      out.append(0x20)
      add(object)
      if let graph {
        out.append(0x20)
        add(graph)
      }
      out.append(utf8: " .\n")
      return out
    }
  }

  private(set) var quads: [Statement] = []
  /// The labels of the input by number.
  private(set) var labels: [String] = []
  /// For each blank node the statements that mention it, each once.
  private(set) var mentions: [[Int]] = []

  init(_ quads: some Sequence<Quad>) {
    var numbers: [Term: Int] = [:]
    var seen: Set<Quad> = []
    for quad in quads where seen.insert(quad).inserted {
      let statement = Statement(
        subject: part(quad.subject, &numbers), predicate: [UInt8]("<\(quad.predicate)>".utf8),
        object: part(quad.object, &numbers), graph: quad.graph.map { part($0, &numbers) })
      let nodes = [statement.subject.blank, statement.object.blank, statement.graph?.blank]
      for node in Set(nodes.compactMap(\.self)) { mentions[node].append(self.quads.count) }
      self.quads.append(statement)
    }
  }

  private mutating func part(_ term: Term, _ numbers: inout [Term: Int]) -> Part {
    guard case .blank(let label) = term else {
      var bytes: [UInt8] = []
      NQuads.append(term, to: &bytes)
      return .text(bytes)
    }
    if let number = numbers[term] { return .blank(number) }
    numbers[term] = labels.count
    labels.append(label)
    mentions.append([])
    return .blank(labels.count - 1)
  }

  /// Hash First Degree Quads (RDF-CANON section 4.6): 64 hexadecimal digits.
  func firstDegreeHash(of node: Int) -> [UInt8] {
    let own: [UInt8] = [0x61]
    let other: [UInt8] = [0x7A]
    let lines = mentions[node].map { quads[$0].line { $0 == node ? own : other } }
    return [UInt8](lines.sorted(by: precedes).joined()).sha256.hex
  }
}
