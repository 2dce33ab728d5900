extension JSONValue {
  /// Compact UTF-8 JSON, members in order. Braces inside strings are written as escapes, so that
  /// a reader which only counts braces finds the end of a document baked into an image.
  public func write(to out: inout [UInt8]) {
    switch self {
    case .null: out.append(utf8: "null")
    case .bool(let value): out.append(utf8: value ? "true" : "false")
    case .number(let number): out.append(utf8: number.text)
    case .string(let text): JSONText.append(text, to: &out)
    case .array(let elements):
      out.append(0x5B)
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(0x2C) }
        element.write(to: &out)
      }
      out.append(0x5D)
    case .object(let object):
      out.append(0x7B)
      for (index, member) in object.members.enumerated() {
        if index > 0 { out.append(0x2C) }
        JSONText.append(member.name, to: &out)
        out.append(0x3A)
        member.value.write(to: &out)
      }
      out.append(0x7D)
    }
  }

  /// Compact UTF-8 JSON as `write(to:)` makes it.
  public var serialized: [UInt8] {
    var out: [UInt8] = []
    write(to: &out)
    return out
  }
}

/// How strings are written.
public enum JSONText {
  /// Appends a quoted string; braces are escaped as `\u007b` and `\u007d` unless told otherwise.
  public static func append(_ text: String, to out: inout [UInt8], escapingBraces: Bool = true) {
    var text = text
    out.append(0x22)
    text.withUTF8 { bytes in
      var clean = 0
      for index in bytes.indices where needsEscape(bytes[index], escapingBraces) {
        out.append(contentsOf: bytes[clean..<index])
        clean = index + 1
        append(escape: bytes[index], to: &out)
      }
      out.append(contentsOf: bytes[clean...])
    }
    out.append(0x22)
  }

  private static func needsEscape(_ byte: UInt8, _ braces: Bool) -> Bool {
    byte < 0x20 || byte == 0x22 || byte == 0x5C || braces && (byte == 0x7B || byte == 0x7D)
  }

  private static func append(escape byte: UInt8, to out: inout [UInt8]) {
    switch byte {
    case 0x08: out.append(utf8: "\\b")
    case 0x09: out.append(utf8: "\\t")
    case 0x0A: out.append(utf8: "\\n")
    case 0x0C: out.append(utf8: "\\f")
    case 0x0D: out.append(utf8: "\\r")
    case 0x22: out.append(utf8: "\\\"")
    case 0x5C: out.append(utf8: "\\\\")
    default:
      out.append(utf8: "\\u00")
      out.append(hexDigit(byte >> 4))
      out.append(hexDigit(byte & 15))
    }
  }
}
