import Foundation

/// An absolute URL over which secrets may travel: https, or http that stays on this machine.
struct WebAddress: Sendable, Equatable {
  let text: String
  /// Whether it is http on loopback.
  let isLoopback: Bool
  /// Whether there is neither a query nor user information: demanded of an issuer.
  let isPlain: Bool

  /// Nil for anything else, for a fragment, and for characters that a URL may not hold.
  init?(_ text: String) {
    guard text.utf8.count <= 2_048, text.utf8.allSatisfy(WebAddress.letters.contains),
      let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
      parts.fragment == nil, parts.user == nil, parts.password == nil,
      parts.port.map({ (1...65_535).contains($0) }) ?? true
    else { return nil }
    switch parts.scheme {
    case "https": isLoopback = false
    case "http" where WebAddress.loopback.contains(host.lowercased()): isLoopback = true
    default: return nil
    }
    self.text = text
    isPlain = parts.query == nil
  }

  /// RFC 3986 section 2; Foundation would repair others silently.
  private static let letters = Set(
    ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
      + "-._~:/?#[]@!$&'()*+,;=%").utf8)
  private static let loopback: Set = ["localhost", "127.0.0.1", "::1", "[::1]"]

  /// The address with parameters after those that it already has (RFC 6749 section 3.1).
  func adding(_ parameters: [(name: String, value: String)]) -> String {
    guard !parameters.isEmpty else { return text }
    return text + (isPlain ? "?" : "&") + FormText.encoded(parameters)
  }
}
