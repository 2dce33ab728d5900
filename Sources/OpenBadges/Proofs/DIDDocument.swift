public import LinkedData

/// The document that a DID resolves to: every key the issuer ever signed with, and still stands for.
public struct DIDDocument: Sendable, Hashable {
  /// The DID.
  public let id: String
  /// The keys of Data Integrity proofs, old ones too: removing one would invalidate its badges.
  public let keys: [VerificationMethod]
  /// The keys of VC-JWT, old ones too.
  public let webKeys: [JSONWebKey]

  /// A document of keys whose controller is the DID.
  public init(id: String, keys: [VerificationMethod], webKeys: [JSONWebKey] = []) {
    self.id = id
    self.keys = keys
    self.webKeys = webKeys
  }

  /// Reads the Ed25519 Multikeys and JSON Web Keys that a document lists under `assertionMethod`;
  /// nil when it is not a DID document.
  public init?(json: JSONValue) {
    guard let id = json["id"]?.string else { return nil }
    let assertions = json["assertionMethod"]?.elements.compactMap(\.string) ?? []
    let methods = (json["verificationMethod"]?.elements ?? []).filter { method in
      guard let key = method["id"]?.string, let controller = method["controller"]?.string else {
        return false
      }
      return assertions.contains { sameBytes($0, key) } && sameBytes(controller, id)
    }
    self.init(
      id: id,
      keys: methods.compactMap { method in
        guard let key = method["id"]?.string, let text = method["publicKeyMultibase"]?.string else {
          return nil
        }
        return VerificationMethod(id: key, controller: id, publicKeyMultibase: text)
      },
      webKeys: methods.compactMap { method in
        guard let key = method["id"]?.string, let jwk = method["publicKeyJwk"] else { return nil }
        return JSONWebKey(id: key, controller: id, jwk: jwk)
      })
  }

  /// The JSON object. The context begins with that of DIDs, and `assertionMethod` holds strings:
  /// both are what every consumer reads.
  public var json: JSONValue {
    [
      "@context": [
        "https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1",
        "https://w3id.org/security/jwk/v1",
      ],
      "id": .string(id),
      "verificationMethod": .array(keys.map(\.json) + webKeys.map(\.json)),
      "assertionMethod": .array((keys.map(\.id) + webKeys.map(\.id)).map { .string($0) }),
    ]
  }

  /// The same keys as a JSON Web Key Set (RFC 7517 section 5); each key names its issuer.
  public var keySet: JSONValue {
    let edwards = keys.map { key -> (String, JSONValue) in
      let x = String(decoding: Base64URL.encode(key.publicKey), as: UTF8.self)
      return (key.id, ["kty": "OKP", "crv": "Ed25519", "x": .string(x), "alg": "EdDSA"])
    }
    let all = edwards + webKeys.map { ($0.id, $0.jwk) }
    return [
      "keys": .array(
        all.map { key, jwk in
          var jwk = jwk.object ?? JSONObject()
          jwk["use"] = "sig"
          jwk["kid"] = .string(key)
          jwk["iss"] = .string(id)
          return .object(jwk)
        })
    ]
  }
}
