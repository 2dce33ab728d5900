import Crypto
import Foundation
import JWTKit

/// A public key of the provider. Its type decides which algorithms it can check, so a token cannot
/// talk it into another one.
struct VerificationKey: Sendable {
  enum Material: Sendable {
    case rsa(JWTKit.Insecure.RSA.PublicKey)
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)
  }

  let identifier: String?
  let algorithms: Set<SigningAlgorithm>
  private let material: Material

  /// Nil when the key is malformed, symmetric, private, or not for checking signatures (RFC 7517).
  init?(_ key: JSON) {
    guard let key = key.object, key["d"] == nil, key["k"] == nil,
      key["use"] == nil || key["use"]?.text == "sig",
      key["key_ops"] == nil || key["key_ops"]?.texts?.contains("verify") == true,
      key["kid"] == nil || key["kid"]?.text != nil,
      let material = Material(key)
    else { return nil }
    var algorithms = material.algorithms
    if let name = key["alg"] {
      algorithms.formIntersection([name.text.flatMap(SigningAlgorithm.init)].compactMap { $0 })
    }
    guard !algorithms.isEmpty else { return nil }
    identifier = key["kid"]?.text
    self.algorithms = algorithms
    self.material = material
  }

  /// Whether the signature is this key's, made with this algorithm.
  func signed(_ token: SignedToken, with algorithm: SigningAlgorithm) async -> Bool {
    guard algorithms.contains(algorithm) else { return false }
    return await material.isValid(token.signature, for: token.signedBytes, algorithm)
  }
}

extension VerificationKey.Material {
  fileprivate var algorithms: Set<SigningAlgorithm> {
    switch self {
    case .rsa: [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
    case .p256: [.es256]
    case .p384: [.es384]
    case .p521: [.es512]
    case .ed25519: [.edDSA]
    }
  }

  fileprivate func isValid(
    _ signature: [UInt8], for bytes: [UInt8], _ algorithm: SigningAlgorithm
  ) async -> Bool {
    switch self {
    case .rsa(let key):
      await RSAVerifier(key: key, algorithm: algorithm)?.isValid(signature, for: bytes) ?? false
    case .p256(let key):
      (try? P256.Signing.ECDSASignature(rawRepresentation: signature))
        .map { key.isValidSignature($0, for: bytes) } ?? false
    case .p384(let key):
      (try? P384.Signing.ECDSASignature(rawRepresentation: signature))
        .map { key.isValidSignature($0, for: bytes) } ?? false
    case .p521(let key):
      (try? P521.Signing.ECDSASignature(rawRepresentation: signature))
        .map { key.isValidSignature($0, for: bytes) } ?? false
    case .ed25519(let key): key.isValidSignature(signature, for: bytes)
    }
  }
}
