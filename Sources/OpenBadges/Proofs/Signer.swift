import Crypto

/// Whatever holds a private key and signs with it: memory, or a token that never gives it away.
public protocol Signer: Sendable {
  /// The public side of the key.
  var verificationMethod: VerificationMethod { get }
  /// The Ed25519 signature (RFC 8032, pure) of a message: 64 bytes.
  func signature(for message: [UInt8]) throws -> [UInt8]
}

/// A signer with an Ed25519 key in memory.
public struct Ed25519Signer: Signer {
  /// The public side of the key.
  public let verificationMethod: VerificationMethod
  private let key: Curve25519.Signing.PrivateKey

  /// A signer from a seed of 32 bytes, for the DID of the issuer; throws for any other length.
  public init(seed: [UInt8], controller: String) throws {
    key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    verificationMethod = VerificationMethod(
      controller: controller, publicKey: [UInt8](key.publicKey.rawRepresentation))
  }

  /// The signature: 64 bytes, the same for the same message.
  public func signature(for message: [UInt8]) throws -> [UInt8] {
    [UInt8](try key.signature(for: message))
  }
}
