/// Whatever holds a private key for VC-JWT and signs with it.
public protocol JWTSigner: Sendable {
  /// The public side of the key.
  var webKey: JSONWebKey { get }
  /// The signature as a JWS holds it: for RS256 as long as the modulus, for ES256 64 bytes R‖S.
  func signature(for message: [UInt8]) throws -> [UInt8]
}
