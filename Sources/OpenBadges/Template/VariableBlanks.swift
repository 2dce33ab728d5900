import LinkedData

/// The blank nodes of one badge: those of its program version and its own, numbered in that order.
struct VariableBlanks {
  private static let a: [UInt8] = [0x5F, 0x3A, 0x61]

  let identities: Range<Int>
  let results: Range<Int>
  /// The plans and values of the badge's own blank nodes.
  let variable: [(plan: NodePlan, fillings: [NodePlan.Filling])]
  private var hashes: [[UInt8]]
  /// Canonical labels with `_:` by number.
  private(set) var labels: [[UInt8]] = []
  /// The numbers in the order of their labels as text.
  private(set) var order: [Int] = []

  init(_ badge: CompiledBadge, _ award: BadgeAward) {
    let first = badge.constants.blank.count
    identities = first..<(first + award.identities.count)
    results = identities.upperBound..<(identities.upperBound + award.results.count)
    variable =
      award.identities.map { (badge.identity, badge.fillings(of: $0)) }
      + award.results.map { (badge.result, badge.fillings(of: $0)) }
    hashes = badge.constants.hashes
    let subject = bracketed(award.subjectID)
    for (offset, node) in variable.enumerated() {
      let slot: CompiledBadge.SubjectSlot =
        identities.contains(first + offset) ? .identifier : .result
      // First-degree hash: the line that mentions the node sorts before the node's own lines.
      var lines = subject + badge.subject.mention(of: Self.a, slot: slot.rawValue)
      node.plan.write(Self.a, node.fillings, labels: [], to: &lines)
      hashes.append(lines.sha256.hex)
    }
  }

  /// Labels the nodes in the order of their hashes (RDF-CANON section 4.4.3, step 4); false when
  /// two look alike.
  mutating func label() -> Bool {
    let ranked = hashes.indices.sorted { precedes(hashes[$0], hashes[$1]) }
    for (node, next) in zip(ranked, ranked.dropFirst()) where hashes[node] == hashes[next] {
      return false
    }
    labels = [[UInt8]](repeating: [], count: ranked.count)
    for (rank, node) in ranked.enumerated() { labels[node] = [UInt8]("_:c14n\(rank)".utf8) }
    order = ranked.sorted { precedes(labels[$0], labels[$1]) }
    return true
  }
}
