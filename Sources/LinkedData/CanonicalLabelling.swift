/// The labelling part of RDFC-1.0 (RDF-CANON section 4.4); the step numbers are those of 4.4.3.
struct CanonicalLabelling {
  let graph: BlankNodeGraph
  let firstDegree: [[UInt8]]
  let workLimit: Int
  var work = 0
  var canonical = IdentifierIssuer(prefix: "c14n")

  init(graph: BlankNodeGraph, workLimit: Int) {
    self.graph = graph
    self.workLimit = workLimit
    firstDegree = graph.labels.indices.map(graph.firstDegreeHash)
  }

  mutating func labels() throws(CanonicalizationError) -> IdentifierIssuer {
    var ambiguous: [[Int]] = []
    for alike in groupedByHash(graph.labels.indices.map { ($0, firstDegree[$0]) }) {
      // Step 4: a unique hash settles a label at once.
      if alike.count == 1 { canonical.issue(to: alike[0]) } else { ambiguous.append(alike) }
    }
    // Step 5: the others, in the order of their hashes.
    for alike in ambiguous { try settle(alike) }
    return canonical
  }

  private mutating func settle(_ alike: [Int]) throws(CanonicalizationError) {
    var paths: [(hash: [UInt8], issuer: IdentifierIssuer)] = []
    for node in alike where canonical.identifier(of: node) == nil {
      var temporary = IdentifierIssuer(prefix: "b")
      temporary.issue(to: node)
      paths.append(try hashNDegree(of: node, issuer: temporary, depth: 0))
    }
    for path in paths.sorted(by: { precedes($0.hash, $1.hash) }) {
      for node in path.issuer.order { canonical.issue(to: node) }
    }
  }

  /// Nodes by their hashes, in the order of the hashes.
  func groupedByHash(_ nodes: [(node: Int, hash: [UInt8])]) -> [[Int]] {
    var groups: [[Int]] = []
    var last: [UInt8]?
    for (node, hash) in nodes.sorted(by: { precedes($0.hash, $1.hash) }) {
      if hash == last { groups[groups.count - 1].append(node) } else { groups.append([node]) }
      last = hash
    }
    return groups
  }

  mutating func charge(_ steps: Int) throws(CanonicalizationError) {
    work += steps
    if work > workLimit { throw .workLimitExceeded(limit: workLimit) }
  }
}
