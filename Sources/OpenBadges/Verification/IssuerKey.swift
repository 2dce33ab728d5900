import Crypto
import CryptoExtras
import LinkedData

/// A public key of an issuer, whoever that is (Controlled Identifiers v1.0, "Multikey" and
/// "JsonWebKey").
enum IssuerKey: Hashable {
  /// 32 bytes.
  case ed25519([UInt8])
  /// A point of P-256, uncompressed: 65 bytes.
  case p256([UInt8])
  case rsa(modulus: [UInt8], exponent: [UInt8])

  var name: String {
    switch self {
    case .ed25519: "Ed25519"
    case .p256: "P-256"
    case .rsa: "RSA"
    }
  }

  init(multikey text: String) throws(VerificationProblem) {
    guard text.utf8.count <= 200, let bytes = Multibase.decode(text) else {
      throw VerificationProblem("The key is not a Multikey.")
    }
    switch (bytes.prefix(2), bytes.count) {
    case ([0xED, 0x01], 34): self = .ed25519(Array(bytes.dropFirst(2)))
    case ([0x80, 0x24], 35):
      guard let key = try? P256.Signing.PublicKey(compressedRepresentation: bytes.dropFirst(2))
      else { throw VerificationProblem("The key is not a point of P-256.") }
      self = .p256([UInt8](key.x963Representation))
    default: throw VerificationProblem("The Multikey is neither Ed25519 nor P-256.")
    }
  }

  init(jwk: JSONValue?) throws(VerificationProblem) {
    guard let jwk = jwk?.object else { throw VerificationProblem("The JWK is not an object.") }
    guard !["d", "p", "k"].contains(where: { jwk[$0] != nil }) else {
      throw VerificationProblem("The issuer published a private key.")
    }
    func part(_ name: String) throws(VerificationProblem) -> [UInt8] {
      guard let bytes = jwk[name]?.string.flatMap({ Base64URL.decode($0.utf8) }), !bytes.isEmpty,
        bytes.count <= 1024
      else { throw VerificationProblem("The member \(name) of the JWK is not base64url.") }
      return bytes
    }
    switch (jwk["kty"]?.string, jwk["crv"]?.string) {
    case ("OKP", "Ed25519"):
      let key = try part("x")
      guard key.count == 32 else { throw VerificationProblem("The JWK is not 32 bytes long.") }
      self = .ed25519(key)
    case ("EC", "P-256"):
      let point = [4] + (try part("x")) + (try part("y"))
      guard (try? P256.Signing.PublicKey(x963Representation: point)) != nil else {
        throw VerificationProblem("The JWK is not a point of P-256.")
      }
      self = .p256(point)
    case ("RSA", _):
      let modulus = Array(try part("n").drop { $0 == 0 })
      guard modulus.count >= 256 else {
        throw VerificationProblem("The RSA key is shorter than 2048 bits.")
      }
      self = .rsa(modulus: modulus, exponent: Array(try part("e").drop { $0 == 0 }))
    default: throw VerificationProblem("The JWK is of a kind that badges do not use.")
    }
  }

  /// Whether a signature belongs to a message: Ed25519 itself, ECDSA (R‖S) and RSASSA-PKCS1-v1_5
  /// with SHA-256.
  func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    switch self {
    case .ed25519(let key): return DataIntegrity.isValid(signature, of: message, key: key)
    case .p256(let point):
      guard let key = try? P256.Signing.PublicKey(x963Representation: point),
        let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
      else { return false }
      return key.isValidSignature(signature, for: SHA256.hash(data: message))
    case .rsa(let modulus, let exponent):
      guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else { return false }
      return key.isValidSignature(
        _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message),
        padding: .insecurePKCS1v1_5)
    }
  }
}
