/// Character references and the five entities that XML itself defines.
enum XMLReferences {
  private static let entities: [String: UInt8] = [
    "lt": UInt8(ascii: "<"), "gt": UInt8(ascii: ">"), "amp": UInt8(ascii: "&"),
    "quot": UInt8(ascii: "\""), "apos": UInt8(ascii: "'"),
  ]

  static func resolved(_ raw: ArraySlice<UInt8>) throws(BakingError) -> [UInt8] {
    guard raw.contains(UInt8(ascii: "&")) else { return Array(raw) }
    var out: [UInt8] = []
    var rest = raw
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "&") else {
        out.append(byte)
        continue
      }
      let name = rest.prefix { $0 != UInt8(ascii: ";") }.prefix(12)
      rest = rest.dropFirst(name.count)
      guard rest.popFirst() == UInt8(ascii: ";") else {
        throw XMLScanner.malformed("a reference has no end")
      }
      out += try character(String(decoding: name, as: UTF8.self))
    }
    return out
  }

  private static func character(_ name: String) throws(BakingError) -> [UInt8] {
    if let byte = entities[name] { return [byte] }
    let number =
      name.hasPrefix("#x")
      ? UInt32(name.dropFirst(2), radix: 16)
      : name.hasPrefix("#") ? UInt32(name.dropFirst(), radix: 10) : nil
    guard let number, let scalar = Unicode.Scalar(number),
      number >= 0x20 || [0x09, 0x0A, 0x0D].contains(number)
    else { throw XMLScanner.malformed("it uses an entity that XML itself does not define") }
    return [UInt8](String(scalar).utf8)
  }
}
