import Foundation

/// A compact JWS (RFC 7515), taken apart and not yet believed. Its claims are read only when its
/// signature holds, so that strangers cannot make this program read much.
struct SignedToken: Sendable {
  /// `alg`, as the token says: it chooses nothing by itself, the key decides.
  let algorithmName: String
  let keyIdentifier: String?
  /// `typ` in lower case.
  let kind: String?
  let payload: [UInt8]
  let signedBytes: [UInt8]
  let signature: [UInt8]

  private static let longest = 65_536
  private static let longestHeader = 4_096

  init(_ text: String) throws(TokenFault) {
    let parts =
      text.utf8.count <= SignedToken.longest
      ? text.split(
        separator: ".", maxSplits: 3, omittingEmptySubsequences: false) : []
    guard parts.count == 3,
      parts[0].utf8.count <= SignedToken.longestHeader,
      let headerBytes = Base64URL.decoded(parts[0]), let header = JSON(headerBytes)?.object,
      let payload = Base64URL.decoded(parts[1]),
      let signature = Base64URL.decoded(parts[2]), let algorithm = header["alg"]?.text,
      // Extensions that are declared critical are not understood here (RFC 7515 section 4.1.11).
      header["crit"] == nil, header["b64"] == nil,
      header["kid"] == nil || header["kid"]?.text != nil
    else { throw .malformed }
    algorithmName = algorithm
    keyIdentifier = header["kid"]?.text
    kind = header["typ"]?.text?.lowercased()
    self.payload = payload
    signedBytes = Array((parts[0] + "." + parts[1]).utf8)
    self.signature = signature
  }
  /// The claims (RFC 7519 section 4), once the signature was checked.
  func claims() throws(TokenFault) -> [String: JSON] {
    guard let claims = JSON(payload)?.object else { throw .malformed }
    return claims
  }
}
