import Foundation
import JWTKit

/// Checks RSA signatures through JWTKit, which has them where Crypto has none.
struct RSAVerifier {
  private let key: JWTKit.Insecure.RSA.PublicKey
  private let digest: DigestAlgorithm
  private let isPSS: Bool

  /// Nil for an algorithm that is not RSA's.
  init?(key: JWTKit.Insecure.RSA.PublicKey, algorithm: SigningAlgorithm) {
    switch algorithm {
    case .rs256, .ps256: digest = .sha256
    case .rs384, .ps384: digest = .sha384
    case .rs512, .ps512: digest = .sha512
    default: return nil
    }
    isPSS = [.ps256, .ps384, .ps512].contains(algorithm)
    self.key = key
  }

  func isValid(_ signature: [UInt8], for bytes: [UInt8]) async -> Bool {
    let keys = JWTKeyCollection()
    if isPSS {
      await keys.add(pss: key, digestAlgorithm: digest)
    } else {
      await keys.add(rsa: key, digestAlgorithm: digest)
    }
    guard let algorithm = try? await keys.getKey() else { return false }
    return (try? algorithm.verify(signature, signs: bytes)) ?? false
  }
}
