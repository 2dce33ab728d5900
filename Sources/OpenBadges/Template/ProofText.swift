import LinkedData

/// The proof of badges by one key, prepared so that only time and signature are filled in.
struct ProofText: Sendable {
  private let canonical: (before: [UInt8], after: [UInt8])
  private let json: (before: [UInt8], after: [UInt8])

  /// Works out both texts for one instant and cuts them where it stands.
  init(method: String) throws {
    let options = DataIntegrity.options(created: 0, method: method)
    let context = JSONValue.array(Vocabulary.badgeContexts.map { .string($0) })
    canonical = Self.cut(try DataIntegrity.canonicalOptions(options, context: context))
    json = Self.cut(JSONValue.object(options).serialized)
  }

  private static func cut(_ text: [UInt8]) -> (before: [UInt8], after: [UInt8]) {
    let mark = Timestamp.bytes(0)
    let place = text.indices.first { text[$0...].starts(with: mark) } ?? text.endIndex
    return ([UInt8](text[..<place]), [UInt8](text[place...].dropFirst(mark.count)))
  }

  /// SHA-256 of the canonical proof options.
  func hash(created: [UInt8]) -> [UInt8] {
    (canonical.before + created + canonical.after).sha256
  }

  /// Appends the proof member and the closing brace of the badge.
  func write(created: [UInt8], signature: [UInt8], to out: inout [UInt8]) {
    out.append(utf8: ",\"proof\":[")
    out.append(contentsOf: json.before)
    out.append(contentsOf: created)
    out.append(contentsOf: json.after.dropLast())
    out.append(utf8: ",\"proofValue\":\"z")
    out.append(contentsOf: Base58.encode(signature))
    out.append(utf8: "\"}]}")
  }
}
