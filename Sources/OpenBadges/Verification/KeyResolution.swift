import LinkedData

/// Whose key it is and where it says so (Controlled Identifiers v1.0, "Retrieve Verification
/// Method").
extension BadgeVerifier {
  private static let didTypes = [
    "application/did+json", "application/did+ld+json", "application/json",
  ]
  private static let controllerTypes = [
    "application/cid", "application/ld+json", "application/json",
  ]

  /// The key that a URL names, when its controller's document lists it for assertions.
  mutating func key(
    _ url: String
  ) async throws(VerificationProblem) -> (key: IssuerKey, controller: String) {
    guard Self.isURI(.string(url)) else {
      throw VerificationProblem("The key is not named by an absolute URL.")
    }
    let (base, fragment) = Self.parts(of: url)
    if fragment.isEmpty, base.hasPrefix("did:") {
      throw VerificationProblem("The key is named by a DID without the fragment of a key.")
    }
    let document = try await controllerDocument(base)
    if fragment.isEmpty, document["publicKeyMultibase"] != nil {
      return (try usableKey(document), document["controller"]?.string ?? "")
    }
    guard document["id"]?.string.map({ sameBytes($0, base) }) ?? false else {
      throw VerificationProblem("The document of \(base) is that of somebody else.")
    }
    let isWanted = { (id: String) in sameBytes(id, url) || sameBytes(id, "#" + fragment) }
    let assertions = document["assertionMethod"]?.elements ?? []
    let method = ((document["verificationMethod"]?.elements ?? []) + assertions).first {
      $0.object != nil && $0["id"]?.string.map(isWanted) ?? false
    }
    guard let method = method?.object else {
      throw VerificationProblem("The key \(url) is not in the document of its controller.")
    }
    guard method["controller"]?.string.map({ sameBytes($0, base) }) ?? false else {
      throw VerificationProblem("The key \(url) has another controller than its document.")
    }
    guard assertions.contains(where: { Self.id(of: $0)?.string.map(isWanted) ?? false }) else {
      throw VerificationProblem("The key \(url) is not meant for assertions.")
    }
    return (try usableKey(method), base)
  }

  private func usableKey(_ method: JSONObject) throws(VerificationProblem) -> IssuerKey {
    for name in ["revoked", "expires"] {
      guard let value = method[name] else { continue }
      guard let seconds = value.string.flatMap(Timestamp.seconds), seconds > now else {
        throw VerificationProblem("The key has been revoked or has expired.")
      }
    }
    let secrets = [
      "secretKeyMultibase", "privateKeyMultibase", "secretKeyJwk", "privateKeyJwk",
      "privateKeyBase58",
    ]
    guard !secrets.contains(where: { method[$0] != nil }) else {
      throw VerificationProblem("The issuer published a private key.")
    }
    if let multikey = method["publicKeyMultibase"] {
      return try IssuerKey(multikey: multikey.string ?? "")
    }
    guard method["publicKeyJwk"] != nil else {
      throw VerificationProblem("The document of the key has no key that is understood here.")
    }
    return try IssuerKey(jwk: method["publicKeyJwk"])
  }

  private mutating func controllerDocument(
    _ url: String
  ) async throws(VerificationProblem) -> JSONObject {
    if url.hasPrefix("did:key:") {
      let multikey = String(url.dropFirst(8))
      _ = try IssuerKey(multikey: multikey)
      return Self.derived(url, "#" + multikey, ("publicKeyMultibase", .string(multikey)))
    }
    if url.hasPrefix("did:jwk:") {
      guard let bytes = Base64URL.decode(url.utf8.dropFirst(8)) else {
        throw VerificationProblem("The did:jwk is not base64url.")
      }
      return Self.derived(url, "#0", ("publicKeyJwk", .object(try Self.object(bytes))))
    }
    if url.hasPrefix("did:web:") {
      guard let did = DIDWeb(url) else { throw VerificationProblem("\(url) is not a did:web.") }
      return try await json(at: did.documentURL, accept: Self.didTypes)
    }
    guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
      throw VerificationProblem("\(url) is of a kind that is not understood here.")
    }
    return try await json(at: url, accept: Self.controllerTypes)
  }

  private static func derived(
    _ did: String, _ fragment: String, _ key: (String, JSONValue)
  ) -> JSONObject {
    let id = JSONValue.string(did + fragment)
    let method = JSONValue.object(
      JSONObject([("id", id), ("controller", .string(did)), key]))
    return JSONObject([
      ("id", .string(did)), ("verificationMethod", [method]), ("assertionMethod", [id]),
    ])
  }

  /// Every key that an issuer publishes for assertions, each with its id; keys that are not
  /// understood here are left out.
  mutating func keys(
    of issuer: String
  ) async throws(VerificationProblem) -> [(id: String, key: IssuerKey)] {
    if issuer.hasPrefix("did:") {
      let document = try await controllerDocument(issuer)
      let methods = ["verificationMethod", "assertionMethod"].flatMap {
        document[$0]?.elements ?? []
      }
      var keys: [(id: String, key: IssuerKey)] = []
      for id in methods.prefix(64).compactMap({ $0["id"]?.string }) {
        let url = id.hasPrefix("#") ? issuer + id : id
        if let key = try? await key(url) { keys.append((id, key.key)) }
      }
      return keys
    }
    guard issuer.hasPrefix("https://") || issuer.hasPrefix("http://") else {
      throw VerificationProblem("The keys of \(issuer) cannot be found.")
    }
    let set = try await json(
      at: Self.origin(of: issuer) + "/.well-known/jwks.json",
      accept: ["application/jwk-set+json", "application/json"])
    return (set["keys"]?.elements ?? []).prefix(64).compactMap { jwk in
      guard jwk["iss"]?.string ?? issuer == issuer, let key = try? IssuerKey(jwk: jwk) else {
        return nil
      }
      return (jwk["kid"]?.string ?? "", key)
    }
  }

  /// The scheme, host and port of a URL.
  static func origin(of url: String) -> String {
    url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3)
      .joined(separator: "/")
  }
}
