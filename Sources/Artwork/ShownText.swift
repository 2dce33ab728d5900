import Foundation

/// A text as pictures show it: one line without what cannot be drawn.
public enum ShownText {
  /// In one line, composed, without control characters, marks of direction, heaps of accents, and
  /// emoji, for which a server seldom has a font. A text of nothing else stays as it is.
  static func line(_ text: String) -> String {
    let plain = String(
      String.UnicodeScalarView(
        text.precomposedStringWithCanonicalMapping.unicodeScalars.map {
          $0.properties.isWhitespace || isBreak($0) ? " " : $0
        }.filter { !isUnseen($0) }))
    let sober = joined(
      String(String.UnicodeScalarView(plain.unicodeScalars.filter { !isEmoji($0) })))
    return bounded(sober.isEmpty ? joined(plain) : sober)
  }

  /// Safe between tags and in a quoted attribute (XML 1.0, section 2.4); what XML cannot hold is
  /// left out.
  public static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars where isXML(scalar) {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func joined(_ text: String) -> String {
    text.split(separator: " ").joined(separator: " ")
  }

  /// At most 400 characters, with at most three accents on each: more would grow out of the line.
  private static func bounded(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var marks = 0
    for scalar in text.unicodeScalars.prefix(800) {
      let isMark = scalar.properties.generalCategory == .nonspacingMark
      marks = isMark ? marks + 1 : 0
      if marks <= 3 { result.append(scalar) }
    }
    return String(String(result).prefix(400))
  }

  static func isXML(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFDCF, 0xFDF0...0xFFFD: true
    case 0x10000...: scalar.value & 0xFFFE != 0xFFFE
    default: false
    }
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 }

  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .surrogate, .privateUse, .unassigned: return true
    // The joiners shape letters of some scripts; all other formats only mislead here.
    case .format: return scalar != "\u{200C}" && scalar != "\u{200D}"
    default: return !isXML(scalar)
    }
  }

  private static func isEmoji(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return properties.isEmojiPresentation || properties.isEmojiModifier
      || scalar.value == 0xFE0F || scalar.value == 0x20E3 || (0x1F000...0x1FAFF ~= scalar.value)
  }
}
