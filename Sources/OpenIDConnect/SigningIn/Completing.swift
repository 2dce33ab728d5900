extension OpenIDProvider {
  /// Ends a sign-in: exchanges the code and checks everything that comes back. The caller takes
  /// `pending` out of its store first, so that it is used once.
  public func complete(
    _ callback: Callback, pending: PendingSignIn
  ) async throws(SignInError) -> SignedInPerson {
    let metadata = try await metadata()
    let code = try callback.code(
      for: pending, at: provider, issuerIsSent: metadata.sendsIssuer)
    let tokens = try await tokens(for: code, pending)
    let claims = try await checkedClaims(tokens, pending)
    var person = PersonClaims(provider: provider, idToken: claims)
    if provider.asksUserinfo, person.isIncomplete, let address = metadata.userinfoEndpoint,
      let accessToken = tokens.accessToken
    {
      person.userinfo = try await userinfo(
        at: address, accessToken, subject: claims["sub"]?.text)
    }
    return SignedInPerson(person, idToken: tokens.idToken)
  }

  /// Validates the ID token (OpenID Connect Core 1.0 section 3.1.3.7).
  private func checkedClaims(
    _ tokens: Tokens, _ pending: PendingSignIn
  ) async throws(SignInError) -> [String: JSON] {
    let (token, algorithm) = try await signedToken(tokens.idToken) { .idTokenInvalid($0) }
    do throws(TokenFault) {
      // Access and logout tokens are signed by the same keys (RFC 9068, RFC 8725 section 3.11).
      guard token.kind?.hasSuffix("+jwt") != true else { throw .kind }
      let claims = try token.claims()
      let checks = ClaimChecks(provider: provider, claims: claims, now: now())
      try checks.issuerAndAudience()
      try checks.times()
      _ = try checks.subject()
      try checks.nonce(pending.nonce)
      try checks.accessTokenHash(tokens.accessToken, algorithm)
      try checks.authenticationTime()
      return claims
    } catch {
      throw .idTokenInvalid(error)
    }
  }

  /// Claims of the same person only (section 5.3.2).
  private func userinfo(
    at address: WebAddress, _ accessToken: String, subject: String?
  ) async throws(SignInError) -> [String: JSON] {
    let claims = try await fetcher.document(.userinfo, at: address, bearer: accessToken)
    guard let subject, claims["sub"]?.text?.isSame(as: subject) == true else {
      throw .answerInvalid(.userinfo, .member("sub"))
    }
    return claims
  }
}
