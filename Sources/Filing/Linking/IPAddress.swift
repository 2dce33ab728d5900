import Foundation

/// An address of 4 or 16 bytes.
public struct IPAddress: Hashable, Sendable {
  /// The bytes in network order.
  public let bytes: [UInt8]

  /// Takes 4 or 16 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Reads the usual forms only: `inet_pton` takes no `127.1` and no hexadecimal numbers.
  public init?(_ text: String) {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if inet_pton(family, text, &bytes) == 1 {
        self.bytes = bytes
        return
      }
    }
    return nil
  }

  /// Whether it has 16 bytes.
  public var isV6: Bool { bytes.count == 16 }

  /// As it is usually written.
  public var text: String {
    var buffer = [UInt8](repeating: 0, count: 64)
    let isWritten = buffer.withUnsafeMutableBytes { room in
      inet_ntop(
        isV6 ? AF_INET6 : AF_INET, bytes, room.baseAddress?.assumingMemoryBound(to: CChar.self),
        socklen_t(room.count)) != nil
    }
    precondition(isWritten, "4 or 16 bytes always have a text")
    return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The IPv4 address that a socket for both families shows as ::ffff:a.b.c.d; else itself.
  public var unmapped: IPAddress {
    let prefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
    guard isV6, bytes.starts(with: prefix) else { return self }
    return IPAddress(bytes: [UInt8](bytes.suffix(4))) ?? self
  }

  var isLoopback: Bool {
    isV6 ? bytes == [UInt8](repeating: 0, count: 15) + [1] : bytes[0] == 127
  }

  /// Whether it is one host on the public Internet. IPv6 must be within 2000::/3, which leaves out
  /// mapped, translated (NAT64), unique local, link-local and multicast addresses all at once.
  var isGlobal: Bool {
    if isV6, bytes[0] >> 5 != 1 { return false }
    return !(isV6 ? IPAddress.specialV6 : IPAddress.specialV4).contains { $0.contains(self) }
  }

  /// All addresses that begin with the same bits.
  public struct Block: Hashable, Sendable {
    let prefix: IPAddress
    let length: Int

    /// Reads an address, or a network with the length of its prefix ("192.0.2.0/24").
    public init?(_ text: String) {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count <= 2, let prefix = IPAddress(String(parts[0])) else { return nil }
      let bits = prefix.bytes.count * 8
      guard let length = parts.count == 2 ? Int(parts[1]) : bits, (0...bits).contains(length)
      else { return nil }
      self.prefix = prefix
      self.length = length
    }

    init(_ text: String, _ length: Int) {
      guard let prefix = IPAddress(text) else { preconditionFailure("\(text) is no address") }
      self.prefix = prefix
      self.length = length
    }

    /// Whether an address of the same family is one of them.
    public func contains(_ address: IPAddress) -> Bool {
      guard address.isV6 == prefix.isV6 else { return false }
      for bit in 0..<length {
        let mask = UInt8(0x80) >> UInt8(bit % 8)
        if prefix.bytes[bit / 8] & mask != address.bytes[bit / 8] & mask { return false }
      }
      return true
    }
  }

  /// IANA IPv4 Special-Purpose Address Registry, multicast, and the address under which one cloud
  /// shows its machines their credentials although it is a public one.
  private static let specialV4 = [
    Block("0.0.0.0", 8), Block("10.0.0.0", 8), Block("100.64.0.0", 10), Block("127.0.0.0", 8),
    Block("168.63.129.16", 32), Block("169.254.0.0", 16), Block("172.16.0.0", 12),
    Block("192.0.0.0", 24), Block("192.0.2.0", 24), Block("192.31.196.0", 24),
    Block("192.52.193.0", 24), Block("192.88.99.0", 24), Block("192.168.0.0", 16),
    Block("192.175.48.0", 24), Block("198.18.0.0", 15), Block("198.51.100.0", 24),
    Block("203.0.113.0", 24), Block("224.0.0.0", 4), Block("240.0.0.0", 4),
  ]

  /// IANA IPv6 Special-Purpose Address Registry, as far as it lies within 2000::/3: protocol
  /// assignments (Teredo among them), documentation, 6to4, AS112.
  private static let specialV6 = [
    Block("2001::", 23), Block("2001:db8::", 32), Block("2002::", 16), Block("2620:4f:8000::", 48),
    Block("3fff::", 20),
  ]
}
