import Crypto
import Foundation
import LinkedData
import OpenBadges

/// A badge with the web host of its issuer, good or spoiled in one way, as verifiers get it.
struct SpoiledBadge: Sendable {
  let name: String
  var input: [UInt8]
  /// Files of the issuer's host by their paths.
  var host: [String: [UInt8]]
  var email: String?
  /// What the name of a failed check must contain; nil for a badge that is valid.
  var reason: String?
  var form = BadgeVerifier.SchemaForm.strict
}

/// Makes badges of a small issuer, signed by the suites that need nothing but a document.
struct SpoilingIssuer {
  static let now = Fixture.start + 60
  let signer: Ed25519Signer
  let webKey: P256.Signing.PrivateKey
  let document: JSONValue

  init() throws {
    signer = try Fixture.signer()
    webKey = try P256.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 9, count: 32))
    let template = try BadgeTemplate(outline: Fixture.outline(), signer: signer)
    let badge = try JSONValue(parsing: template.issue(Fixture.award(), created: Fixture.start))
    document = .object(try badge.object.unwrapped.removing("proof"))
  }

  /// The host with keys and an empty status list.
  func host() throws -> [String: [UInt8]] {
    [
      "/.well-known/did.json": didDocument().serialized,
      "/status/1": try list().signed(by: signer, created: Fixture.start),
    ]
  }

  func didDocument(_ key: VerificationMethod? = nil) -> JSONValue {
    let point = [UInt8](webKey.publicKey.x963Representation)
    func text(_ bytes: some Collection<UInt8>) -> JSONValue {
      .string(String(decoding: Base64URL.encode(Array(bytes)), as: UTF8.self))
    }
    let webMethod: JSONValue = [
      "id": .string(Fixture.did + "#p256"), "type": "JsonWebKey",
      "controller": .string(Fixture.did),
      "publicKeyJwk": [
        "kty": "EC", "crv": "P-256", "x": text(point[1..<33]), "y": text(point[33...]),
      ],
    ]
    let method = key ?? signer.verificationMethod
    return [
      "@context": ["https://www.w3.org/ns/did/v1"], "id": .string(Fixture.did),
      "verificationMethod": [method.json, webMethod],
      "assertionMethod": [.string(method.id), .string(Fixture.did + "#p256")],
    ]
  }

  func list(_ bits: StatusList? = nil) throws -> StatusListCredential {
    StatusListCredential(
      id: Fixture.base + "/status/1", issuer: Fixture.did, validFrom: Fixture.start,
      validUntil: Fixture.start + 86_400, timeToLive: 300_000, list: try bits ?? StatusList())
  }

  /// Signs any document at all with eddsa-jcs-2022, so that only what was spoiled can be wrong.
  func sign(_ document: JSONValue, _ changes: [String: JSONValue?] = [:]) throws -> JSONValue {
    var options = JSONObject([
      ("@context", document["@context"] ?? .null), ("type", "DataIntegrityProof"),
      ("cryptosuite", "eddsa-jcs-2022"), ("created", .string(Timestamp.text(Fixture.start))),
      ("verificationMethod", .string(signer.verificationMethod.id)),
      ("proofPurpose", "assertionMethod"),
    ])
    for (name, value) in changes { options[name] = value }
    let data =
      try JSONValue.object(options).canonicalized.unwrapped.sha256
      + document.canonicalized.unwrapped.sha256
    options["proofValue"] = .string(Multibase.base58(try signer.signature(for: data)))
    var object = try document.object.unwrapped
    object["proof"] = [.object(options)]
    return .object(object)
  }

  /// A VC-JWT of a credential; claims and header can be changed before it is signed by ES256.
  func token(
    _ credential: JSONValue, header: [String: JSONValue?] = [:], claims: [String: JSONValue?] = [:]
  ) throws -> [UInt8] {
    var head = JSONObject([
      ("alg", "ES256"), ("kid", .string(Fixture.did + "#p256")), ("typ", "JWT"),
    ])
    for (name, value) in header { head[name] = value }
    var payload = try credential.object.unwrapped
    payload["iss"] = .string(Fixture.did)
    payload["jti"] = payload["id"]
    payload["sub"] = payload["credentialSubject"]?["id"]
    payload["nbf"] = .number(JSONNumber(Int(Fixture.start)))
    for (name, value) in claims { payload[name] = value }
    let signed =
      Base64URL.encode(JSONValue.object(head).serialized) + [0x2E]
      + Base64URL.encode(JSONValue.object(payload).serialized)
    let signature = try webKey.signature(for: SHA256.hash(data: signed)).rawRepresentation
    return signed + [0x2E] + Base64URL.encode([UInt8](signature))
  }
}

extension Optional {
  struct Missing: Error {}

  var unwrapped: Wrapped {
    get throws {
      guard let self else { throw Missing() }
      return self
    }
  }
}

extension JSONValue {
  /// The same document with the value at a path of names and indices; nil removes it.
  func setting(_ path: String, _ value: JSONValue?) -> JSONValue {
    setting(path.split(separator: "/").map(String.init)[...], value)
  }

  private func setting(_ path: ArraySlice<String>, _ value: JSONValue?) -> JSONValue {
    guard let name = path.first else { return value ?? .null }
    let isLast = path.count == 1
    switch self {
    case .object(var object):
      object[name] = isLast ? value : object[name]?.setting(path.dropFirst(), value)
      return .object(object)
    case .array(var elements):
      guard let index = Int(name), elements.indices.contains(index) else { return self }
      if isLast, value == nil {
        elements.remove(at: index)
      } else {
        elements[index] = elements[index].setting(path.dropFirst(), value)
      }
      return .array(elements)
    default: return self
    }
  }
}
