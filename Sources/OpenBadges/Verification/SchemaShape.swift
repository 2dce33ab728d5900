import LinkedData

/// What a value may be, as the JSON schema of Open Badges 3.0 says.
indirect enum SchemaShape: Sendable {
  case text, number, flag, date, dateTime, token, languageTag
  /// This text and no other.
  case constant(String)
  /// One of these words, or an extension of the form `ext:…` where that is allowed.
  case word([String], isOpen: Bool)
  /// An array of texts that has one of the words of each list.
  case types([[String]])
  case list(SchemaShape)
  /// An object of a class.
  case part(String)
  /// A text or a Profile.
  case issuer
  case contexts

  /// Whether a URL is that of some context of Open Badges 3.0.
  static func isBadgeContext(_ url: String) -> Bool {
    let prefix = "https://purl.imsglobal.org/spec/ob/v3p0/context"
    guard url.hasPrefix(prefix), url.hasSuffix(".json") else { return false }
    var rest = url.utf8.dropFirst(prefix.utf8.count).dropLast(5)
    let isDigit = { (byte: UInt8?) in byte.map { (0x30...0x39).contains($0) } ?? false }
    while rest.starts(with: "-3.".utf8) {
      rest = rest.dropFirst(3)
      guard isDigit(rest.popFirst()), rest.popFirst() == UInt8(ascii: "."),
        isDigit(rest.popFirst())
      else { return false }
    }
    return rest.isEmpty
  }

  /// Three parts of base64url, the second of which may be empty.
  static func isToken(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 3 && !parts[0].isEmpty && !parts[2].isEmpty
      && parts.joined().allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "-") }
  }

  /// `ext:` and a character of a name, wherever it stands.
  static func isExtension(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.indices.contains { index in
      bytes[index...].starts(with: "ext:".utf8) && index + 4 < bytes.count
        && (isWordByte(bytes[index + 4]) || "|.".utf8.contains(bytes[index + 4]))
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80
      || byte == UInt8(ascii: "_")
  }

  /// `de`, `de-CH`, `zh-Hant-TW`, `es-419`.
  static func isLanguageTag(_ text: String) -> Bool {
    var parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let isLower = { (byte: UInt8) in (0x61...0x7A).contains(byte) }
    let isUpper = { (byte: UInt8) in (0x41...0x5A).contains(byte) }
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    let language = parts.removeFirst()
    guard (2...4).contains(language.count), language.allSatisfy(isLower) else { return false }
    if let script = parts.first, script.count == 4, isUpper(script.first!),
      script.dropFirst().allSatisfy(isLower)
    {
      parts.removeFirst()
    }
    guard let region = parts.first else { return true }
    return parts.count == 1
      && (region.count == 2 && region.allSatisfy(isUpper)
        || region.count == 3 && region.allSatisfy(isDigit))
  }

  /// `de` or `de-CH`, as the keys of language maps are.
  static func isLanguageKey(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.count <= 2 && parts[0].count == 2
      && parts[0].allSatisfy { (0x61...0x7A).contains($0) }
      && parts.dropFirst().allSatisfy {
        $0.count == 2 && $0.allSatisfy { (0x41...0x5A).contains($0) }
      }
  }

  /// `2026-11-22`, of the calendar.
  static func isDate(_ text: String) -> Bool {
    text.utf8.count == 10 && Timestamp.seconds(text + "T00:00:00Z") != nil
  }
}
