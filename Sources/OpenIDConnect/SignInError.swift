/// Why a person could not be signed in or out. It holds no secret, code, token or personal data.
public enum SignInError: Error, Equatable, Sendable {
  /// A setting cannot be used.
  case configurationInvalid(Setting)
  /// The provider did not answer in time, or said that it cannot (5xx).
  case providerUnreachable(ProviderDocument)
  /// The provider answered with something that cannot be used.
  case answerInvalid(ProviderDocument, AnswerFault)
  /// The address that the person came back to lacks a code or has parameters twice.
  case callbackInvalid
  /// The person came back with the answer to another request, or to none of ours.
  case stateMismatch
  /// The answer is from another provider than the one that was asked (RFC 9207).
  case issuerMismatch
  /// The provider sent the person back with an error, such as `access_denied`.
  case signInRefused(String)
  /// The provider did not give tokens for the code: an error code such as `invalid_grant`.
  case tokenRefused(String)
  /// The ID token does not hold.
  case idTokenInvalid(TokenFault)
  /// The logout token does not hold.
  case logoutTokenInvalid(TokenFault)

  /// A setting of ``Provider``.
  public enum Setting: String, Sendable {
    /// Settings as they are named there.
    case issuer, clientID, clientSecret, redirectURI, scopes, rolesClaim, clockSkew, algorithms
    /// Settings as they are named there.
    case maximumAge
  }

  /// What is fetched from a provider.
  public enum ProviderDocument: String, Sendable {
    /// Its configuration (OpenID Connect Discovery 1.0).
    case discovery
    /// Its public keys (RFC 7517).
    case keys
    /// The answer of its token endpoint.
    case token = "token-response"
    /// The answer of its userinfo endpoint.
    case userinfo
  }

  /// What is wrong with a document.
  public enum AnswerFault: Equatable, Sendable {
    /// It stands somewhere else.
    case redirected
    /// It is longer than allowed.
    case tooLong
    /// It came with this HTTP status.
    case status(Int)
    /// It is no JSON object.
    case unreadable
    /// This member is missing or cannot be used.
    case member(String)
  }
}
