/// An address that takes files by HTTPS.
public struct HTTPSPlace: Sendable, Hashable {
  /// How a file is handed over.
  public enum Method: String, Sendable, Hashable {
    /// To the address itself; the name stands in `Content-Disposition`.
    case post = "POST"
    /// To the address with a slash and the name behind it.
    case put = "PUT"
  }

  /// The address.
  public let url: String
  /// How a file is handed over.
  public let method: Method
  /// A file with the bearer token that shows who we are; nil for none.
  public let tokenFile: String?
  /// How the server and we know each other.
  public let trust: Trust

  /// A place; throws ``ChannelError`` for an address that is not https (or http on loopback), or
  /// has a name or password in it.
  public init(
    url: String, method: Method = .post, tokenFile: String? = nil, trust: Trust = Trust()
  ) throws(ChannelError) {
    try Address.check(url)
    if method == .put, url.contains("?") {
      throw ChannelError("An address that files are put below cannot have a question mark in it.")
    }
    self.url = url
    self.method = method
    self.tokenFile = tokenFile
    self.trust = trust
  }

  /// How the server is reached, and how both sides of TLS know each other; certificates are always checked.
  public struct Trust: Sendable, Hashable {
    /// A file with certificates that are believed instead of the system's (PEM).
    public var certificates: String?
    /// A file with our own certificate (PEM), and one with its key; nil for none.
    public var own: Certificate?
    /// The HTTP proxy that leads there, such as `http://proxy.example.edu:3128`; nil for none,
    /// whatever the environment says.
    public var proxy: String?

    /// A certificate and its key, each in a file (PEM).
    public struct Certificate: Sendable, Hashable {
      /// The certificate, with those that lead to its root.
      public var file: String
      /// The private key.
      public var keyFile: String

      /// Names both files.
      public init(file: String, keyFile: String) {
        self.file = file
        self.keyFile = keyFile
      }
    }

    /// What the system believes, unless told otherwise.
    public init(certificates: String? = nil, own: Certificate? = nil, proxy: String? = nil) {
      self.certificates = certificates
      self.own = own
      self.proxy = proxy
    }

    /// Throws ``ChannelError``, which names the file, for one that cannot be read.
    func check() throws(ChannelError) {
      for file in [certificates, own?.file].compactMap({ $0 }) { try PublicFile.check(file) }
      if let own { try SecretFile.check(own.keyFile) }
    }
  }
}
