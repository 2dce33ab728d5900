import LinkedData

/// Text as badges carry it: without control characters, on which signature libraries disagree.
enum CleanText {
  /// The text without control characters except line feeds; a tab becomes a space.
  static func of(_ text: String) -> String {
    guard hasControls(text) else { return text }
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

  private static func hasControls(_ text: String) -> Bool {
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if byte < 0x20 && byte != 0x0A || byte == 0x7F { return true }
      if previous == 0xC2 && byte < 0xA0 { return true }
      previous = byte
    }
    return false
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
