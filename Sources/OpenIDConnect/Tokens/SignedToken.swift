import Foundation

/// A compact JWS with claims (RFC 7515, RFC 7519), taken apart and not yet believed.
struct SignedToken: Sendable {
  /// `alg`, as the token says: it chooses nothing by itself, the key decides.
  let algorithmName: String
  let keyIdentifier: String?
  /// `typ` in lower case.
  let kind: String?
  let claims: [String: JSON]
  let signedBytes: [UInt8]
  let signature: [UInt8]

  static let longest = 65_536

  init(_ text: String) throws(TokenFault) {
    let parts =
      text.utf8.count <= SignedToken.longest
      ? text.split(
        separator: ".", maxSplits: 3, omittingEmptySubsequences: false) : []
    guard parts.count == 3,
      let headerBytes = Base64URL.decoded(parts[0]), let header = JSON(headerBytes)?.object,
      let payload = Base64URL.decoded(parts[1]), let claims = JSON(payload)?.object,
      let signature = Base64URL.decoded(parts[2]), let algorithm = header["alg"]?.text,
      // Extensions that are declared critical are not understood here (RFC 7515 section 4.1.11).
      header["crit"] == nil, header["b64"] == nil,
      header["kid"] == nil || header["kid"]?.text != nil
    else { throw .malformed }
    algorithmName = algorithm
    keyIdentifier = header["kid"]?.text
    kind = header["typ"]?.text?.lowercased()
    self.claims = claims
    signedBytes = Array((parts[0] + "." + parts[1]).utf8)
    self.signature = signature
  }
}
