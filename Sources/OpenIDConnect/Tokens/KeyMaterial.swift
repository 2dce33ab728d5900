import Crypto
import Foundation
import JWTKit

extension VerificationKey.Material {
  /// Reads the members of a JSON Web Key by its type (RFC 7518 section 6, RFC 8037).
  init?(_ key: [String: JSON]) {
    func bytes(_ name: String, _ count: ClosedRange<Int>) -> [UInt8]? {
      key[name]?.text.flatMap { Base64URL.decoded($0) }.flatMap {
        count.contains($0.count) ? $0 : nil
      }
    }
    func point(_ size: Int) -> [UInt8]? {
      guard let x = bytes("x", size...size), let y = bytes("y", size...size) else { return nil }
      return [0x04] + x + y
    }
    let material: Self? =
      switch (key["kty"]?.text, key["crv"]?.text) {
      case ("RSA", _): Self.rsa(modulus: bytes("n", 256...1_024), exponent: bytes("e", 1...4))
      case ("EC", "P-256"):
        point(32).flatMap { try? .p256(P256.Signing.PublicKey(x963Representation: $0)) }
      case ("EC", "P-384"):
        point(48).flatMap { try? .p384(P384.Signing.PublicKey(x963Representation: $0)) }
      case ("EC", "P-521"):
        point(66).flatMap { try? .p521(P521.Signing.PublicKey(x963Representation: $0)) }
      case ("OKP", "Ed25519"):
        bytes("x", 32...32)
          .flatMap { try? .ed25519(Curve25519.Signing.PublicKey(rawRepresentation: $0)) }
      default: nil
      }
    guard let material else { return nil }
    self = material
  }

  private static func rsa(modulus: [UInt8]?, exponent: [UInt8]?) -> Self? {
    guard let modulus, let exponent else { return nil }
    return try? .rsa(
      JWTKit.Insecure.RSA.PublicKey(
        modulus: Base64URL.encoded(modulus), exponent: Base64URL.encoded(exponent)))
  }
}
