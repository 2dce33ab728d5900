import LinkedData

/// A DID of the method did:web, which a web host answers for (did:web, "Read (Resolve)").
public struct DIDWeb: Sendable, Hashable {
  /// The host, lower case, with `:port` when it is not 443.
  public let host: String
  /// The path below the host, without slashes; often empty.
  public let path: [String]

  /// A DID from host and path; nil when a part is empty or has characters that need encoding.
  public init?(host: String, path: [String] = []) {
    let parts = host.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }), Self.isPlain(host, allowing: ":"),
      parts.count == 1 || parts[1].allSatisfy({ (0x30...0x39).contains($0) }),
      path.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && Self.isPlain($0) })
    else { return nil }
    self.host = host.lowercased()
    self.path = path
  }

  /// Reads `did:web:HOST[%3APORT][:PATH…]`.
  public init?(_ did: String) {
    var parts = did.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 3, parts.removeFirst() == "did", parts.removeFirst() == "web" else {
      return nil
    }
    let host = parts.removeFirst().split(separator: "%", omittingEmptySubsequences: false)
    switch host.count {
    case 1: self.init(host: String(host[0]), path: parts)
    case 2 where host[1].hasPrefix("3A") || host[1].hasPrefix("3a"):
      self.init(host: host[0] + ":" + host[1].dropFirst(2), path: parts)
    default: return nil
    }
  }

  /// The DID of the documents below `https://HOST[:PORT][/PATH…]`.
  public init?(url: String) {
    guard url.hasPrefix("https://") else { return nil }
    var parts = url.dropFirst(8).split(separator: "/", omittingEmptySubsequences: false)
      .map(String.init)
    if parts.count > 1, parts.last == "" { parts.removeLast() }
    self.init(host: parts.removeFirst(), path: parts)
  }

  /// The DID, with the colon of a port as `%3A`.
  public var did: String {
    let parts = host.split(separator: ":")
    return (["did:web:" + parts.joined(separator: "%3A")] + path).joined(separator: ":")
  }

  /// The path on the host at which the DID document is served.
  public var documentPath: String {
    path.isEmpty ? "/.well-known/did.json" : "/" + path.joined(separator: "/") + "/did.json"
  }

  /// The URL of the DID document.
  public var documentURL: String { "https://" + host + documentPath }

  private static func isPlain(_ text: String, allowing extra: String = "") -> Bool {
    text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80
        || "-._~".utf8.contains(byte) || extra.utf8.contains(byte)
    }
  }
}
