import Crypto
import CryptoExtras
import Foundation
import LinkedData
public import OpenBadges

/// What a signing key is for.
public enum KeyAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// Data Integrity proofs, embedded in every badge.
  case ed25519 = "Ed25519"
  /// VC-JWT that every verifier reads.
  case rs256 = "RS256"
  /// Shorter VC-JWT.
  case es256 = "ES256"
}

/// The public half of a signing key, named by what it is.
public struct PublicKey: Hashable, Sendable {
  /// What it is for.
  public let algorithm: KeyAlgorithm
  /// 32 bytes of Ed25519, 65 bytes of a point of P-256, or SubjectPublicKeyInfo of RSA.
  public let bytes: [UInt8]
  /// `z6Mk…`, `rsa-…` or `p256-…`: the same for the same key, and nothing else.
  public let id: String

  private let material: JSONWebKey.Material?

  /// A key from its bytes; nil when they are none of the algorithm.
  public init?(_ algorithm: KeyAlgorithm, bytes: [UInt8]) {
    self.algorithm = algorithm
    self.bytes = bytes
    switch algorithm {
    case .ed25519:
      guard bytes.count == 32 else { return nil }
      material = nil
      id = Multikey.encode(ed25519: bytes)
    case .es256:
      guard bytes.count == 65, bytes[0] == 4 else { return nil }
      let material = JSONWebKey.Material.p256(
        x: Array(bytes[1..<33]), y: Array(bytes[33..<65]))
      self.material = material
      id = JSONWebKey.name(of: material)
    case .rs256:
      guard let key = try? _RSA.Signing.PublicKey(derRepresentation: bytes),
        let numbers = try? key.getKeyPrimitives()
      else { return nil }
      let material = JSONWebKey.Material.rsa(
        modulus: [UInt8](numbers.modulus), exponent: [UInt8](numbers.publicExponent))
      self.material = material
      id = JSONWebKey.name(of: material)
    }
  }

  /// As a key of Data Integrity proofs of an issuer; nil for the other algorithms.
  func verificationMethod(of issuer: String) -> VerificationMethod? {
    algorithm == .ed25519 ? VerificationMethod(controller: issuer, publicKey: bytes) : nil
  }

  /// As a key of VC-JWT of an issuer; nil for Ed25519.
  func webKey(of issuer: String) -> JSONWebKey? {
    material.map { JSONWebKey(controller: issuer, material: $0) }
  }
}
