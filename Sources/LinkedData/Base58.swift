/// The Bitcoin alphabet of base 58, as Multibase's `z` uses it.
public enum Base58 {
  private static let alphabet = [UInt8](
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()
  /// Five digits at a time keep every product within 64 bits.
  private static let chunk: UInt64 = 58 * 58 * 58 * 58 * 58

  /// ASCII digits; leading zero bytes become leading ones.
  public static func encode(_ bytes: [UInt8]) -> [UInt8] {
    let zeros = bytes.prefix { $0 == 0 }.count
    var limbs = limbs(of: bytes)
    var digits: [UInt8] = []
    digits.reserveCapacity(bytes.count * 2)
    while let top = limbs.firstIndex(where: { $0 != 0 }) {
      var remainder: UInt64 = 0
      for index in top..<limbs.count {
        remainder = remainder << 32 | UInt64(limbs[index])
        limbs[index] = UInt32(truncatingIfNeeded: remainder / chunk)
        remainder %= chunk
      }
      for _ in 0..<5 {
        digits.append(alphabet[Int(remainder % 58)])
        remainder /= 58
      }
    }
    while digits.last == alphabet[0] { digits.removeLast() }
    digits.append(contentsOf: repeatElement(alphabet[0], count: zeros))
    digits.reverse()
    return digits
  }

  private static func limbs(of bytes: [UInt8]) -> [UInt32] {
    var limbs = [UInt32](repeating: 0, count: (bytes.count + 3) / 4)
    for (index, byte) in bytes.reversed().enumerated() {
      limbs[limbs.count - 1 - index / 4] |= UInt32(byte) << (8 * (index % 4))
    }
    return limbs
  }

  /// The bytes of a text of at most 1,024 digits; nil when a character is not a digit.
  public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count <= 1024 else { return nil }
    let zeros = text.prefix { $0 == alphabet[0] }.count
    var bytes: [UInt8] = []
    for character in text {
      let value = values[Int(character)]
      guard value != 0xFF else { return nil }
      var carry = UInt(value)
      for index in bytes.indices {
        carry += UInt(bytes[index]) * 58
        bytes[index] = UInt8(truncatingIfNeeded: carry)
        carry >>= 8
      }
      while carry > 0 {
        bytes.append(UInt8(truncatingIfNeeded: carry))
        carry >>= 8
      }
    }
    return [UInt8](repeating: 0, count: zeros) + bytes.reversed()
  }
}
