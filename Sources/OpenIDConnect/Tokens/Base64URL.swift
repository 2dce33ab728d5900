import Foundation

/// Base64url without padding (RFC 7515 section 2), in its one canonical form.
enum Base64URL {
  static func encoded(_ bytes: some Sequence<UInt8>) -> String {
    String(
      Data(bytes).base64EncodedString().compactMap { character in
        switch character {
        case "+": "-"
        case "/": "_"
        case "=": nil
        default: character
        }
      })
  }

  /// Nil for padding, foreign characters and left-over bits.
  static func decoded(_ text: some StringProtocol) -> [UInt8]? {
    var plain: [UInt8] = text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "-"): UInt8(ascii: "+")
      case UInt8(ascii: "_"): UInt8(ascii: "/")
      default: byte
      }
    }
    plain += [UInt8](repeating: UInt8(ascii: "="), count: (4 - plain.count % 4) % 4)
    guard let bytes = Data(base64Encoded: Data(plain)), encoded(bytes) == text else { return nil }
    return [UInt8](bytes)
  }
}
