/// A part of an XML document in the order read.
enum XMLPart: Equatable {
  /// A start tag; `end` is the place behind it. An empty element's end tag follows it.
  case start(name: String, attributes: [XMLAttribute], nameEnd: Int, end: Int, isEmpty: Bool)
  case end(name: String, start: Int, end: Int)
  /// Text with its references resolved.
  case text([UInt8])
  case literal([UInt8])
}

struct XMLAttribute: Equatable {
  let name: String
  let value: [UInt8]
}

/// A small strict reader of XML 1.0 in UTF-8. It knows no document types and so no entities beyond
/// the five of XML: whatever could expand, fetch or differ between readers is refused.
struct XMLScanner {
  private let bytes: [UInt8]
  private var position = 0
  private var open: [String] = []
  private var parts: [XMLPart] = []
  private var hasRoot = false

  /// The parts of a document, or an error for anything but one well-formed root.
  static func parts(of bytes: [UInt8]) throws(BakingError) -> [XMLPart] {
    var scanner = XMLScanner(bytes: bytes)
    return try scanner.document()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func document() throws(BakingError) -> [XMLPart] {
    guard let text = String(validating: bytes, as: UTF8.self),
      text.unicodeScalars.allSatisfy(Self.isAllowed)
    else { throw Self.malformed("it is not UTF-8 text") }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    if isAt("<?xml ") { try declaration() }
    while position < bytes.count { try part() }
    guard hasRoot, open.isEmpty else { throw Self.malformed("an element has no end") }
    return parts
  }

  static func malformed(_ reason: String) -> BakingError {
    BakingError("The SVG cannot be read safely: \(reason).")
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
      || [0x09, 0x0A, 0x0D].contains(scalar.value)
  }

  private mutating func declaration() throws(BakingError) {
    let text = try upTo("?>", after: 6, "the XML declaration has no end")
    let lower = String(decoding: text, as: UTF8.self).lowercased()
    guard !lower.contains("encoding") || lower.contains("utf-8") else {
      throw Self.malformed("it is not in UTF-8")
    }
  }

  private mutating func part() throws(BakingError) {
    if isAt("<!--") {
      let text = try upTo("-->", after: 4, "a comment has no end")
      guard !String(decoding: text, as: UTF8.self).contains("--") else {
        throw Self.malformed("a comment has two hyphens inside")
      }
    } else if isAt("<![CDATA[") {
      guard !open.isEmpty else { throw Self.malformed("text outside the root element") }
      parts.append(.literal(try upTo("]]>", after: 9, "a CDATA section has no end")))
    } else if isAt("<!") {
      throw Self.malformed("it declares a document type or entities")
    } else if isAt("<?") {
      try instruction()
    } else if isAt("</") {
      try endTag()
    } else if isAt("<") {
      try startTag()
    } else {
      try text()
    }
  }

  private mutating func instruction() throws(BakingError) {
    position += 2
    let name = try self.name()
    guard name.lowercased() != "xml" else { throw Self.malformed("a second XML declaration") }
    _ = try upTo("?>", after: 0, "an instruction has no end")
  }

  private mutating func text() throws(BakingError) {
    let raw = bytes[position...].prefix { $0 != UInt8(ascii: "<") }
    position += raw.count
    guard !open.isEmpty else {
      guard raw.allSatisfy(Self.isSpace) else {
        throw Self.malformed("text outside the root element")
      }
      return
    }
    guard !String(decoding: raw, as: UTF8.self).contains("]]>") else {
      throw Self.malformed("']]>' outside a CDATA section")
    }
    parts.append(.text(try XMLReferences.resolved(raw)))
  }

  private mutating func startTag() throws(BakingError) {
    guard !open.isEmpty || !hasRoot else { throw Self.malformed("more than one root element") }
    guard open.count < 200 else { throw Self.malformed("too many elements inside one another") }
    position += 1
    let name = try self.name()
    let nameEnd = position
    var attributes: [XMLAttribute] = []
    while true {
      let hadSpace = skipSpace()
      if isAt(">") || isAt("/>") { break }
      guard hadSpace else { throw Self.malformed("a start tag is malformed") }
      let attribute = try self.attribute()
      guard !attributes.contains(where: { $0.name == attribute.name }) else {
        throw Self.malformed("an attribute occurs twice")
      }
      attributes.append(attribute)
    }
    let isEmpty = isAt("/>")
    position += isEmpty ? 2 : 1
    hasRoot = true
    parts.append(
      .start(
        name: name, attributes: attributes, nameEnd: nameEnd, end: position, isEmpty: isEmpty))
    if isEmpty {
      parts.append(.end(name: name, start: position, end: position))
    } else {
      open.append(name)
    }
  }

  private mutating func attribute() throws(BakingError) -> XMLAttribute {
    let name = try self.name()
    skipSpace()
    guard isAt("=") else { throw Self.malformed("an attribute has no value") }
    position += 1
    skipSpace()
    guard position < bytes.count, bytes[position] == 0x22 || bytes[position] == 0x27 else {
      throw Self.malformed("an attribute's value has no quotation marks")
    }
    let quote = bytes[position]
    let value = bytes[(position + 1)...].prefix { $0 != quote && $0 != UInt8(ascii: "<") }
    position += value.count + 2
    guard position <= bytes.count, bytes[position - 1] == quote else {
      throw Self.malformed("an attribute's value has no end")
    }
    return XMLAttribute(name: name, value: try XMLReferences.resolved(value))
  }

  private mutating func endTag() throws(BakingError) {
    let start = position
    position += 2
    let name = try self.name()
    skipSpace()
    guard isAt(">"), open.popLast() == name else {
      throw Self.malformed("a start tag and an end tag do not belong together")
    }
    position += 1
    parts.append(.end(name: name, start: start, end: position))
  }

  private mutating func name() throws(BakingError) -> String {
    let raw = bytes[position...].prefix { byte in
      byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
        || "_:-.".utf8.contains(byte)
    }
    let colons = raw.count { $0 == UInt8(ascii: ":") }
    guard let first = raw.first, !(0x30...0x39).contains(first), !"-.:".utf8.contains(first),
      colons == 0 || colons == 1 && raw.last != UInt8(ascii: ":")
    else { throw Self.malformed("a name is malformed") }
    position += raw.count
    return String(decoding: raw, as: UTF8.self)
  }

  private mutating func upTo(
    _ mark: StaticString, after skipped: Int, _ problem: String
  ) throws(BakingError) -> [UInt8] {
    let start = position + skipped
    position = start
    while position < bytes.count {
      if isAt(mark) {
        let text = Array(bytes[start..<position])
        position += mark.utf8CodeUnitCount
        return text
      }
      position += 1
    }
    throw Self.malformed(problem)
  }

  private func isAt(_ mark: StaticString) -> Bool {
    mark.withUTF8Buffer { mark in
      position + mark.count <= bytes.count
        && bytes[position..<(position + mark.count)].elementsEqual(mark)
    }
  }

  @discardableResult
  private mutating func skipSpace() -> Bool {
    let start = position
    while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    return position > start
  }

  private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
