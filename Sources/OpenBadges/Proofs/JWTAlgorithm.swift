/// How a VC-JWT is signed (RFC 7518 section 3; Open Badges 3.0, "JSON Web Token Proof Format").
public enum JWTAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// RSASSA-PKCS1-v1_5 with SHA-256, which every verifier of badges has to know.
  case rs256 = "RS256"
  /// ECDSA on P-256 with SHA-256.
  case es256 = "ES256"
}
