extension String {
  /// The text itself when it has at most that many characters and no control character.
  func checked(upTo limit: Int) throws(Unfit) -> String {
    if hasControlCharacters { throw Unfit(.invalidText, "text without control characters") }
    // Fewer bytes than the limit are fewer characters, too.
    if utf8.count > limit, unicodeScalars.count > limit {
      throw Unfit(.tooLong, "at most \(limit) characters")
    }
    return self
  }

  private var hasControlCharacters: Bool {
    var previous: UInt8 = 0
    for byte in utf8 {
      let isSecondHalf = previous == 0xC2 && byte >= 0x80 && byte < 0xA0
      if byte < 0x20 || byte == 0x7F || isSecondHalf { return true }
      previous = byte
    }
    return false
  }

  /// The text with each run of line breaks and tabs as one space.
  var onOneLine: String {
    func isBreak(_ byte: UInt8) -> Bool { byte == 9 || byte == 10 || byte == 13 }
    guard utf8.contains(where: isBreak) else { return self }
    let parts = utf8.split(whereSeparator: isBreak)
    return parts.map { String(Substring($0)) }.joined(separator: " ")
  }

  /// The text itself when it has the shape of an e-mail address: `local@host.domain`.
  func checkedAsEmail() throws(Unfit) -> String {
    let parts = utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, (1...64).contains(parts[0].count), utf8.count <= 254,
      !utf8.contains(where: \.isOutsideAddresses), !hasControlCharacters,
      Substring(parts[1]).isHost, parts[1].contains(UInt8(ascii: "."))
    else { throw Unfit(.invalidEmail, "an e-mail address such as name@example.edu") }
    return self
  }

  /// The text itself when it is an absolute http or https address without a user name.
  func checkedAsURL() throws(Unfit) -> String {
    let unfit = Unfit(.invalidURL, "an address that begins with https:// or http://")
    guard utf8.count <= 2_000, !hasControlCharacters,
      !utf8.contains(where: { $0 == 0x20 || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "\"") })
    else { throw unfit }
    let scheme = prefix(8).lowercased()
    let rest = scheme == "https://" ? dropFirst(8) : dropFirst(7)
    guard scheme == "https://" || scheme.hasPrefix("http://") else { throw unfit }
    let authority = rest.prefix { !"/?#\\".contains($0) }
    let host = authority.prefix { $0 != ":" }
    let port = authority.dropFirst(host.count).dropFirst()
    guard host.isHost, port.utf8.count <= 5, port.utf8.allSatisfy({ (48...57).contains($0) })
    else { throw unfit }
    return self
  }

  /// The hash in lower case when it is one.
  func checkedAsDigest() throws(Unfit) -> String {
    let text = lowercased()
    guard text.utf8.count == 64,
      text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else { throw Unfit(.invalidHash, "a SHA-256 hash: 64 hexadecimal digits") }
    return text
  }
}

extension Substring {
  /// Whether these are labels with dots between them: letters, digits, hyphens, other scripts.
  fileprivate var isHost: Bool {
    utf8.count <= 253
      && utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
        (1...63).contains($0.count) && $0.allSatisfy(\.isOfHost)
          && $0.first != UInt8(ascii: "-") && $0.last != UInt8(ascii: "-")
      }
  }
}

extension UInt8 {
  fileprivate var isOfHost: Bool {
    switch self {
    case 48...57, 65...90, 97...122, 0x80...0xFF, UInt8(ascii: "-"): true
    default: false
    }
  }

  /// White space and marks that stand around an address, not in it.
  fileprivate var isOutsideAddresses: Bool {
    " <>()[],;:\\\"".utf8.contains(self)
  }
}
