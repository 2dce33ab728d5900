import Foundation

/// Who counts as one caller where requests are limited: an address of IPv4, or a network of IPv6, as
/// everybody who has one address of IPv6 has the 2⁶⁴ beside it.
enum Crowd {
  private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

  static func name(of peer: String?) -> String {
    guard let peer else { return "unknown" }
    var bytes = [UInt8](repeating: 0, count: 16)
    let address = String(peer.prefix { $0 != "%" })
    guard inet_pton(AF_INET6, address, &bytes) == 1 else { return peer }
    guard !bytes.starts(with: mapped) else {
      return bytes[12...].map { String($0) }.joined(separator: ".")
    }
    return bytes[..<8].map { String($0, radix: 16) }.joined(separator: ".") + "/64"
  }
}
