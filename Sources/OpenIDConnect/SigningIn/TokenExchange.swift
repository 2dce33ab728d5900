import Foundation

/// The tokens that a code was exchanged for.
struct Tokens: Sendable {
  let idToken: String
  let accessToken: String?
}

extension OpenIDProvider {
  /// Exchanges the code at the token endpoint (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
  func tokens(for code: String, _ pending: PendingSignIn) async throws(SignInError) -> Tokens {
    let metadata = try await metadata()
    var form = [
      (name: "grant_type", value: "authorization_code"), ("code", code),
      ("redirect_uri", provider.redirectURI), ("code_verifier", pending.codeVerifier),
    ]
    var authorization: String?
    switch (metadata.clientAuthentication, provider.clientSecret) {
    case (.basic, let secret?):
      authorization = basicAuthorization(secret)
    case (.post, let secret?):
      form += [("client_id", provider.clientID), ("client_secret", secret.text)]
    default:
      form += [("client_id", provider.clientID)]
    }
    let answer: Fetcher.Answer
    do {
      answer = try await fetcher.post(
        form, to: metadata.tokenEndpoint, authorization: authorization)
    } catch {
      throw error.seen(as: .token)
    }
    return try tokens(in: answer)
  }

  private func tokens(in answer: Fetcher.Answer) throws(SignInError) -> Tokens {
    guard answer.status < 500 else { throw .providerUnreachable(.token) }
    let document = JSON(answer.body)?.object
    guard !(400..<500).contains(answer.status) else {
      throw .tokenRefused(ErrorWord.of(document?["error"]?.text))
    }
    guard answer.status == 200 else { throw .answerInvalid(.token, .status(answer.status)) }
    guard let document else { throw .answerInvalid(.token, .unreadable) }
    guard document["token_type"]?.text?.lowercased() == "bearer" else {
      throw .answerInvalid(.token, .member("token_type"))
    }
    guard let idToken = document["id_token"]?.text else {
      throw .answerInvalid(.token, .member("id_token"))
    }
    let accessToken = document["access_token"]?.text
    // It becomes a header of the userinfo request (RFC 6750 section 2.1).
    guard accessToken?.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) ?? true else {
      throw .answerInvalid(.token, .member("access_token"))
    }
    return Tokens(idToken: idToken, accessToken: accessToken)
  }

  /// Both parts are form-encoded before they are joined (RFC 6749 section 2.3.1).
  private func basicAuthorization(_ secret: ClientSecret) -> String {
    let pair = FormText.encoded(provider.clientID) + ":" + FormText.encoded(secret.text)
    return "Basic " + Data(pair.utf8).base64EncodedString()
  }
}
