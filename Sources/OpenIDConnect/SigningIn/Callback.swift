/// What the provider sent the person back with (RFC 6749 section 4.1.2, RFC 9207).
public struct Callback: Sendable, CustomStringConvertible {
  let code: String?
  let state: String?
  let issuer: String?
  let error: String?

  /// Takes the parameters; what is absent is nil.
  public init(code: String?, state: String?, issuer: String? = nil, error: String? = nil) {
    self.code = code
    self.state = state
    self.issuer = issuer
    self.error = error
  }

  /// Reads a query string without its question mark. Throws `callback-invalid` when it cannot be
  /// read, is longer than 8 KiB, or has one of the parameters twice.
  public init(query: String) throws(SignInError) {
    guard query.utf8.count <= 8_192, let parameters = FormText.decoded(query) else {
      throw .callbackInvalid
    }
    func one(_ name: String) throws(SignInError) -> String? {
      let values = parameters.filter { $0.name == name }
      guard values.count <= 1 else { throw .callbackInvalid }
      return values.first?.value
    }
    self.init(
      code: try one("code"), state: try one("state"), issuer: try one("iss"),
      error: try one("error"))
  }

  /// Shows neither code nor state.
  public var description: String { "a sign-in's callback" }

  /// The code, when this is the good answer to that request of ours.
  func code(
    for pending: PendingSignIn, at provider: Provider, issuerIsSent: Bool
  ) throws(SignInError) -> String {
    guard let state, state.isSame(as: pending.state), pending.issuer == provider.issuer else {
      throw .stateMismatch
    }
    // Providers are known that promise the issuer and leave it out of errors, which do no harm.
    guard issuer?.isSame(as: provider.issuer) ?? (!issuerIsSent || error != nil) else {
      throw .issuerMismatch
    }
    if let error { throw .signInRefused(ErrorWord.of(error)) }
    guard let code, !code.isEmpty, code.utf8.count <= 4_096 else { throw .callbackInvalid }
    return code
  }
}

/// An error code of OAuth, made safe to print.
enum ErrorWord {
  static func of(_ text: String?) -> String {
    guard let text, (1...64).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "_") })
    else { return "unknown_error" }
    return text
  }
}
