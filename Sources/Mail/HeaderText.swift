/// Text in the header of a message: folded, and in encoded words where it is not plain (RFC 5322,
/// section 2.2.3; RFC 2047).
enum HeaderText {
  /// A header field of free text, such as the subject.
  static func field(_ name: String, _ text: String) -> String {
    "\(name): \(words(text, after: name.utf8.count + 2))"
  }

  /// A header field with a mailbox: a name, and the address in angle brackets.
  static func field(_ name: String, _ mailbox: Mailbox) -> String {
    guard let words = mailbox.name.map({ phrase($0, after: name.utf8.count + 2) }), !words.isEmpty
    else { return "\(name): <\(mailbox.address.text)>" }
    return "\(name): \(words)\r\n <\(mailbox.address.text)>"
  }

  /// Free text: as it is where it is short and plain, else as encoded words of at most 75
  /// characters each on lines of their own.
  private static func words(_ text: String, after used: Int) -> String {
    let text = tidied(text)
    let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
    return isPlain && used + text.utf8.count <= 76 ? text : encoded(text)
  }

  /// A display name: quoted where it is plain.
  private static func phrase(_ text: String, after used: Int) -> String {
    let text = tidied(text)
    guard !text.isEmpty else { return "" }
    let isPlain = text.utf8.allSatisfy {
      (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    guard isPlain, !text.contains("=?"), used + text.utf8.count <= 74 else { return encoded(text) }
    return "\"\(text)\""
  }

  /// No control character gets into a header, where a line break would begin another field.
  private static func tidied(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isBreak =
        scalar.properties.generalCategory == .control
        || scalar.properties.generalCategory == .lineSeparator
        || scalar.properties.generalCategory == .paragraphSeparator
      kept.append(isBreak ? " " : scalar)
    }
    return String(kept).split(separator: " ").joined(separator: " ")
  }

  /// Encoded words of whole characters: 45 bytes are 60 letters of base64.
  private static func encoded(_ text: String) -> String {
    var pieces: [[UInt8]] = [[]]
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if pieces[pieces.count - 1].count + bytes.count > 36 { pieces.append([]) }
      pieces[pieces.count - 1] += bytes
    }
    return pieces.map { "=?utf-8?B?\(Base64.text($0))?=" }.joined(separator: "\r\n ")
  }
}

/// Base64 with padding (RFC 4648, section 4).
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let rest = min(3, bytes.count - start)
      let group = (0..<3).reduce(UInt32(0)) {
        $0 << 8 | ($1 < rest ? UInt32(bytes[start + $1]) : 0)
      }
      for place in 0..<4 {
        out.append(
          place <= rest
            ? alphabet[Int(group >> (18 - 6 * UInt32(place)) & 63)] : UInt8(ascii: "="))
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
