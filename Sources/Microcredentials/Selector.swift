/// Which facts a requirement looks at: by kind, and by code or pool.
public struct Selector: Hashable, Sendable {
  /// The kind; nil (only in limits) for every kind.
  public var kind: FactKind?
  /// Codes as ``Code/key(_:)`` writes them, any of which will do; empty together with no pools
  /// means every code.
  public var codes: [String]
  /// Names of pools: a fact belongs to one when it is tagged with its name.
  public var pools: [String]

  /// Makes a selector; without arguments it finds every fact.
  public init(kind: FactKind? = nil, codes: [String] = [], pools: [String] = []) {
    self.kind = kind
    self.codes = codes
    self.pools = pools
  }

  /// Whether the selector finds the fact.
  public func finds(_ fact: Fact) -> Bool {
    finds(kind: fact.kind, code: fact.code, tags: fact.tags)
  }

  /// The same, without the whole fact at hand.
  @inline(__always)
  func finds(kind: FactKind, code: String, tags: @autoclosure () -> [String]) -> Bool {
    if let needed = self.kind, needed != kind { return false }
    if codes.isEmpty && pools.isEmpty { return true }
    return codes.contains(code) || !pools.isEmpty && pools.contains(where: tags().contains)
  }
}
