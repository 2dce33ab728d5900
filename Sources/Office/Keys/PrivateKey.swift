import Crypto
import CryptoExtras
import Foundation
import OpenBadges

/// The private half of a signing key, in memory.
enum PrivateKey: Sendable {
  case ed25519(Curve25519.Signing.PrivateKey)
  case rsa(_RSA.Signing.PrivateKey)
  case p256(P256.Signing.PrivateKey)

  /// A new key. RSA has 3072 bits: badges are to be verified for decades.
  init(new algorithm: KeyAlgorithm) throws {
    switch algorithm {
    case .ed25519: self = .ed25519(Curve25519.Signing.PrivateKey())
    case .rs256: self = .rsa(try _RSA.Signing.PrivateKey(keySize: .bits3072))
    case .es256: self = .p256(P256.Signing.PrivateKey())
    }
  }

  /// A key from the text of a plain file: the seed of an Ed25519 key in base64, or PKCS#8 as PEM;
  /// nil for anything else.
  init?(text: String) {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if let seed = Data(base64Encoded: text), seed.count == 32,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    {
      self = .ed25519(key)
    } else if let key = try? P256.Signing.PrivateKey(pemRepresentation: text) {
      self = .p256(key)
    } else if let key = try? Curve25519.Signing.PrivateKey(pemRepresentation: text) {
      self = .ed25519(key)
    } else if let key = try? _RSA.Signing.PrivateKey(pemRepresentation: text) {
      self = .rsa(key)
    } else {
      return nil
    }
  }

  /// The text of a plain file.
  var text: String {
    switch self {
    case .ed25519(let key): key.rawRepresentation.base64EncodedString() + "\n"
    case .rsa(let key): key.pkcs8PEMRepresentation + "\n"
    case .p256(let key): key.pemRepresentation + "\n"
    }
  }

  var publicKey: PublicKey? {
    switch self {
    case .ed25519(let key): PublicKey(.ed25519, bytes: [UInt8](key.publicKey.rawRepresentation))
    case .rsa(let key): PublicKey(.rs256, bytes: [UInt8](key.publicKey.derRepresentation))
    case .p256(let key): PublicKey(.es256, bytes: [UInt8](key.publicKey.x963Representation))
    }
  }

  func signature(for message: [UInt8]) throws -> [UInt8] {
    switch self {
    case .ed25519(let key): [UInt8](try key.signature(for: message))
    case .rsa(let key):
      [UInt8](
        try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
          .rawRepresentation)
    case .p256(let key):
      [UInt8](try key.signature(for: SHA256.hash(data: message)).rawRepresentation)
    }
  }
}

/// Signs with a key in a file or on a token, whatever the algorithm.
struct KeySigner: Signer, JWTSigner {
  private let method: VerificationMethod?
  private let key: JSONWebKey?
  private let sign: @Sendable ([UInt8]) throws -> [UInt8]

  /// A signer of embedded proofs or of VC-JWT, as the key is for the one or the other.
  init(
    _ publicKey: PublicKey, issuer: String, sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]
  ) {
    method = publicKey.verificationMethod(of: issuer)
    key = publicKey.webKey(of: issuer)
    self.sign = sign
  }

  var verificationMethod: VerificationMethod {
    guard let method else { preconditionFailure("a key of VC-JWT signs no embedded proof") }
    return method
  }

  var webKey: JSONWebKey {
    guard let key else { preconditionFailure("an Ed25519 key signs no VC-JWT") }
    return key
  }

  func signature(for message: [UInt8]) throws -> [UInt8] { try sign(message) }
}
