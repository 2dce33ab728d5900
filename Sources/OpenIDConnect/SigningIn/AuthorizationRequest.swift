/// Where to send a person, and what to remember meanwhile.
public struct AuthorizationRequest: Sendable {
  /// The absolute URL for the `Location` header.
  public let url: String
  /// To be stored before the redirect is sent.
  public let pending: PendingSignIn
}

extension OpenIDProvider {
  /// Begins a sign-in (OpenID Connect Core 1.0 section 3.1.2.1). `prompt` is `login`, `none` or
  /// another word that the provider knows.
  public func authorizationRequest(
    prompt: String? = nil
  ) async throws(SignInError) -> AuthorizationRequest {
    let metadata = try await metadata()
    let pending = PendingSignIn(issuer: provider.issuer)
    var parameters = [
      (name: "response_type", value: "code"), ("client_id", provider.clientID),
      ("redirect_uri", provider.redirectURI), ("scope", provider.scopes.joined(separator: " ")),
      ("state", pending.state), ("nonce", pending.nonce),
      ("code_challenge", pending.codeChallenge), ("code_challenge_method", "S256"),
    ]
    if let age = provider.maximumAge { parameters.append(("max_age", "\(age)")) }
    if let prompt { parameters.append(("prompt", prompt)) }
    return AuthorizationRequest(
      url: metadata.authorizationEndpoint.adding(parameters), pending: pending)
  }
}
