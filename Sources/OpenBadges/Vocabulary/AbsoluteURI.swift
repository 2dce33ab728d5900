/// Absolute URIs (RFC 3986) of ASCII characters, strict enough for every RDF library.
enum AbsoluteURI {
  /// Whether the text is a scheme, a colon and at least one more well-formed character.
  static func accepts(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon + 1 < bytes.count,
        isScheme(bytes[..<colon])
      else { return false }
      let rest = bytes[(colon + 1)...]
      return isWellFormed(rest) && hasValidAuthority(rest)
    }
  }

  /// Whether the text is a scheme, a colon and characters that may stand in an IRI (RFC 3987), as
  /// RDF libraries look at them: no space, no control character, none of `<>"{}|\^` and the
  /// backtick.
  static func acceptsIRI(_ text: String) -> Bool {
    let parts = text.utf8.split(
      separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let first = parts[0].first, isLetter(first),
      parts[0].allSatisfy({ isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) })
    else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      scalar.value > 0x20 && !scalar.properties.isWhitespace
        && !"<>\"{}|\\^`".contains(Character(scalar))
        && scalar.properties.generalCategory != .control
    }
  }

  private static let allowed: [Bool] = {
    var table = [Bool](repeating: false, count: 256)
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    for byte in (letters + "-._~:/?#@!$&'()*+,;=%").utf8 { table[Int(byte)] = true }
    return table
  }()

  private static func isScheme(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard let first = bytes.first, isLetter(first) else { return false }
    return bytes.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
  }

  private static func isWellFormed(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var fragments = 0
    for index in bytes.indices {
      let byte = bytes[index]
      guard allowed[Int(byte)] else { return false }
      if byte == UInt8(ascii: "#") { fragments += 1 }
      if byte == UInt8(ascii: "%") {
        guard index + 2 < bytes.endIndex, isHex(bytes[index + 1]), isHex(bytes[index + 2]) else {
          return false
        }
      }
    }
    return fragments <= 1
  }

  private static func hasValidAuthority(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard bytes.starts(with: "//".utf8) else { return true }
    let authority = bytes.dropFirst(2).prefix { !"/?#".utf8.contains($0) }
    guard authority.count(where: { $0 == UInt8(ascii: "@") }) <= 1 else { return false }
    let userEnd = authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 }
    let host = authority[(userEnd ?? authority.startIndex)...]
    guard let port = host.firstIndex(of: UInt8(ascii: ":")) else { return !host.isEmpty }
    return port > host.startIndex && host[(port + 1)...].allSatisfy(isDigit)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80
  }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isHex(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x46).contains(byte & 0xDF)
  }
}
