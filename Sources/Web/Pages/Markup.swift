import Foundation

/// Text that becomes part of HTML, SVG or XML.
enum Markup {
  /// Nothing in the text is markup any more; what XML 1.0 has no way to write is left out.
  static func escaped(_ text: String) -> String {
    var out = ""
    out.reserveCapacity(text.utf8.count + 16)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\t", "\n", "\r": out.unicodeScalars.append(scalar)
      default:
        if scalar.value >= 0x20, scalar.value & 0xFFFE != 0xFFFE {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out
  }
}

/// Text as one part of a path, or as a value of a query (RFC 3986, 2.3).
enum URLText {
  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}
