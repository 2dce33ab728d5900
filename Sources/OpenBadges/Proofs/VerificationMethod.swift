public import LinkedData

/// A public Ed25519 key by its DID URL (Controlled Identifiers v1.0, "Multikey").
public struct VerificationMethod: Sendable, Hashable {
  /// `did:web:HOST#z6Mk…`.
  public let id: String
  /// Whose key it is: the issuer's DID.
  public let controller: String
  /// 32 bytes.
  public let publicKey: [UInt8]

  /// A key of a controller; its fragment is the Multikey itself, so that verifiers need not fetch.
  public init(controller: String, publicKey: [UInt8]) {
    id = "\(controller)#\(Multikey.encode(ed25519: publicKey))"
    self.controller = controller
    self.publicKey = publicKey
  }

  /// A key under an id of someone else's choice; nil when the Multikey is not Ed25519.
  public init?(id: String, controller: String, publicKeyMultibase: String) {
    guard let key = Multikey.decodeEd25519(publicKeyMultibase) else { return nil }
    self.id = id
    self.controller = controller
    publicKey = key
  }

  /// `z6Mk…`.
  public var publicKeyMultibase: String { Multikey.encode(ed25519: publicKey) }

  /// The JSON object as a DID document holds it.
  public var json: JSONValue {
    [
      "id": .string(id), "type": "Multikey", "controller": .string(controller),
      "publicKeyMultibase": .string(publicKeyMultibase),
    ]
  }
}
