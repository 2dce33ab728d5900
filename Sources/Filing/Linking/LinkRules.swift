/// Which hosts may be asked for linked evidence and for what badges rest on, and how much is taken.
public struct LinkRules: Sendable {
  /// Hosts, each with a port when it is not the usual one (`files.example.edu`,
  /// `[2001:db8::1]:8443`); none of them is ever asked unless it stands here.
  public var hosts: Set<String>
  /// Whether every host of the public Internet may be asked, over https at the usual port.
  public var allowsEveryPublicHost = false
  /// The most bytes of an answer.
  public var bytes = 5_000_000
  /// The longest time for all of it, redirects included.
  public var patience: Duration = .seconds(5)
  /// The most redirects that are followed.
  public var redirects = 3
  /// Whether the body is kept; otherwise only its hash and length are.
  public var keepsBody = false
  /// The media types asked for.
  public var accept = "*/*"
  /// Whether this machine's own addresses may be asked; for tests.
  public var allowsLoopback = false

  /// Allows hosts; none unless told otherwise.
  public init(hosts: Set<String> = []) {
    self.hosts = hosts
  }

  func check(_ link: Link) throws {
    if allowsEveryPublicHost, link.isSecure, link.port == 443 { return }
    guard hosts.contains(where: { $0.lowercased() == link.authority }) else {
      throw LinkCheck.refusal("Links to \(link.host) are not fetched here.")
    }
  }

  /// The address to connect to, when none of a name's addresses is out of bounds.
  func checked(_ addresses: [IPAddress], of link: Link) throws -> IPAddress {
    guard let first = addresses.first else {
      throw FilingError(.unavailable, "The linked host \(link.host) is not known.")
    }
    for address in addresses {
      guard address.isGlobal || allowsLoopback && address.isLoopback else {
        throw LinkCheck.refusal(
          "The linked host \(link.host) is not on the public Internet, so it is not fetched.")
      }
    }
    return first
  }
}
