public import Crypto

/// The SHA-256 of a content: its name, whoever brought it and whatever they called it.
public struct ContentID: Hashable, Sendable, CustomStringConvertible {
  /// The digest: 32 bytes.
  public let bytes: [UInt8]

  /// Takes a digest of 32 bytes; nil for any other number.
  public init?(bytes: [UInt8]) {
    guard bytes.count == SHA256.byteCount else { return nil }
    self.bytes = bytes
  }

  /// Takes a digest.
  public init(_ digest: SHA256Digest) {
    bytes = Array(digest)
  }

  /// The name of bytes in memory.
  public init(of content: [UInt8]) {
    self.init(SHA256.hash(data: content))
  }

  /// Reads 64 hexadecimal digits in lower case; nil for anything else.
  public init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count == 2 * SHA256.byteCount else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = HexDigits.value(digits[index]), let low = HexDigits.value(digits[index + 1]),
        !HexDigits.isCapital(digits[index]), !HexDigits.isCapital(digits[index + 1])
      else { return nil }
      bytes.append(high << 4 | low)
    }
    self.bytes = bytes
  }

  /// 64 hexadecimal digits in lower case.
  public var hex: String { HexDigits.text(bytes) }

  /// The hexadecimal digits.
  public var description: String { hex }

  /// `ab/cd/abcd…`: few enough names in a folder for any file system.
  var path: String {
    let text = hex
    return "\(text.prefix(2))/\(text.dropFirst(2).prefix(2))/\(text)"
  }
}
