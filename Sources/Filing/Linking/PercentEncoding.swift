/// Percent-encoding (RFC 3986, sections 2.1 and 6.2.2).
enum PercentEncoding {
  private static let capitals = Array("0123456789ABCDEF".utf8)

  static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~".utf8.contains(byte)
    }
  }

  /// Everything but unreserved characters encoded, as signatures want it.
  static func strict(_ text: String) -> String {
    var result: [UInt8] = []
    for byte in text.utf8 { append(byte, to: &result, kept: isUnreserved) }
    return String(decoding: result, as: UTF8.self)
  }

  /// One spelling for each: capital digits, no encoded unreserved characters, everything encoded
  /// that is neither unreserved nor a sub-delimiter nor among the others. Nil when a `%` is not
  /// followed by two digits.
  static func normalized(_ bytes: ArraySlice<UInt8>, others: String) -> [UInt8]? {
    let kept = { (byte: UInt8) in
      isUnreserved(byte) || "!$&'()*+,;=".utf8.contains(byte) || others.utf8.contains(byte)
    }
    var result: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      if byte != UInt8(ascii: "%") {
        append(byte, to: &result, kept: kept)
        continue
      }
      guard let high = rest.popFirst().flatMap(HexDigits.value),
        let low = rest.popFirst().flatMap(HexDigits.value)
      else { return nil }
      append(high << 4 | low, to: &result, kept: isUnreserved)
    }
    return result
  }

  private static func append(
    _ byte: UInt8, to result: inout [UInt8], kept: (UInt8) -> Bool
  ) {
    if kept(byte) {
      result.append(byte)
    } else {
      result += [UInt8(ascii: "%"), capitals[Int(byte >> 4)], capitals[Int(byte & 15)]]
    }
  }
}
