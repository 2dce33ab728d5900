import Filing
import Foundation
import HTTPTypes

/// The proxies that may say for whom they ask: what they write into `X-Forwarded-For` or
/// `Forwarded` (RFC 7239) is believed, what anybody else writes there is not.
public struct TrustedProxies: Sendable {
  private let blocks: [IPAddress.Block]

  /// Trusts nobody.
  public init() { blocks = [] }

  /// Trusts the addresses and networks of a list with commas ("10.0.0.5, 192.0.2.0/24"); nil when
  /// one of them is neither.
  public init?(_ text: String) {
    var blocks: [IPAddress.Block] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let block = IPAddress.Block(part.trimmingCharacters(in: .whitespaces)) else {
        return nil
      }
      blocks.append(block)
    }
    self.blocks = blocks
  }

  /// Whose requests are counted together: the rightmost address that no proxy of ours has, else the
  /// peer's. Of IPv6 it is the network of 64 bits, in which a household chooses as it likes.
  func client(of connected: String?, _ headers: HTTPFields) -> String {
    // A link-local address comes with the name of its interface.
    guard let peer = connected.flatMap({ IPAddress(String($0.prefix { $0 != "%" })) }) else {
      return connected ?? "unknown"
    }
    guard isTrusted(peer) else { return Self.name(peer) }
    let lists = [Self.forwardedFor(headers), Self.forwarded(headers)].filter { !$0.isEmpty }
    let clients = lists.map { client(of: peer, through: $0) }
    // A proxy writes one of the two and lets the other pass: where they differ nobody knows which
    // one somebody made up.
    guard let client = clients.first, clients.allSatisfy({ $0 == client }) else {
      return Self.name(peer)
    }
    return Self.name(client)
  }

  private func client(of peer: IPAddress, through hops: [String]) -> IPAddress {
    var last = peer
    for hop in hops.reversed() {
      // "unknown" and "_hidden" are allowed, and name nobody.
      guard let address = Self.address(hop) else { return last }
      last = address
      if !isTrusted(address) { return address }
    }
    return last
  }

  private func isTrusted(_ address: IPAddress) -> Bool {
    blocks.contains { $0.contains(address.unmapped) }
  }

  private static func name(_ address: IPAddress) -> String {
    let address = address.unmapped
    guard address.isV6 else { return address.text }
    let network = IPAddress(bytes: address.bytes.prefix(8) + [UInt8](repeating: 0, count: 8))
    return (network ?? address).text + "/64"
  }

  private static func forwardedFor(_ headers: HTTPFields) -> [String] {
    headers[values: .xForwardedFor].flatMap { $0.split(separator: ",") }.map(String.init)
  }

  /// The `for` of each element; one without names nobody.
  private static func forwarded(_ headers: HTTPFields) -> [String] {
    headers[values: .forwarded].flatMap { $0.split(separator: ",") }.map { element in
      let pairs = element.split(separator: ";").map { $0.split(separator: "=", maxSplits: 1) }
      let node = pairs.first {
        $0.count == 2 && $0[0].trimmingCharacters(in: .whitespaces).lowercased() == "for"
      }
      return node.map { String($0[1]) } ?? ""
    }
  }

  /// An address as proxies write it: perhaps in quotation marks, in brackets, with a port.
  private static func address(_ hop: String) -> IPAddress? {
    let text = hop.trimmingCharacters(in: [" ", "\t", "\""])
    if text.hasPrefix("[") { return IPAddress(String(text.dropFirst().prefix { $0 != "]" })) }
    if let address = IPAddress(text) { return address }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 ? IPAddress(String(parts[0])) : nil
  }
}

extension HTTPField.Name {
  static let forwarded = Self("Forwarded")!
  static let xForwardedFor = Self("X-Forwarded-For")!
}
