import Crypto

/// Orders byte strings by unsigned bytes, which for UTF-8 is the order of code points.
public func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.withUnsafeBytes { a in
    right.withUnsafeBytes { b in precedes(a, b) }
  }
}

/// Orders two buffers by unsigned bytes, eight at a time.
public func precedes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  let shared = min(left.count, right.count)
  var index = 0
  while index + 8 <= shared {
    let a = UInt64(bigEndian: left.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    let b = UInt64(bigEndian: right.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    if a != b { return a < b }
    index += 8
  }
  while index < shared {
    if left[index] != right[index] { return left[index] < right[index] }
    index += 1
  }
  return left.count < right.count
}

extension [UInt8] {
  /// Appends the UTF-8 bytes of a string.
  @inlinable public mutating func append(utf8 text: String) {
    append(contentsOf: text.utf8)
  }

  /// The SHA-256 of these bytes: 32 bytes.
  public var sha256: [UInt8] {
    var hasher = SHA256()
    withUnsafeBytes { hasher.update(bufferPointer: $0) }
    return [UInt8](hasher.finalize())
  }

  /// Lower-case hexadecimal, two ASCII digits a byte.
  public var hex: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count * 2) { buffer, filled in
      for byte in self {
        buffer[filled] = hexDigit(byte >> 4)
        buffer[filled + 1] = hexDigit(byte & 15)
        filled += 2
      }
    }
  }
}

func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? 0x30 + value : 0x57 + value
}
