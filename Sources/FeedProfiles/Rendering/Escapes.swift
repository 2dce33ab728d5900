extension [UInt8] {
  /// Appends the UTF-8 text as a JSON string (RFC 8259).
  mutating func append(json text: [UInt8]) {
    append(UInt8(ascii: "\""))
    var special: UInt8 = 0
    for byte in text {
      special |= byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 1 : 0
    }
    if special == 0 {
      append(contentsOf: text)
    } else {
      appendEscaped(text)
    }
    append(UInt8(ascii: "\""))
  }

  private mutating func appendEscaped(_ text: [UInt8]) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append(UInt8(ascii: "\\"))
        append(byte)
      case 0..<0x20: append(control: byte)
      default: append(byte)
      }
    }
  }

  private mutating func append(control byte: UInt8) {
    append(UInt8(ascii: "\\"))
    switch byte {
    case 8: append(UInt8(ascii: "b"))
    case 9: append(UInt8(ascii: "t"))
    case 10: append(UInt8(ascii: "n"))
    case 12: append(UInt8(ascii: "f"))
    case 13: append(UInt8(ascii: "r"))
    default:
      append(contentsOf: "u00".utf8)
      append(byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
      append(Self.digits[Int(byte % 16)])
    }
  }

  private static let digits = Array("0123456789abcdef".utf8)

  /// Appends the UTF-8 text as content of XML, fit for elements and attributes; line breaks and
  /// tabs are references, so that no parser makes spaces of them.
  mutating func append(xml text: [UInt8]) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "&"): append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "\""): append(contentsOf: "&quot;".utf8)
      case 9: append(contentsOf: "&#9;".utf8)
      case 10: append(contentsOf: "&#10;".utf8)
      case 13: append(contentsOf: "&#13;".utf8)
      default: append(byte)
      }
    }
  }
}
