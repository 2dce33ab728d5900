/// The usable public keys of a provider (RFC 7517 section 5).
struct KeySet: Sendable {
  let keys: [VerificationKey]
  /// How many entries were passed over as unusable or repeated.
  let ignored: Int

  /// One key that cannot be used, or an identifier used again for the same algorithms, does not
  /// spoil the others: the first stands.
  init?(_ document: JSON) {
    guard let entries = document.object?["keys"]?.list, entries.count <= 64 else { return nil }
    var keys: [VerificationKey] = []
    for key in entries.compactMap(VerificationKey.init) {
      let isRepeated = keys.contains {
        $0.identifier != nil && $0.identifier == key.identifier
          && !$0.algorithms.isDisjoint(with: key.algorithms)
      }
      if !isRepeated { keys.append(key) }
    }
    self.keys = keys
    ignored = entries.count - keys.count
  }

  /// Nil when the token holds; a token without a key id is tried with every key that could be it.
  func fault(of token: SignedToken, _ algorithm: SigningAlgorithm) async -> TokenFault? {
    let candidates = keys.filter { key in
      key.algorithms.contains(algorithm)
        && (token.keyIdentifier == nil || key.identifier == token.keyIdentifier)
    }
    guard !candidates.isEmpty else { return .unknownKey }
    for key in candidates where await key.signed(token, with: algorithm) { return nil }
    return .signature
  }
}
