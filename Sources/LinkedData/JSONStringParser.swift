extension JSONParser {
  /// Reads a string from its opening to its closing quotation mark.
  mutating func string() throws(JSONError) -> String {
    guard peek == UInt8(ascii: "\"") else { throw fail("expected a string") }
    position += 1
    var out: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw fail("an unescaped control character in a string") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        try escape(into: &out)
      } else {
        out.append(byte)
      }
    }
    guard peek != nil else { throw fail("a string without end") }
    position += 1
    guard let text = String(validating: out, as: UTF8.self) else {
      throw fail("a string that is not UTF-8")
    }
    return text
  }

  private mutating func escape(into out: inout [UInt8]) throws(JSONError) {
    guard let kind = peek else { throw fail("a string without end") }
    position += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(kind)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "u"): out.append(utf8: String(try escapedScalar()))
    default: throw fail("an unknown escape in a string")
    }
  }

  private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, peek == UInt8(ascii: "\\") else { throw fail("a lone surrogate") }
    position += 1
    guard peek == UInt8(ascii: "u") else { throw fail("a lone surrogate") }
    position += 1
    let second = try codeUnit()
    let combined = 0x10000 + (UInt32(first) - 0xD800) << 10 + UInt32(second) &- 0xDC00
    guard (0xDC00...0xDFFF).contains(second), let scalar = Unicode.Scalar(combined) else {
      throw fail("a lone surrogate")
    }
    return scalar
  }

  private mutating func codeUnit() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = peek?.hexValue else { throw fail("expected four hexadecimal digits") }
      value = value << 4 | digit
      position += 1
    }
    return value
  }
}
