/// The encodings that a profile may ask for.
enum Charset: String, CaseIterable, Sendable {
  case utf8 = "utf-8"
  case latin1
  case windows1252 = "windows-1252"
  case ascii

  /// Appends the character; false when the encoding does not have it.
  func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) -> Bool {
    if scalar.value < 0x80 {
      bytes.append(UInt8(scalar.value))
      return true
    }
    switch self {
    case .utf8: bytes.append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
    case .latin1:
      guard (0xA0...0xFF).contains(scalar.value) else { return false }
      bytes.append(UInt8(scalar.value))
    case .windows1252:
      if (0xA0...0xFF).contains(scalar.value) {
        bytes.append(UInt8(scalar.value))
      } else if scalar != "\u{FFFD}",
        let index = Self.windows1252Upper.firstIndex(of: scalar.value)
      {
        bytes.append(0x80 + UInt8(index))
      } else {
        return false
      }
    case .ascii: return false
    }
    return true
  }

  /// The text that was written in this encoding; what is none becomes U+FFFD.
  func text(_ bytes: some Collection<UInt8>) -> String {
    if self == .utf8 || self == .ascii { return String(decoding: bytes, as: UTF8.self) }
    var text = String.UnicodeScalarView()
    for byte in bytes {
      let isSpecial = self == .windows1252 && (0x80...0x9F).contains(byte)
      let value = isSpecial ? Self.windows1252Upper[Int(byte) - 0x80] : UInt32(byte)
      text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
    }
    return String(text)
  }

  /// The code points of the bytes 0x80 to 0x9F (0xFFFD: none), by the Encoding Standard.
  private static let windows1252Upper: [UInt32] = [
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
  ]
}

/// What becomes of line breaks and tabs in a text.
enum LineBreaks: String, CaseIterable, Sendable {
  /// They stay, between quotation marks or escaped.
  case keep
  /// Each becomes a space; CR LF is one.
  case space
  /// A row with one is left out.
  case refuse
}

/// Which characters a record can hold, and what becomes of the others.
struct Lettering: Sendable {
  var charset = Charset.utf8
  var isTransliterated = false
  var lineBreaks = LineBreaks.keep
  /// Whether other control characters can be written, as in JSON.
  var hasControls = false
  /// Characters that would be taken as a delimiter.
  var reserved: [UInt8] = []

  /// Whether these bytes are the same in every encoding and stand for themselves.
  func isPlain(_ bytes: [UInt8]) -> Bool {
    var strange: UInt8 = 0
    for byte in bytes {
      // 0x20…0x7E pass: one comparison, without a branch.
      strange |= (byte &- 0x20) < 0x5F ? 0 : 1
    }
    return strange == 0 && (reserved.isEmpty || !bytes.contains { reserved.contains($0) })
  }

  /// Writes the text in the encoding; the first character that cannot be written, else nil.
  func write(
    _ text: [UInt8], isProse: Bool, substitute: UInt8?, to bytes: inout [UInt8]
  ) -> Unicode.Scalar? {
    var refused: Unicode.Scalar?
    var wasReturn = false
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      defer { wasReturn = scalar == "\r" }
      if scalar.value < 0x20 || scalar.value == 0x7F {
        if scalar == "\n", wasReturn, lineBreaks == .space { continue }
        if control(scalar, isProse, &bytes) { continue }
      } else if !reserved.isEmpty, scalar.isASCII, reserved.contains(UInt8(scalar.value)) {
        // Falls through to the substitute.
      } else if !isForbidden(scalar), charset.append(scalar, to: &bytes) {
        continue
      } else if isTransliterated, isProse, let other = Transliteration.text(for: scalar) {
        if other.unicodeScalars.allSatisfy({ charset.append($0, to: &bytes) }) { continue }
      }
      if let substitute { bytes.append(substitute) } else if refused == nil { refused = scalar }
    }
    return refused
  }

  private func control(
    _ scalar: Unicode.Scalar, _ isProse: Bool, _ bytes: inout [UInt8]
  ) -> Bool {
    let isBreak = (9...13).contains(scalar.value)
    if isBreak, isProse, lineBreaks == .space {
      bytes.append(UInt8(ascii: " "))
      return true
    }
    let isCarried = hasControls || [9, 10, 13].contains(scalar.value) && lineBreaks == .keep
    if isCarried { bytes.append(UInt8(scalar.value)) }
    return isCarried
  }

  /// Controls of ISO 6429 and code points that are no characters: XML 1.0 does not have them, and
  /// nobody means them.
  private func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    !hasControls
      && ((0x80...0x9F).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE
        || (0xFDD0...0xFDEF).contains(scalar.value))
  }

  /// How many characters the text has.
  func count(_ bytes: [UInt8]) -> Int {
    guard charset == .utf8 else { return bytes.count }
    return bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }

  /// Cuts the text off after that many characters.
  func cut(_ bytes: inout [UInt8], to most: Int) {
    guard charset == .utf8 else {
      if bytes.count > most { bytes.removeSubrange(most...) }
      return
    }
    var characters = 0
    for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
      if characters == most {
        bytes.removeSubrange(index...)
        return
      }
      characters += 1
    }
  }
}
