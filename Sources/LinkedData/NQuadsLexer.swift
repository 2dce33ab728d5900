extension NQuadsLine {
  var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  func fail(_ expected: String) -> NQuadsError { NQuadsError(line: number, expected: expected) }

  mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 { position += 1 }
  }

  mutating func expect(
    _ byte: UInt8, _ what: String, skippingSpace: Bool = true
  ) throws(NQuadsError) {
    guard peek == byte else { throw fail(what) }
    position += 1
    if skippingSpace { skipSpace() }
  }

  mutating func take(while accepts: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = position
    while let byte = peek, accepts(byte) { position += 1 }
    return bytes[start..<position]
  }

  /// Reads up to the closing byte, resolving escapes, and checks that the result is UTF-8.
  mutating func quoted(until end: UInt8, _ what: String) throws(NQuadsError) -> String {
    var out: [UInt8] = []
    while let byte = peek, byte != end {
      position += 1
      if byte == UInt8(ascii: "\\") {
        try escape(into: &out)
      } else {
        out.append(byte)
      }
    }
    guard peek == end else { throw fail(what) }
    position += 1
    guard let text = String(validating: out, as: UTF8.self) else { throw fail("UTF-8 text") }
    return text
  }

  private mutating func escape(into out: inout [UInt8]) throws(NQuadsError) {
    guard let kind = peek else { throw fail("a character after '\\'") }
    position += 1
    switch kind {
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): out.append(kind)
    case UInt8(ascii: "u"): out.append(utf8: String(try scalar(digits: 4)))
    case UInt8(ascii: "U"): out.append(utf8: String(try scalar(digits: 8)))
    default: throw fail("one of b t n f r \" ' \\ u U after '\\'")
    }
  }

  private mutating func scalar(digits: Int) throws(NQuadsError) -> Unicode.Scalar {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = peek?.hexValue else { throw fail("\(digits) hexadecimal digits") }
      value = value << 4 | digit
      position += 1
    }
    guard let scalar = Unicode.Scalar(value) else { throw fail("a Unicode scalar value") }
    return scalar
  }
}

extension UInt8 {
  var isLetterOrDigit: Bool {
    isDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
  }

  var isDigit: Bool { (0x30...0x39).contains(self) }

  var hexValue: UInt32? {
    switch self {
    case 0x30...0x39: UInt32(self) - 0x30
    case 0x41...0x46: UInt32(self) - 0x37
    case 0x61...0x66: UInt32(self) - 0x57
    default: nil
    }
  }
}
