/// A mail server that takes messages of this program (RFC 6409), and how it is spoken to.
public struct MailServer: Sendable {
  /// `smtp://host:port`, or `smtps://host:port` for TLS from the first byte.
  public var url: String
  /// Who sends, where the server wants to know.
  public var user: String?
  /// The password of the user.
  public var password: String?
  /// Whether nothing is said before TLS has begun; only on loopback it may be otherwise.
  public var needsTLS: Bool
  /// A file with certificates that are believed instead of the system's (PEM).
  public var certificates: String?
  /// How long a connection may take, in seconds.
  public var connectSeconds: Int
  /// How long a message may take, in seconds.
  public var messageSeconds: Int

  /// Makes a server's settings.
  public init(
    url: String, user: String? = nil, password: String? = nil, needsTLS: Bool = true,
    certificates: String? = nil, connectSeconds: Int = 10, messageSeconds: Int = 40
  ) {
    self.url = url
    self.user = user
    self.password = password
    self.needsTLS = needsTLS
    self.certificates = certificates
    self.connectSeconds = connectSeconds
    self.messageSeconds = messageSeconds
  }
}

/// What became of a message. No text of the server is in it, as servers repeat addresses.
public enum MailOutcome: Sendable, Hashable {
  /// The server took it, and answers for it from now on.
  case taken
  /// The server took it not now, or not from here: another try may go better.
  case refusedForNow(String)
  /// The server will never take it.
  case refused(String)
  /// The server was not reached, did not finish, or would not talk to us: no message goes through.
  case unreachable(String)
}
