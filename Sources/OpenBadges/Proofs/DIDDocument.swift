public import LinkedData

/// The document that a DID resolves to: every key the issuer ever signed with.
public struct DIDDocument: Sendable, Hashable {
  /// The DID.
  public let id: String
  /// The keys, old ones too: removing one would invalidate its badges.
  public let keys: [VerificationMethod]

  /// A document of keys whose controller is the DID.
  public init(id: String, keys: [VerificationMethod]) {
    self.id = id
    self.keys = keys
  }

  /// Reads the Ed25519 Multikeys that a document lists under `assertionMethod`; nil when it is not
  /// a DID document.
  public init?(json: JSONValue) {
    guard let id = json["id"]?.string else { return nil }
    let assertions = json["assertionMethod"]?.elements.compactMap(\.string) ?? []
    let keys = json["verificationMethod"]?.elements.compactMap { method -> VerificationMethod? in
      guard let key = method["id"]?.string, assertions.contains(where: { sameBytes($0, key) }),
        let controller = method["controller"]?.string, sameBytes(controller, id),
        let multikey = method["publicKeyMultibase"]?.string
      else { return nil }
      return VerificationMethod(id: key, controller: controller, publicKeyMultibase: multikey)
    }
    self.init(id: id, keys: keys ?? [])
  }

  /// The JSON object; `assertionMethod` holds strings, which every consumer reads.
  public var json: JSONValue {
    [
      "@context": [
        "https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1",
      ],
      "id": .string(id),
      "verificationMethod": .array(keys.map(\.json)),
      "assertionMethod": .array(keys.map { .string($0.id) }),
    ]
  }
}
