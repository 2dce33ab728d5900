extension [UInt8] {
  /// The index of the first byte that is not part of well-formed UTF-8 (Unicode 16, table 3-7).
  var firstInvalidUTF8: Int? {
    let bytes = span
    var index = 0
    while index < bytes.count {
      let first = bytes[index]
      if first < 0x80 {
        index += 1
        continue
      }
      guard let length = Self.lengthOfSequence(first), index + length <= bytes.count,
        Self.secondBytes(after: first).contains(bytes[index + 1])
      else { return index }
      for place in index + 1..<index + length where bytes[place] & 0xC0 != 0x80 { return index }
      index += length
    }
    return nil
  }

  private static func lengthOfSequence(_ first: UInt8) -> Int? {
    switch first {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: nil
    }
  }

  private static func secondBytes(after first: UInt8) -> ClosedRange<UInt8> {
    switch first {
    case 0xE0: 0xA0...0xBF
    case 0xED: 0x80...0x9F
    case 0xF0: 0x90...0xBF
    case 0xF4: 0x80...0x8F
    default: 0x80...0xBF
    }
  }
}
