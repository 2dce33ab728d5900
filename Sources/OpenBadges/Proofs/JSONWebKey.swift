import Crypto
import CryptoExtras
import Foundation
public import LinkedData

/// A public key for VC-JWT by its DID URL (RFC 7517; Controlled Identifiers v1.0, "JsonWebKey").
public struct JSONWebKey: Sendable, Hashable {
  /// What the key is made of, as big-endian bytes.
  public enum Material: Sendable, Hashable {
    /// Modulus and exponent without leading zeros.
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// A point of the curve: 32 bytes each.
    case p256(x: [UInt8], y: [UInt8])
  }

  /// `did:web:HOST#p256-…`, or whatever its owner calls it.
  public let id: String
  /// Whose key it is: the issuer's DID.
  public let controller: String
  /// The key itself.
  public let material: Material

  /// A key of a controller; its fragment names the kind and the thumbprint (RFC 7638), so that the
  /// same id never means another key.
  public init(controller: String, material: Material) {
    id = "\(controller)#\(Self.name(of: material))"
    self.controller = controller
    self.material = material
  }

  /// A key under an id of someone else's choice; nil unless it is an RSA key of 2048 to 8192 bits
  /// or a point of P-256, without private parts.
  public init?(id: String, controller: String, jwk: JSONValue) {
    guard let material = Material(jwk: jwk) else { return nil }
    self.id = id
    self.controller = controller
    self.material = material
  }

  /// The algorithm that the key is for.
  public var algorithm: JWTAlgorithm { material.algorithm }

  /// The JSON Web Key without id: the members that every consumer needs.
  public var jwk: JSONValue {
    .object(JSONObject(material.required.map { ($0, .string($1)) } + [("alg", algorithmName)]))
  }

  /// The object as a DID document holds it.
  public var json: JSONValue {
    [
      "id": .string(id), "type": "JsonWebKey", "controller": .string(controller),
      "publicKeyJwk": jwk,
    ]
  }

  /// `rsa-…` or `p256-…` with the thumbprint (RFC 7638) in base64url.
  public static func name(of material: Material) -> String {
    let canonical =
      JSONValue.object(
        JSONObject(material.required.map { ($0, .string($1)) })
      ).canonicalized ?? []
    let thumbprint = String(decoding: Base64URL.encode(canonical.sha256), as: UTF8.self)
    return switch material {
    case .rsa: "rsa-\(thumbprint)"
    case .p256: "p256-\(thumbprint)"
    }
  }

  private var algorithmName: JSONValue { .string(algorithm.rawValue) }
}

extension JSONWebKey.Material {
  var algorithm: JWTAlgorithm {
    switch self {
    case .rsa: .rs256
    case .p256: .es256
    }
  }

  /// The members of which a thumbprint is made.
  fileprivate var required: [(String, String)] {
    func text(_ bytes: [UInt8]) -> String {
      String(decoding: Base64URL.encode(bytes), as: UTF8.self)
    }
    return switch self {
    case .rsa(let modulus, let exponent):
      [("kty", "RSA"), ("n", text(modulus)), ("e", text(exponent))]
    case .p256(let x, let y):
      [("kty", "EC"), ("crv", "P-256"), ("x", text(x)), ("y", text(y))]
    }
  }

  fileprivate init?(jwk: JSONValue) {
    func bytes(_ name: String) -> [UInt8]? {
      jwk[name]?.string.flatMap { Base64URL.decode($0.utf8) }
    }
    guard jwk["d"] == nil, jwk["k"] == nil, jwk["use"]?.string ?? "sig" == "sig" else { return nil }
    switch jwk["kty"]?.string {
    case "RSA":
      guard let modulus = bytes("n"), let exponent = bytes("e"), modulus.first != 0,
        (256...1024).contains(modulus.count), (1...8).contains(exponent.count)
      else { return nil }
      self = .rsa(modulus: modulus, exponent: exponent)
    case "EC":
      guard jwk["crv"]?.string == "P-256", let x = bytes("x"), let y = bytes("y"), x.count == 32,
        y.count == 32
      else { return nil }
      self = .p256(x: x, y: y)
    default: return nil
    }
    guard jwk["alg"]?.string ?? algorithm.rawValue == algorithm.rawValue, isSound else {
      return nil
    }
  }

  private var isSound: Bool {
    switch self {
    case .rsa(let modulus, let exponent):
      (try? _RSA.Signing.PublicKey(n: modulus, e: exponent)) != nil
    case .p256(let x, let y):
      (try? P256.Signing.PublicKey(x963Representation: [4] + x + y)) != nil
    }
  }

  /// Whether a signature belongs to a message: RS256 as long as the modulus, ES256 as R‖S.
  func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    switch self {
    case .rsa(let modulus, let exponent):
      guard signature.count == modulus.count,
        let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
      else { return false }
      return key.isValidSignature(
        _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message),
        padding: .insecurePKCS1v1_5)
    case .p256(let x, let y):
      guard let key = try? P256.Signing.PublicKey(x963Representation: [4] + x + y),
        let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
      else { return false }
      return key.isValidSignature(signature, for: SHA256.hash(data: message))
    }
  }
}
