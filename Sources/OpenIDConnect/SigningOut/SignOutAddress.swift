extension OpenIDProvider {
  /// Where to send a person to end the provider's session too (OpenID Connect RP-Initiated Logout
  /// 1.0 section 2); nil when the provider has no such place.
  public func signOutURL(
    idTokenHint: String?, returningTo address: String? = nil, state: String? = nil
  ) async throws(SignInError) -> String? {
    var parameters = [(name: "client_id", value: provider.clientID)]
    if let idTokenHint { parameters.append(("id_token_hint", idTokenHint)) }
    if let address { parameters.append(("post_logout_redirect_uri", address)) }
    if let state { parameters.append(("state", state)) }
    return try await metadata().endSessionEndpoint?.adding(parameters)
  }
}
