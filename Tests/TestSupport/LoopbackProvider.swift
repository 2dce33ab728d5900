import Foundation

/// An OpenID provider that is not ours (Django OAuth Toolkit), alone on a loopback port. It ends
/// with the test process, or when it is let go.
public final class LoopbackProvider: Sendable {
  /// Somebody who can sign in there.
  public struct Person: Encodable, Sendable {
    private let `do` = "person"
    /// `sub`, and what is typed as the user's name.
    public let subject: String
    /// What is typed as the password.
    public let password: String
    /// All further claims.
    public let claims: [String: Claim]
    /// The claims that the ID token leaves out.
    public let onlyInUserinfo: [String]

    /// A person with a student number and groups.
    public init(
      _ subject: String, name: String, email: String, groups: [String] = [],
      studentNumber: String? = nil, onlyInUserinfo: [String] = []
    ) {
      self.subject = subject
      password = "password of \(subject)"
      var claims: [String: Claim] = [
        "name": .text(name), "email": .text(email), "email_verified": .flag(true),
        "groups": .list(groups),
      ]
      claims["student_number"] = studentNumber.map { .text($0) }
      self.claims = claims
      self.onlyInUserinfo = onlyInUserinfo
    }
  }

  /// The value of a claim.
  public enum Claim: Encodable, Sendable {
    /// A string.
    case text(String)
    /// True or false.
    case flag(Bool)
    /// An array of strings.
    case list([String])

    /// The bare value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .flag(let flag): try container.encode(flag)
      case .list(let list): try container.encode(list)
      }
    }
  }

  /// The issuer identifier.
  public let issuer: String
  private let process: ProviderProcess

  /// Starts a provider that knows nobody; takes about two seconds.
  public init() async throws {
    process = try ProviderProcess()
    issuer = try await process.line().issuer ?? ""
  }

  deinit { process.end() }

  /// Whether Python and the provider's packages are installed, or have to be.
  public static var isExpected: Bool {
    ProviderProcess.python != nil || ProcessInfo.processInfo.environment["CI"] == "true"
  }

  /// Registers a client with its redirect URIs (also for coming back from a logout), or changes
  /// it; without a secret it is a public client.
  public func register(_ id: String, secret: String?, redirectURIs: [String]) async throws {
    try await process.obey(ClientOrder(id: id, secret: secret, redirects: redirectURIs))
  }

  /// Gives somebody an account, or changes it.
  public func add(_ person: Person) async throws {
    try await process.obey(person)
  }

  /// Signs with a new key from now on; the old one stays published when it is kept.
  public func rotateKey(keepingOld: Bool) async throws {
    try await process.obey(RotateOrder(keep: keepingOld))
  }

  private struct ClientOrder: Encodable {
    let `do` = "client"
    let id: String
    let secret: String?
    let redirects: [String]
  }

  private struct RotateOrder: Encodable {
    let `do` = "rotate"
    let keep: Bool
  }
}
