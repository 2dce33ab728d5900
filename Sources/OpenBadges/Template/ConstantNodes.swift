import LinkedData

/// The statements that all badges of a program version share, by subject, with holes for the
/// labels of blank nodes.
struct ConstantNodes: Sendable {
  enum Piece: Sendable {
    /// Whole lines.
    case text([UInt8])
    /// A line without its subject.
    case rest([UInt8])
    /// Lines that differ in the blank node they end with; the bytes reach up to that node.
    case mentions([UInt8], [Int])
  }

  struct Node: Sendable {
    /// `<IRI>`, or nothing for a blank node.
    let subject: [UInt8]
    let pieces: [Piece]

    func write(_ subject: [UInt8], labels: [[UInt8]], to out: inout [UInt8]) {
      for piece in pieces {
        switch piece {
        case .text(let lines): out.append(contentsOf: lines)
        case .rest(let rest):
          out.append(contentsOf: subject)
          out.append(contentsOf: rest)
        case .mentions(let head, let nodes):
          for label in nodes.map({ labels[$0] }).sorted(by: precedes) {
            out.append(contentsOf: subject)
            out.append(contentsOf: head)
            out.append(contentsOf: label)
            out.append(utf8: " .\n")
          }
        }
      }
    }
  }

  /// Nodes with an IRI, in the order of their subjects.
  let named: [Node]
  /// Blank nodes by number.
  let blank: [Node]
  /// The first-degree hashes of the blank nodes by number; all different.
  let hashes: [[UInt8]]

  /// Nil when the statements need the general path: a named graph, or blank nodes that look alike.
  init?(_ quads: [Quad]) {
    guard quads.allSatisfy({ $0.graph == nil }) else { return nil }
    let nodes = CanonicalDataset.firstDegreeHashes(of: quads)
    hashes = nodes.map(\.hash)
    guard Set(hashes).count == hashes.count else { return nil }
    let terms = nodes.map { Term.blank($0.label) }
    let numbers = Dictionary(uniqueKeysWithValues: zip(terms, terms.indices))
    let bySubject = Dictionary(grouping: Set(quads), by: \.subject)
    named = bySubject.filter { numbers[$0.key] == nil }
      .map { Node(subject: Self.bytes(of: $0.key), quads: $0.value, numbers: numbers) }
      .sorted { precedes($0.subject, $1.subject) }
    blank = terms.map { Node(subject: [], quads: bySubject[$0] ?? [], numbers: numbers) }
  }

  private static func bytes(of term: Term) -> [UInt8] {
    var bytes: [UInt8] = []
    NQuads.append(term, to: &bytes)
    return bytes
  }
}

extension ConstantNodes.Node {
  /// Sorts the lines of one subject and joins those without holes.
  fileprivate init(subject: [UInt8], quads: [Quad], numbers: [Term: Int]) {
    self.subject = subject
    var text: [UInt8] = []
    var pieces: [ConstantNodes.Piece] = []
    let mentions = quads.filter { numbers[$0.object] != nil }
    let predicates = Dictionary(grouping: mentions) { [UInt8](" <\($0.predicate)> ".utf8) }
    let heads = quads.filter { numbers[$0.object] == nil }.map(NodePlan.rest)
    for head in (heads + predicates.keys.map { $0 + [0x5F] }).sorted(by: precedes) {
      if let quads = predicates[head.dropLast()] {
        if !text.isEmpty { pieces.append(.text(text)) }
        text = []
        pieces.append(.mentions(head.dropLast(), quads.compactMap { numbers[$0.object] }))
      } else if subject.isEmpty {
        pieces.append(.rest(head))
      } else {
        text += subject + head
      }
    }
    if !text.isEmpty { pieces.append(.text(text)) }
    self.pieces = pieces
  }
}
