/// A link to evidence in the one spelling that all its equivalents share (RFC 3986, section 6.2).
public struct Link: Hashable, Sendable, CustomStringConvertible {
  /// Whether it is https rather than http.
  public let isSecure: Bool
  /// The host in lower case; an IPv6 address in brackets.
  public let host: String
  /// The port, also when it is the usual one.
  public let port: Int
  /// The path and the query, beginning with `/`.
  public let target: String

  /// The scheme, the host and, where it is not the usual one, the port.
  public var origin: String { "\(isSecure ? "https" : "http")://\(authority)" }

  /// The whole link.
  public var text: String { origin + target }

  /// The whole link.
  public var description: String { text }

  /// Without the brackets of an IPv6 address.
  var name: String { host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host }
  var isNumeric: Bool { IPAddress(name) != nil }
  var usualPort: Int { isSecure ? 443 : 80 }
  var authority: String { port == usualPort ? host : "\(host):\(port)" }
}
