extension SignInError: CustomStringConvertible {
  /// A stable name for the kind of error, for logs, metrics and tests.
  public var code: String {
    switch self {
    case .configurationInvalid: "configuration-invalid"
    case .providerUnreachable: "provider-unreachable"
    case .answerInvalid(let document, _): "\(document.rawValue)-invalid"
    case .callbackInvalid: "callback-invalid"
    case .stateMismatch: "state-mismatch"
    case .issuerMismatch: "issuer-mismatch"
    case .signInRefused: "sign-in-refused"
    case .tokenRefused: "token-refused"
    case .idTokenInvalid: "id-token-invalid"
    case .logoutTokenInvalid: "logout-token-invalid"
    }
  }

  /// What happened and what helps, in plain words.
  public var sentence: String {
    switch self {
    case .configurationInvalid(let setting):
      "The setting \(setting.rawValue) of the identity provider \(setting.remedy)."
    case .providerUnreachable(let document):
      "The identity provider did not answer (\(document.words)); try again in a minute."
    case .answerInvalid(let document, let fault):
      "The identity provider's \(document.words) cannot be used: \(fault.words)."
    case .callbackInvalid: "The sign-in came back incomplete; start it again."
    case .stateMismatch:
      "This sign-in was not started in this browser, or it is over; start it again."
    case .issuerMismatch: "The sign-in came back from another identity provider; start it again."
    case .signInRefused(let error): "The identity provider refused the sign-in (\(error))."
    case .tokenRefused(let error):
      "The identity provider gave no tokens (\(error)); start the sign-in again, and check the "
        + "client id and secret if it keeps failing."
    case .idTokenInvalid(let fault): "The identity provider's ID token \(fault.words)."
    case .logoutTokenInvalid(let fault): "The logout token \(fault.words)."
    }
  }

  /// The code and the sentence.
  public var description: String { "\(code): \(sentence)" }
}

extension SignInError.Setting {
  fileprivate var remedy: String {
    switch self {
    case .issuer: "must be an https URL without query (http only on loopback)"
    case .clientID: "must be 1 to 512 visible ASCII characters"
    case .clientSecret: "must not be empty; leave it out for a public client"
    case .redirectURI: "must be an https URL without fragment (http only on loopback)"
    case .scopes: "must hold openid, and words without spaces only"
    case .rolesClaim: "must not be empty; leave it out when there is none"
    case .clockSkew: "must be 0 to 600 seconds"
    case .algorithms: "must name at least one signing algorithm"
    case .maximumAge: "must be 0 seconds to a year"
    }
  }
}

extension SignInError.ProviderDocument {
  fileprivate var words: String {
    switch self {
    case .discovery: "configuration document"
    case .keys: "key set"
    case .token: "token answer"
    case .userinfo: "userinfo answer"
    }
  }
}

extension SignInError.AnswerFault {
  fileprivate var words: String {
    switch self {
    case .redirected: "it redirects, which is not followed"
    case .tooLong: "it is too long"
    case .status(let status): "its HTTP status is \(status)"
    case .unreadable: "it is no readable JSON object"
    case .member(let name): "\(name) is missing or not as it must be"
    }
  }
}
