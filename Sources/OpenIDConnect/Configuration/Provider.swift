import Foundation

/// What this program, the relying party, knows about its identity provider from its settings.
public struct Provider: Sendable, Equatable, CustomStringConvertible {
  /// The issuer identifier exactly as the provider writes it; https, or http on loopback.
  public let issuer: String
  /// The name under which this program is registered.
  public let clientID: String
  /// Nil for a public client, which relies on PKCE alone.
  public let clientSecret: ClientSecret?
  /// Where the provider sends people back to, exactly as registered.
  public let redirectURI: String
  /// What is asked for; always holds `openid`.
  public let scopes: [String]
  /// Other audiences that may stand in an ID token beside this program's client id.
  public let extraAudiences: Set<String>
  /// The claim with a person's roles or groups: its whole name, or a dotted path of names.
  public let rolesClaim: String?
  /// Further claims wanted as text, such as a student number.
  public let extraClaims: [String]
  /// How far the two clocks may differ, in seconds.
  public let clockSkew: Int
  /// With which algorithms an ID token may be signed.
  public let algorithms: Set<SigningAlgorithm>
  /// How long ago a person may have authenticated at the provider, in seconds; nil does not ask.
  public let maximumAge: Int?
  /// Whether the userinfo endpoint is asked for claims that the ID token lacks.
  public let asksUserinfo: Bool

  /// Checks every setting; throws `configuration-invalid` with the one that cannot be used.
  public init(
    issuer: String, clientID: String, clientSecret: ClientSecret? = nil, redirectURI: String,
    scopes: [String] = ["openid", "profile", "email"], extraAudiences: Set<String> = [],
    rolesClaim: String? = nil, extraClaims: [String] = [], clockSkew: Int = 60,
    algorithms: Set<SigningAlgorithm> = [.rs256, .es256, .ps256, .edDSA], maximumAge: Int? = nil,
    asksUserinfo: Bool = true
  ) throws(SignInError) {
    func demand(_ condition: Bool, _ setting: SignInError.Setting) throws(SignInError) {
      guard condition else { throw .configurationInvalid(setting) }
    }
    try demand(WebAddress(issuer)?.isPlain == true, .issuer)
    try demand(Provider.isWord(clientID, least: 0x20), .clientID)
    try demand(clientSecret?.isEmpty != true, .clientSecret)
    try demand(WebAddress(redirectURI) != nil, .redirectURI)
    try demand(scopes.contains("openid") && scopes.allSatisfy { Provider.isWord($0) }, .scopes)
    try demand(rolesClaim?.isEmpty != true, .rolesClaim)
    try demand((0...600).contains(clockSkew), .clockSkew)
    try demand(!algorithms.isEmpty, .algorithms)
    try demand((0...31_536_000).contains(maximumAge ?? 0), .maximumAge)
    self.issuer = issuer
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.redirectURI = redirectURI
    self.scopes = scopes
    self.extraAudiences = extraAudiences
    self.rolesClaim = rolesClaim
    self.extraClaims = extraClaims
    self.clockSkew = clockSkew
    self.algorithms = algorithms
    self.maximumAge = maximumAge
    self.asksUserinfo = asksUserinfo
  }

  /// The issuer and the client id, without the secret.
  public var description: String { "\(issuer) as \(clientID)" }

  /// Visible ASCII; a client id may hold spaces, a scope may not (RFC 6749 appendix A).
  private static func isWord(_ text: String, least: UInt8 = 0x21) -> Bool {
    (1...512).contains(text.utf8.count) && text.utf8.allSatisfy { (least...0x7e).contains($0) }
  }
}
