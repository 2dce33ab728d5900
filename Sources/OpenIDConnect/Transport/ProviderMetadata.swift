/// What the provider says about itself (OpenID Connect Discovery 1.0 section 3), checked.
struct ProviderMetadata: Sendable {
  /// How this program identifies itself at the token endpoint.
  enum ClientAuthentication: Sendable {
    case basic, post, none
  }

  let authorizationEndpoint: WebAddress
  let tokenEndpoint: WebAddress
  let keys: WebAddress
  let userinfoEndpoint: WebAddress?
  let endSessionEndpoint: WebAddress?
  let clientAuthentication: ClientAuthentication
  /// Whether every answer carries `iss` (RFC 9207).
  let sendsIssuer: Bool

  init(_ document: [String: JSON], for provider: Provider) throws(SignInError) {
    func refuse(_ member: String) -> SignInError { .answerInvalid(.discovery, .member(member)) }
    func required(_ member: String) throws(SignInError) -> WebAddress {
      guard let address = try optional(member) else { throw refuse(member) }
      return address
    }
    // Plain http is for a provider that is itself on loopback.
    let mayBeLoopback = WebAddress(provider.issuer)?.isLoopback == true
    func optional(_ member: String) throws(SignInError) -> WebAddress? {
      guard let value = document[member], value != .null else { return nil }
      guard let address = value.text.flatMap(WebAddress.init),
        mayBeLoopback || !address.isLoopback
      else { throw refuse(member) }
      return address
    }
    func lists(_ member: String, _ wanted: Set<String>) throws(SignInError) {
      guard let value = document[member], value != .null else { return }
      guard let texts = value.texts, !wanted.isDisjoint(with: texts) else { throw refuse(member) }
    }
    guard document["issuer"]?.text?.isSame(as: provider.issuer) == true else {
      throw refuse("issuer")
    }
    authorizationEndpoint = try required("authorization_endpoint")
    tokenEndpoint = try required("token_endpoint")
    keys = try required("jwks_uri")
    userinfoEndpoint = try optional("userinfo_endpoint")
    endSessionEndpoint = try optional("end_session_endpoint")
    try lists("response_types_supported", ["code"])
    try lists("code_challenge_methods_supported", ["S256"])
    try lists(
      "id_token_signing_alg_values_supported", Set(provider.algorithms.map(\.rawValue)))
    sendsIssuer = document["authorization_response_iss_parameter_supported"]?.bool ?? false
    let member = "token_endpoint_auth_methods_supported"
    let methods = document[member]?.texts ?? ["client_secret_basic"]
    clientAuthentication =
      if provider.clientSecret == nil {
        .none
      } else if methods.contains("client_secret_basic") {
        .basic
      } else if methods.contains("client_secret_post") {
        .post
      } else {
        throw refuse(member)
      }
  }
}
