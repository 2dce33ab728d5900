public import Office
public import OpenIDConnect

/// How people sign in.
public struct SignInSettings: Sendable {
  /// An identity provider, and what its claims mean here.
  public struct Provider: Sendable {
    /// The issuer identifier exactly as the provider writes it.
    public var issuer: String
    /// The name under which this program is registered there.
    public var clientID: String
    /// The secret; nil for a public client.
    public var clientSecret: ClientSecret?
    /// Where the provider sends people back to; nil for `/sign-in/callback` of the institution's
    /// site.
    public var redirect: String?
    /// The claim that holds a person's groups.
    public var rolesClaim: String
    /// What the groups mean.
    public var roles: RoleMapping
    /// The claim that holds a learner's id; nil where learners do not sign in.
    public var learnerClaim: String?
    /// The system that the learner's id is of.
    public var learnerSystem: String

    /// Makes a provider's settings.
    public init(
      issuer: String, clientID: String, clientSecret: ClientSecret? = nil, redirect: String? = nil,
      rolesClaim: String = "groups", roles: RoleMapping, learnerClaim: String? = nil,
      learnerSystem: String = "sis"
    ) {
      self.issuer = issuer
      self.clientID = clientID
      self.clientSecret = clientSecret
      self.redirect = redirect
      self.rolesClaim = rolesClaim
      self.roles = roles
      self.learnerClaim = learnerClaim
      self.learnerSystem = learnerSystem
    }
  }

  /// The identity provider; nil where nobody signs in.
  public var provider: Provider?
  /// Whether a developer may sign in as anybody: only with the private database, only on loopback.
  public var allowsDevelopers: Bool
  /// How long a session lasts, in seconds.
  public var sessionSeconds: Int

  /// Makes settings; nobody signs in unless it is said.
  public init(
    provider: Provider? = nil, allowsDevelopers: Bool = false, sessionSeconds: Int = 36_000
  ) {
    self.provider = provider
    self.allowsDevelopers = allowsDevelopers
    self.sessionSeconds = sessionSeconds
  }
}
