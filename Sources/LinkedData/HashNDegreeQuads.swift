/// Hash N-Degree Quads (RDF-CANON section 4.8); the step numbers are those of 4.8.3.
extension CanonicalLabelling {
  /// Deeper recursion than this would endanger the stack of a small thread.
  private static let depthLimit = 256

  mutating func hashNDegree(
    of node: Int, issuer: IdentifierIssuer, depth: Int
  ) throws(CanonicalizationError) -> (hash: [UInt8], issuer: IdentifierIssuer) {
    try charge(graph.mentions[node].count)
    guard depth < Self.depthLimit else { throw .workLimitExceeded(limit: workLimit) }
    var issuer = issuer
    var data: [UInt8] = []
    for (hash, related) in relatedNodes(of: node, issuer: issuer) {
      data.append(contentsOf: hash)
      let best = try shortestPath(through: related, issuer: issuer, depth: depth)
      data.append(contentsOf: best.path)
      issuer = best.issuer
    }
    return (data.sha256.hex, issuer)
  }

  /// Steps 1 to 3: the neighbours by related hash, in the order of the hashes.
  private func relatedNodes(
    of node: Int, issuer: IdentifierIssuer
  ) -> [(hash: [UInt8], nodes: [Int])] {
    var related: [(node: Int, hash: [UInt8])] = []
    for index in graph.mentions[node] {
      let quad = graph.quads[index]
      let places =
        [(quad.subject, "s"), (quad.object, "o")] + (quad.graph.map { [($0, "g")] } ?? [])
      for (part, position) in places {
        guard let other = part.blank, other != node else { continue }
        related.append((other, relatedHash(other, quad, issuer, position)))
      }
    }
    var byHash: [(hash: [UInt8], nodes: [Int])] = []
    for (other, hash) in related.sorted(by: { precedes($0.hash, $1.hash) }) {
      if byHash.last?.hash == hash {
        byHash[byHash.count - 1].nodes.append(other)
      } else {
        byHash.append((hash, [other]))
      }
    }
    return byHash
  }

  /// Hash Related Blank Node (RDF-CANON section 4.7).
  private func relatedHash(
    _ other: Int, _ quad: BlankNodeGraph.Statement, _ issuer: IdentifierIssuer, _ position: String
  ) -> [UInt8] {
    var input = [UInt8](position.utf8)
    if position != "g" { input.append(contentsOf: quad.predicate) }
    if let label = canonical.identifier(of: other) ?? issuer.identifier(of: other) {
      input.append(utf8: "_:")
      input.append(contentsOf: label)
    } else {
      input.append(contentsOf: firstDegree[other])
    }
    return input.sha256.hex
  }

  /// Steps 5.1 to 5.4: the least path over all orders of the nodes that share a related hash.
  private mutating func shortestPath(
    through nodes: [Int], issuer: IdentifierIssuer, depth: Int
  ) throws(CanonicalizationError) -> (path: [UInt8], issuer: IdentifierIssuer) {
    var chosen: (path: [UInt8], issuer: IdentifierIssuer)?
    var order = nodes.sorted()
    repeat {
      try charge(order.count)
      if let path = try path(order, issuer: issuer, depth: depth, best: chosen?.path) {
        if chosen.map({ precedes(path.path, $0.path) }) ?? true { chosen = path }
      }
    } while nextPermutation(&order)
    return chosen ?? ([], issuer)
  }

  /// Steps 5.4.1 to 5.4.5 for one order; nil as soon as it cannot beat the best path.
  private mutating func path(
    _ order: [Int], issuer: IdentifierIssuer, depth: Int, best: [UInt8]?
  ) throws(CanonicalizationError) -> (path: [UInt8], issuer: IdentifierIssuer)? {
    var issuer = issuer
    var path: [UInt8] = []
    var recursion: [Int] = []
    for node in order {
      path.append(utf8: "_:")
      if let label = canonical.identifier(of: node) {
        path.append(contentsOf: label)
      } else {
        if issuer.identifier(of: node) == nil { recursion.append(node) }
        path.append(contentsOf: issuer.issue(to: node))
      }
      if cannotBeat(best, path) { return nil }
    }
    for node in recursion {
      let result = try hashNDegree(of: node, issuer: issuer, depth: depth + 1)
      path.append(utf8: "_:")
      path.append(contentsOf: issuer.issue(to: node))
      path.append(0x3C)
      path.append(contentsOf: result.hash)
      path.append(0x3E)
      issuer = result.issuer
      if cannotBeat(best, path) { return nil }
    }
    return (path, issuer)
  }

  private func cannotBeat(_ best: [UInt8]?, _ path: [UInt8]) -> Bool {
    guard let best else { return false }
    return path.count >= best.count && precedes(best, path)
  }
}
