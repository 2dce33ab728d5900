/// Takes links to evidence: http and https only, without user names, in one spelling.
public enum LinkCheck {
  /// The longest link, in bytes.
  public static let limit = 2_000

  /// Reads a link as a person wrote it. White space around it and the fragment are left out.
  /// Throws `FilingError` (refused) with a sentence for the person.
  public static func link(_ text: String) throws -> Link {
    let bytes = trimmed(Array(text.utf8))
    guard !bytes.isEmpty else { throw refusal("The link is empty: paste it from the browser.") }
    guard bytes.count <= limit else {
      throw refusal("The link is longer than \(limit) bytes: use a shorter one.")
    }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
      throw refusal("The link has a line break, a control character or a backslash: remove it.")
    }
    let (isSecure, rest) = try scheme(bytes[...])
    let authority = rest.prefix { !"/?#".utf8.contains($0) }
    let (host, port) = try LinkAuthority.read(authority)
    let target = try target(rest.dropFirst(authority.count).prefix { $0 != UInt8(ascii: "#") })
    let link = Link(
      isSecure: isSecure, host: host, port: port ?? (isSecure ? 443 : 80), target: target)
    guard link.text.utf8.count <= limit else {
      throw refusal("The link is longer than \(limit) bytes when written out: use a shorter one.")
    }
    return link
  }

  static func refusal(_ sentence: String) -> FilingError {
    FilingError(.refused, sentence)
  }

  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    let front = bytes.drop(while: isSpace)
    return Array(front.reversed().drop(while: isSpace).reversed())
  }

  private static func scheme(_ bytes: ArraySlice<UInt8>) throws -> (Bool, ArraySlice<UInt8>) {
    let name = String(decoding: bytes.prefix(8), as: UTF8.self).lowercased()
    if name.hasPrefix("https://") { return (true, bytes.dropFirst(8)) }
    if name.hasPrefix("http://") { return (false, bytes.dropFirst(7)) }
    throw refusal("Only links that begin with https:// or http:// are taken.")
  }

  private static func target(_ bytes: ArraySlice<UInt8>) throws -> String {
    let path = bytes.prefix { $0 != UInt8(ascii: "?") }
    let query = bytes.dropFirst(path.count + 1)
    guard let path = PercentEncoding.normalized(path, others: "/:@"),
      let question = PercentEncoding.normalized(query, others: "/:@?")
    else {
      throw refusal(
        "The link has a % that is not followed by two hexadecimal digits: copy it anew.")
    }
    let plain = withoutDots(String(decoding: path, as: UTF8.self))
    let hasQuery = bytes.contains(UInt8(ascii: "?"))
    return hasQuery ? plain + "?" + String(decoding: question, as: UTF8.self) : plain
  }

  /// RFC 3986, section 5.2.4.
  private static func withoutDots(_ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    var kept: [Substring] = []
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      switch part {
      case ".": if isLast { kept.append("") }
      case "..":
        _ = kept.popLast()
        if isLast { kept.append("") }
      default: kept.append(part)
      }
    }
    return "/" + kept.joined(separator: "/")
  }
}
