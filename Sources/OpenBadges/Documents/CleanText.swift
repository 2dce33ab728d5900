import LinkedData

/// Text as badges carry it: without control characters, on which signature libraries disagree, and
/// with balanced braces, because wallets find the end of a badge in a picture by counting them.
enum CleanText {
  /// The text without control characters except line feeds; a tab becomes a space, a brace without
  /// its other half a parenthesis.
  static func of(_ text: String) -> String {
    let (controls, braces) = specials(in: text)
    let clean = controls ? withoutControls(text) : text
    return braces ? balanced(clean) : clean
  }

  private static func withoutControls(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09: out.append(" ")
      case 0x0A: out.append(scalar)
      case 0x00...0x1F, 0x7F...0x9F: continue
      default: out.append(scalar)
      }
    }
    return String(out)
  }

  /// Braces in pairs stay as they are.
  private static func balanced(_ text: String) -> String {
    var bytes = [UInt8](text.utf8)
    var open: [Int] = []
    for (place, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "{") { open.append(place) }
      if byte == UInt8(ascii: "}"), open.popLast() == nil { bytes[place] = UInt8(ascii: ")") }
    }
    for place in open { bytes[place] = UInt8(ascii: "(") }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func specials(in text: String) -> (controls: Bool, braces: Bool) {
    var (controls, braces) = (false, false)
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if byte < 0x20 && byte != 0x0A || byte == 0x7F { controls = true }
      if previous == 0xC2 && byte < 0xA0 { controls = true }
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") { braces = true }
      previous = byte
    }
    return (controls, braces)
  }
}

extension JSONObject {
  /// Sets a member to cleaned text; nothing and empty text leave the member out.
  mutating func set(_ name: String, text: String?) {
    guard let text, case let clean = CleanText.of(text), !clean.isEmpty else { return }
    self[name] = .string(clean)
  }

  /// Sets a member to a URI as it is.
  mutating func set(_ name: String, uri: String?) {
    if let uri { self[name] = .string(uri) }
  }

  /// Sets a member to an array; an empty one leaves the member out.
  mutating func set(_ name: String, list: [JSONValue]) {
    if !list.isEmpty { self[name] = .array(list) }
  }

  /// Sets a member to a number.
  mutating func set(_ name: String, credits: Credits?) {
    if let credits { self[name] = .number(credits.number) }
  }

  /// Sets a member to an instant, given in seconds since 1970 in UTC.
  mutating func set(_ name: String, instant seconds: Int64?) {
    if let seconds { self[name] = .string(Timestamp.text(seconds)) }
  }
}
