import CryptoExtras
import Crypto
import Foundation
import HardwareTokens
import OpenBadges

/// Signing keys on a token (PKCS#11): their private halves never leave it.
extension KeyFiles {
  /// Makes a key on the token, or takes the one that the token has under a label; returns the
  /// public key as the token tells it. Throws a refusal when there is no token, or no such key.
  public func createOnToken(_ algorithm: KeyAlgorithm, label: String? = nil) throws -> PublicKey {
    guard let token else {
      throw Refusal(
        .unusableKey,
        "No token is configured: set CONFERRAL_PKCS11_MODULE, CONFERRAL_PKCS11_TOKEN and "
          + "CONFERRAL_PKCS11_PIN_FILE.")
    }
    return try inRefusals {
      guard let label else {
        let made = try token.generate(
          Self.kind(algorithm), label: "conferral \(algorithm.rawValue)")
        guard let key = Self.publicKey(made) else {
          throw Refusal(.unusableKey, "The token made a key of a form that is not understood.")
        }
        return key
      }
      let found = try token.keys().filter { $0.label == label }.compactMap(Self.publicKey)
        .filter { $0.algorithm == algorithm }
      guard found.count == 1 else {
        throw Refusal(
          .unusableKey,
          "The token has \(found.count) \(algorithm.rawValue) keys that are called \(label): there "
            + "must be one.")
      }
      return found[0]
    }
  }

  /// The signer for a key of the token; nil when the key has a file, or there is no token with it.
  func tokenSigner(for id: String, issuer: String) throws -> KeySigner? {
    guard let token, !hasFile(id) else { return nil }
    return try inRefusals {
      guard let key = try token.keys().first(where: { Self.publicKey($0)?.id == id }),
        let publicKey = Self.publicKey(key)
      else { return nil }
      return KeySigner(publicKey, issuer: issuer) { message in
        // Tokens sign the digest of what goes with P-256.
        let input = key.kind == .p256 ? [UInt8](SHA256.hash(data: message)) : message
        return try inRefusals { try token.signature(of: input, with: key) }
      }
    }
  }

  private static func kind(_ algorithm: KeyAlgorithm) -> HardwareToken.Kind {
    switch algorithm {
    case .ed25519: .ed25519
    case .rs256: .rsa
    case .es256: .p256
    }
  }

  private static func publicKey(_ key: HardwareToken.Key) -> PublicKey? {
    switch key.material {
    case .point(let point):
      return PublicKey(key.kind == .ed25519 ? .ed25519 : .es256, bytes: point)
    case .rsa(let modulus, let exponent):
      guard let rsa = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else { return nil }
      return PublicKey(.rs256, bytes: [UInt8](rsa.derRepresentation))
    }
  }
}

private func inRefusals<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as TokenError {
    throw Refusal(.unusableKey, error.description)
  }
}
