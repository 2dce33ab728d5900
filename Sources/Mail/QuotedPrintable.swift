/// The quoted-printable encoding of text (RFC 2045, section 6.7): lines of at most 76 characters
/// that end with CR and LF.
enum QuotedPrintable {
  static func encode(_ text: String) -> String {
    text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .map { line(Array($0.utf8)) }.joined(separator: "\r\n")
  }

  private static func line(_ bytes: [UInt8]) -> String {
    var out = ""
    var width = 0
    for (place, byte) in bytes.enumerated() {
      // White space at the end of a line may be lost on the way.
      let isLast = place == bytes.count - 1
      let isPlain =
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=") || byte == 0x20 && !isLast
      let piece = isPlain ? String(UnicodeScalar(byte)) : "=" + hex(byte)
      if width + piece.utf8.count > 75 {
        out += "=\r\n"
        width = 0
      }
      out += piece
      width += piece.utf8.count
    }
    return out
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }
}
