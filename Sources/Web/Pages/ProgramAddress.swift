import Foundation
import Office

/// Where programs are found on the site; relative, as the daemon answers under several hosts.
enum ProgramAddress {
  static func program(_ code: String) -> String { "/programs/\(escaped(code))" }

  static func version(_ code: String, _ label: String) -> String {
    "\(program(code))/versions/\(escaped(label))"
  }

  static func picture(_ program: CatalogueProgram) -> String {
    "\(version(program.code, program.current.label))/image.png"
  }

  /// A text as one part of a path.
  static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
  }

  private static let allowed = CharacterSet(
    charactersIn: "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
}

/// Text that becomes part of HTML, SVG or XML.
enum Markup {
  /// Nothing in the text is markup any more; what XML 1.0 has no way to write is left out.
  static func escaped(_ text: String) -> String {
    var out = ""
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
