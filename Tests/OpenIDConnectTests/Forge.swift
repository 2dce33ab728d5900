import Crypto
import Foundation
import JWTKit

/// Keys and signatures for tokens, honest and forged.
enum Forge {
  static let key = P256.Signing.PrivateKey()
  static let stranger = P256.Signing.PrivateKey()
  static let edKey = Curve25519.Signing.PrivateKey()
  static let p384Key = P384.Signing.PrivateKey()
  /// Made by openssl, because the library that could is not a dependency.
  static let rsaKey: JWTKit.Insecure.RSA.PrivateKey = {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl", "genrsa", "2048"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
      let pem = output.fileHandleForReading.readDataToEndOfFile()
      return try JWTKit.Insecure.RSA.PrivateKey(pem: pem)
    } catch {
      fatalError("openssl makes no key: \(error)")
    }
  }()

  static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }

  static func json(_ value: Any) -> Data {
    (try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)) ?? Data()
  }

  static func token(
    _ header: Any, _ claims: Any, _ sign: (Data) async throws -> Data
  ) async throws -> String {
    let text = base64URL(json(header)) + "." + base64URL(json(claims))
    return text + "." + base64URL(try await sign(Data(text.utf8)))
  }

  /// A token that is signed well, whatever is inside.
  static func signed(_ payload: String, header: String = #"{"alg":"ES256"}"#) -> String {
    let text = base64URL(Data(header.utf8)) + "." + base64URL(Data(payload.utf8))
    return text + "." + base64URL((try? es256(Data(text.utf8))) ?? Data())
  }

  static var rsaPEM: Data { Data(rsaKey.publicKey.pemRepresentation.utf8) }
  static var rsaDER: Data { rsaKey.publicKey.derRepresentation }

  // MARK: signatures

  static func es256(_ bytes: Data) throws -> Data {
    try key.signature(for: bytes).rawRepresentation
  }

  static func byStranger(_ bytes: Data) throws -> Data {
    try stranger.signature(for: bytes).rawRepresentation
  }

  static func es384(_ bytes: Data) throws -> Data {
    try p384Key.signature(for: bytes).rawRepresentation
  }

  static func edDSA(_ bytes: Data) throws -> Data { try edKey.signature(for: bytes) }

  static func rs256(_ bytes: Data) async throws -> Data {
    try await rsa(JWTKeyCollection().add(rsa: rsaKey, digestAlgorithm: .sha256), bytes)
  }

  static func ps256(_ bytes: Data) async throws -> Data {
    try await rsa(JWTKeyCollection().add(pss: rsaKey, digestAlgorithm: .sha256), bytes)
  }

  static func unsigned(_: Data) -> Data { Data() }

  static func hs256(_ secret: Data) -> @Sendable (Data) -> Data {
    { Data(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: secret))) }
  }

  private static func rsa(_ keys: JWTKeyCollection, _ bytes: Data) async throws -> Data {
    Data(try await keys.getKey().sign(bytes))
  }

  // MARK: published keys

  static var privateEC: [String: Any] {
    published(key, "ec").merging(["d": base64URL(key.rawRepresentation)]) { $1 }
  }

  static func published(_ key: P256.Signing.PrivateKey, _ id: String) -> [String: Any] {
    let point = key.publicKey.rawRepresentation
    return [
      "kty": "EC", "crv": "P-256", "kid": id, "use": "sig",
      "x": base64URL(point.prefix(32)), "y": base64URL(point.suffix(32)),
    ]
  }

  static var all: [[String: Any]] {
    let large = p384Key.publicKey.rawRepresentation
    let rsa = try? rsaKey.publicKey.getKeyPrimitives()
    return [
      published(key, "ec"),
      [
        "kty": "OKP", "crv": "Ed25519", "kid": "ed",
        "x": base64URL(edKey.publicKey.rawRepresentation),
      ],
      [
        "kty": "EC", "crv": "P-384", "kid": "large", "key_ops": ["verify"],
        "x": base64URL(large.prefix(48)), "y": base64URL(large.suffix(48)),
      ],
      [
        "kty": "RSA", "kid": "rsa", "use": "sig",
        "n": base64URL(rsa?.modulus ?? Data()), "e": base64URL(rsa?.publicExponent ?? Data()),
      ],
    ]
  }
}
