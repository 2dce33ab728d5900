/// Bytes as hexadecimal digits, and back.
public enum HexDigits {
  private static let lower = Array("0123456789abcdef".utf8)

  /// The bytes in lower-case digits, two for each.
  public static func text(_ bytes: some Sequence<UInt8>) -> String {
    var digits: [UInt8] = []
    for byte in bytes {
      digits.append(lower[Int(byte >> 4)])
      digits.append(lower[Int(byte & 15)])
    }
    return String(decoding: digits, as: UTF8.self)
  }

  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  static func isCapital(_ digit: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(digit)
  }
}
