/// Reads one JSON object and tells each of its scalars with the path of names that leads to it;
/// items of an array have the path of the array.
struct JSONPaths {
  private let bytes: [UInt8]
  private var index = 0
  private(set) var values: [(path: String, text: [UInt8])] = []

  /// The scalars in their order; nil when the bytes are no JSON object.
  static func values(_ bytes: [UInt8]) -> [(path: String, text: [UInt8])]? {
    var reader = JSONPaths(bytes: bytes)
    guard reader.peek() == UInt8(ascii: "{"), reader.value("", depth: 0) else { return nil }
    reader.skipBlanks()
    return reader.index == bytes.count ? reader.values : nil
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private mutating func value(_ path: String, depth: Int) -> Bool {
    guard depth < 64 else { return false }
    switch peek() {
    case UInt8(ascii: "{"):
      return list(closing: UInt8(ascii: "}")) { reader in
        guard let name = reader.string(), reader.take(UInt8(ascii: ":")) else { return false }
        let key = String(decoding: name, as: UTF8.self)
        return reader.value(path.isEmpty ? key : "\(path)/\(key)", depth: depth + 1)
      }
    case UInt8(ascii: "["):
      return list(closing: UInt8(ascii: "]")) { $0.value(path, depth: depth + 1) }
    case UInt8(ascii: "\""):
      guard let text = string() else { return false }
      values.append((path, text))
      return true
    default:
      let start = index
      while index < bytes.count, !",]} \t\r\n".utf8.contains(bytes[index]) { index += 1 }
      values.append((path, Array(bytes[start..<index])))
      return index > start
    }
  }

  private mutating func list(
    closing: UInt8, _ item: (inout JSONPaths) -> Bool
  ) -> Bool {
    index += 1
    if take(closing) { return true }
    repeat {
      _ = peek()
      guard item(&self) else { return false }
    } while take(UInt8(ascii: ","))
    return take(closing)
  }

  private mutating func string() -> [UInt8]? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    var text: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") { return text }
      if byte != UInt8(ascii: "\\") {
        text.append(byte)
      } else if !escape(&text) {
        return nil
      }
    }
    return nil
  }

  private mutating func escape(_ text: inout [UInt8]) -> Bool {
    guard index < bytes.count else { return false }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "u"):
      let digits = bytes[index...].prefix(4)
      index += digits.count
      // The writer escapes control characters alone, so no surrogates are met.
      guard let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(value)
      else { return false }
      text.append(contentsOf: String(scalar).utf8)
    default: text.append(byte)
    }
    return true
  }

  private mutating func skipBlanks() {
    while index < bytes.count, [32, 9, 10, 13].contains(bytes[index]) { index += 1 }
  }

  private mutating func peek() -> UInt8? {
    skipBlanks()
    return index < bytes.count ? bytes[index] : nil
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    index += 1
    return true
  }
}
