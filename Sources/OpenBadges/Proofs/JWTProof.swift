public import LinkedData

/// A credential as a VC-JWT (Open Badges 3.0, "JSON Web Token Proof Format"): a JWS in compact form
/// whose payload is the credential with the registered claims beside its members.
public struct JWTProof: Sendable, Equatable {
  /// What the header says the token is signed with.
  public let algorithm: JWTAlgorithm
  /// The id of the key: a DID URL or another address; nil where the header holds the key itself.
  public let keyID: String?
  /// The public key that the header holds; by itself it proves nothing about the issuer.
  public let embeddedKey: JSONValue?
  /// The payload as it was signed.
  public let payload: JSONObject
  let signed: [UInt8]
  let signature: [UInt8]

  /// The most bytes a token may have.
  public static let longest = 4 << 20
  /// The claims of a JWT that stand beside the members of a credential.
  static let claims: Set<String> = ["iss", "jti", "sub", "nbf", "exp", "iat"]

  /// The credential without the claims, as it was before it was wrapped.
  public var credential: JSONObject {
    Self.claims.reduce(payload) { $0.removing($1) }
  }

  /// Reads a token; nothing is verified yet. Throws a sentence for anything that is not a VC-JWT
  /// in every byte.
  public init(parsing text: some Collection<UInt8>) throws(JWTError) {
    guard text.count <= Self.longest else { throw JWTError("the token is larger than 4 MiB") }
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else {
      throw JWTError("a token has three parts with dots between them")
    }
    guard let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
      let signature = Base64URL.decode(parts[2])
    else { throw JWTError("each part of a token is base64url without padding") }
    guard let members = (try? JSONValue(parsing: header))?.object,
      let body = (try? JSONValue(parsing: payload))?.object
    else { throw JWTError("header and payload are JSON objects") }
    let strangers = members.members.map(\.name).filter {
      !["alg", "kid", "jwk", "typ"].contains($0)
    }
    guard strangers.isEmpty else { throw JWTError("the header holds more than alg, kid, jwk, typ") }
    guard members["typ"].map({ $0.string == "JWT" }) ?? true else {
      throw JWTError("typ must be JWT")
    }
    guard let algorithm = members["alg"]?.string.flatMap(JWTAlgorithm.init) else {
      throw JWTError("only RS256 and ES256 are understood")
    }
    keyID = members["kid"]?.string
    embeddedKey = members["jwk"]
    guard keyID != nil || members["kid"] == nil && embeddedKey != nil else {
      throw JWTError("the header names no key")
    }
    self.algorithm = algorithm
    self.payload = body
    self.signature = signature
    signed = [UInt8](text.prefix(parts[0].count + 1 + parts[1].count))
  }

  /// Wraps a credential without its embedded proofs and signs it; the same key and credential give
  /// the same RS256 token, and another ES256 token each time. Throws a sentence when the credential
  /// lacks what the claims are made of.
  ///
  /// Verifiers canonicalise the whole payload, claims included, so that an embedded proof, which is
  /// of the document without them, would be refused.
  public static func make(_ credential: JSONValue, signer: some JWTSigner) throws -> String {
    guard var payload = credential.object?.removing("proof") else {
      throw JWTError("a credential is an object")
    }
    for (name, value) in try claims(of: payload) { payload[name] = value }
    let key = signer.webKey
    let header: JSONValue = [
      "alg": .string(key.algorithm.rawValue), "kid": .string(key.id), "typ": "JWT",
    ]
    let signed =
      Base64URL.encode(header.serialized) + [UInt8(ascii: ".")]
      + Base64URL.encode(JSONValue.object(payload).serialized)
    let signature = Base64URL.encode(try signer.signature(for: signed))
    return String(decoding: signed + [UInt8(ascii: ".")] + signature, as: UTF8.self)
  }

  /// Wraps a stored document, as `make(_:signer:)` does for a parsed one.
  public static func make(document: [UInt8], signer: some JWTSigner) throws -> String {
    try make(JSONValue(parsing: document), signer: signer)
  }

  /// The claims that a credential must be wrapped with, in order; whole seconds since 1970 in UTC.
  static func claims(of credential: JSONObject) throws(JWTError) -> [(String, JSONValue)] {
    guard let issuer = credential["issuer"].id?.string, let id = credential["id"]?.string else {
      throw JWTError("the credential needs ids for itself and its issuer")
    }
    guard let from = credential["validFrom"]?.string.flatMap(Timestamp.seconds) else {
      throw JWTError("validFrom must be a dateTime with its zone")
    }
    var claims: [(String, JSONValue)] = [("iss", .string(issuer)), ("jti", .string(id))]
    if let subject = credential["credentialSubject"]?["id"]?.string {
      claims.append(("sub", .string(subject)))
    }
    claims.append(("nbf", .number(JSONNumber(Int(from)))))
    if let until = credential["validUntil"] {
      guard let seconds = until.string.flatMap(Timestamp.seconds) else {
        throw JWTError("validUntil must be a dateTime with its zone")
      }
      claims.append(("exp", .number(JSONNumber(Int(seconds)))))
    }
    return claims
  }
}

/// Why a text is not a VC-JWT, or a credential cannot be made one.
public struct JWTError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong; without personal data.
  public let description: String

  init(_ sentence: String) { description = sentence }
}
