/// Issues `prefix0`, `prefix1`, … to blank nodes in the order asked (RDF-CANON section 4.5).
struct IdentifierIssuer {
  let prefix: [UInt8]
  private(set) var order: [Int] = []
  private var numbers: [Int: Int] = [:]

  init(prefix: String) { self.prefix = [UInt8](prefix.utf8) }

  func identifier(of node: Int) -> [UInt8]? {
    numbers[node].map { prefix + [UInt8](String($0).utf8) }
  }

  @discardableResult
  mutating func issue(to node: Int) -> [UInt8] {
    if let known = identifier(of: node) { return known }
    numbers[node] = order.count
    order.append(node)
    return prefix + [UInt8](String(order.count - 1).utf8)
  }
}
