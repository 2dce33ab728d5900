/// Reads one XML element as the renderer writes it and tells each text and attribute with the path
/// of names that leads to it; an attribute is `@name`.
struct XMLPaths {
  private let bytes: [UInt8]
  private var index = 0
  private(set) var values: [(path: String, text: [UInt8])] = []

  /// The texts in their order; nil when the bytes are not one element, or, where `isOpen`, the
  /// beginning of one.
  static func values(_ bytes: [UInt8], isOpen: Bool = false) -> [(path: String, text: [UInt8])]? {
    var reader = XMLPaths(bytes: bytes)
    guard reader.element("", depth: 0, isOpen: isOpen), reader.index == bytes.count else {
      return nil
    }
    return reader.values
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private mutating func element(_ path: String, depth: Int, isOpen: Bool) -> Bool {
    guard depth < 64, take("<") else { return false }
    let name = word()
    let path = path.isEmpty ? name : "\(path)/\(name)"
    guard !name.isEmpty, attributes(path) else { return false }
    if take("/>") { return true }
    guard take(">") else { return false }
    if isOpen { return true }
    let start = index
    while index < bytes.count, bytes[index] == UInt8(ascii: "<"), !starts("</") {
      guard element(path, depth: depth + 1, isOpen: false) else { return false }
    }
    if index == start {
      guard let text = text(until: UInt8(ascii: "<")) else { return false }
      values.append((path, text))
    }
    return take("</\(name)>")
  }

  private mutating func attributes(_ path: String) -> Bool {
    while take(" ") {
      let name = word()
      guard !name.isEmpty, take("=\""), let text = text(until: UInt8(ascii: "\"")), take("\"")
      else { return false }
      values.append(("\(path)/@\(name)", text))
    }
    return true
  }

  private mutating func word() -> String {
    let start = index
    while index < bytes.count, !" =/>\"<".utf8.contains(bytes[index]) { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func text(until end: UInt8) -> [UInt8]? {
    var text: [UInt8] = []
    while index < bytes.count, bytes[index] != end {
      if bytes[index] == UInt8(ascii: "&") {
        guard let reference = Self.references.first(where: { starts($0.name) }) else { return nil }
        text.append(reference.byte)
        index += reference.name.utf8.count
      } else {
        text.append(bytes[index])
        index += 1
      }
    }
    return text
  }

  private static let references: [(name: String, byte: UInt8)] = [
    ("&amp;", UInt8(ascii: "&")), ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")),
    ("&quot;", UInt8(ascii: "\"")), ("&#9;", 9), ("&#10;", 10), ("&#13;", 13),
  ]

  private func starts(_ text: String) -> Bool {
    bytes[index...].starts(with: text.utf8)
  }

  private mutating func take(_ text: String) -> Bool {
    guard starts(text) else { return false }
    index += text.utf8.count
    return true
  }
}
