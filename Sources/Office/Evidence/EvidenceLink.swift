import Filing

/// When two links are the same piece of evidence.
enum EvidenceLink {
  /// SHA-256 of the normalised link in hexadecimal.
  static func fingerprint(_ url: String) -> String {
    ContentID(of: Array(normalised(url).utf8)).hex
  }

  /// The one spelling of a link, without a slash at the end of its path: pages answer at both, and
  /// handing in one piece twice is not to be so easy. What is no link stays as it is.
  static func normalised(_ url: String) -> String {
    guard let link = try? LinkCheck.link(url) else { return url }
    let path = link.target.prefix { $0 != "?" }
    let query = link.target.dropFirst(path.count)
    let end = path.lastIndex { $0 != "/" }
    return link.origin + (end.map { path[...$0] } ?? "") + query
  }

  /// A link as the world may follow it; nil for what is none.
  static func published(_ url: String) -> String? { try? LinkCheck.link(url).text }

  /// The bytes of hexadecimal digits.
  static func bytes(_ hex: String) -> [UInt8] { ContentID(hex: hex)?.bytes ?? [] }
}
