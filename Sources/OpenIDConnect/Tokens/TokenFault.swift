/// The first thing wrong with a signed token; the raw value is stable.
public enum TokenFault: String, Error, Sendable, CaseIterable {
  /// It is no compact signed token with a JSON object inside, or too long.
  case malformed
  /// It is signed with an algorithm that is not accepted, or not at all.
  case algorithm
  /// It is a token of another kind, by its `typ`.
  case kind
  /// No suitable key of the provider has its key id.
  case unknownKey = "unknown-key"
  /// The signature is not the provider's.
  case signature
  /// `iss` names another provider.
  case issuer
  /// `sub` is missing or cannot be used.
  case subject
  /// `aud` does not name this program, or somebody unknown too.
  case audience
  /// `azp` names another client.
  case authorizedParty = "authorized-party"
  /// `exp` is over, missing, or beyond the year 9999.
  case expired
  /// `iat` is ahead of this clock or missing.
  case issuedInFuture = "issued-in-future"
  /// `nbf` is not reached.
  case notYetValid = "not-yet-valid"
  /// `nonce` is not the one of this sign-in, or stands where it must not.
  case nonce
  /// `at_hash` does not fit the access token.
  case accessTokenHash = "at-hash"
  /// `auth_time` is missing or too long ago.
  case authenticationTime = "auth-time"
  /// `events` does not say that this is a logout.
  case events
  /// `jti` is missing.
  case identifier = "jti"

  var words: String {
    switch self {
    case .malformed: "is malformed"
    case .algorithm: "is not signed with an accepted algorithm; compare the setting algorithms"
    case .kind: "is a token of another kind"
    case .unknownKey: "is signed with a key that the provider does not publish"
    case .signature: "has a wrong signature"
    case .issuer: "names another issuer; compare the setting issuer"
    case .subject: "names nobody that could be signed in or out"
    case .audience: "is meant for another program; compare the setting clientID"
    case .authorizedParty: "was given to another client"
    case .expired: "has expired; compare the clocks"
    case .issuedInFuture: "is issued in the future; compare the clocks"
    case .notYetValid: "is not valid yet; compare the clocks"
    case .nonce: "does not carry the nonce that it must (or must not) carry"
    case .accessTokenHash: "does not belong to the access token beside it"
    case .authenticationTime: "speaks of an authentication too long ago"
    case .events: "does not speak of a logout"
    case .identifier: "has no identifier"
    }
  }
}
