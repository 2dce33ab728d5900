/// Why a dataset was not canonicalised.
public enum CanonicalizationError: Error, Equatable, CustomStringConvertible {
  /// The blank nodes are so alike that telling them apart would cost more than the limit allows.
  case workLimitExceeded(limit: Int)

  /// One sentence for a person.
  public var description: String {
    switch self {
    case .workLimitExceeded(let limit):
      "the blank nodes of this dataset cannot be told apart within \(limit) steps; it is refused"
    }
  }
}

/// A dataset in the canonical form of RDFC-1.0 with SHA-256 (RDF-CANON section 4).
public struct CanonicalDataset: Sendable {
  /// Canonical N-Quads: sorted, without duplicates, one line feed after each line.
  public let nquads: [UInt8]
  /// Every blank node label of the input, without `_:`, with the label issued for it.
  public let issuedIdentifiers: [(label: String, identifier: String)]
  /// How many statements were looked at while telling blank nodes apart.
  public let steps: Int

  /// Canonicalises statements in any order; `workLimit` bounds the statements looked at while
  /// telling blank nodes apart, so that a poisoned dataset ends as an error.
  public init(
    _ quads: some Sequence<Quad>, workLimit: Int = 500_000
  ) throws(CanonicalizationError) {
    let graph = BlankNodeGraph(quads)
    var run = CanonicalLabelling(graph: graph, workLimit: workLimit)
    let issuer = try run.labels()
    steps = run.work
    let labels = graph.labels.indices.map { issuer.identifier(of: $0) ?? [] }
    let lines = graph.quads.map { quad in quad.line { labels[$0] } }
    nquads = [UInt8](lines.sorted(by: precedes).joined())
    issuedIdentifiers = zip(graph.labels, labels).map {
      (label: $0, identifier: String(decoding: $1, as: UTF8.self))
    }
  }

  /// The first-degree hash of every blank node by its label (RDF-CANON section 4.6): 64
  /// hexadecimal digits. Where all differ, their order is the order of the canonical labels.
  public static func firstDegreeHashes(
    of quads: some Sequence<Quad>
  ) -> [(label: String, hash: [UInt8])] {
    let graph = BlankNodeGraph(quads)
    return graph.labels.enumerated().map { ($1, graph.firstDegreeHash(of: $0)) }
  }
}
