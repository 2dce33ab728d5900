import Crypto
import Foundation

/// The checks of a signed token's claims against the settings and the clock.
struct ClaimChecks: Sendable {
  let provider: Provider
  let claims: [String: JSON]
  let now: Date

  private var seconds: Double { now.timeIntervalSince1970 }
  private var skew: Double { Double(provider.clockSkew) }

  /// OpenID Connect Core 1.0 section 3.1.3.7, points 2 to 5.
  func issuerAndAudience() throws(TokenFault) {
    guard claims["iss"]?.text?.isSame(as: provider.issuer) == true else { throw .issuer }
    guard let audience = claims["aud"]?.text.map({ [$0] }) ?? claims["aud"]?.texts,
      audience.contains(where: provider.clientID.isSame),
      audience.allSatisfy({ name in
        ([provider.clientID] + provider.extraAudiences).contains(where: name.isSame)
      })
    else { throw .audience }
    let isShared = Set(audience).count > 1
    guard claims["azp"].map({ $0.text?.isSame(as: provider.clientID) == true }) ?? !isShared else {
      throw .authorizedParty
    }
  }

  /// `exp`, `iat` and `nbf` within the clock skew.
  func times() throws(TokenFault) {
    guard let expiry = claims["exp"]?.number, seconds < expiry + skew, expiry < Self.endOfTime
    else { throw .expired }
    guard let issued = claims["iat"]?.number, issued <= seconds + skew else {
      throw .issuedInFuture
    }
    guard claims["nbf"].map({ ($0.number ?? .infinity) <= seconds + skew }) ?? true else {
      throw .notYetValid
    }
  }

  func subject() throws(TokenFault) -> String {
    guard let subject = claims["sub"]?.text, (1...255).contains(subject.utf8.count) else {
      throw .subject
    }
    return subject
  }

  func nonce(_ expected: String) throws(TokenFault) {
    guard let nonce = claims["nonce"]?.text, nonce.isSame(as: expected) else { throw .nonce }
  }

  /// `at_hash` is half the hash of the access token (section 3.1.3.6); it may be absent.
  func accessTokenHash(
    _ accessToken: String?, _ algorithm: SigningAlgorithm
  ) throws(TokenFault) {
    guard let claim = claims["at_hash"] else { return }
    guard let hash = claim.text, let accessToken else { throw .accessTokenHash }
    let digest = algorithm.digest(of: Data(accessToken.utf8))
    guard hash.isSame(as: Base64URL.encoded(digest.prefix(digest.count / 2))) else {
      throw .accessTokenHash
    }
  }

  /// `auth_time` must be there when an age was asked for (section 3.1.3.7, point 11).
  func authenticationTime() throws(TokenFault) {
    guard let age = provider.maximumAge else { return }
    guard let time = claims["auth_time"]?.number, time <= seconds + skew,
      time + Double(age) + skew >= seconds
    else { throw .authenticationTime }
  }

  /// The year 10000, after which neither calendars nor databases follow.
  static let endOfTime = 253_402_300_800.0
}

extension SigningAlgorithm {
  /// The hash function inside the signature; Ed25519 has SHA-512.
  fileprivate func digest(of data: Data) -> [UInt8] {
    switch self {
    case .rs256, .ps256, .es256: Array(SHA256.hash(data: data))
    case .rs384, .ps384, .es384: Array(SHA384.hash(data: data))
    case .rs512, .ps512, .es512, .edDSA: Array(SHA512.hash(data: data))
    }
  }
}
