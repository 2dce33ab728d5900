/// An element of an XML document.
struct XMLElement {
  enum Child {
    case element(XMLElement)
    case text(String)
  }

  var name: String
  var attributes: [(name: String, value: String)]
  var children: [Child]
  var line: Int

  func value(of name: String) -> String? { attributes.first { $0.name == name }?.value }

  var elements: [XMLElement] {
    children.compactMap { if case .element(let element) = $0 { element } else { nil } }
  }
}

/// Reads the part of XML 1.0 that a static picture needs: no document type, no entities but the
/// five, no processing instructions. Strict: what is not well-formed is refused with its line.
struct XMLReading {
  private let scalars: [Unicode.Scalar]
  private var place = 0
  private var line = 1
  private var count = 0

  private static let mostElements = 10_000
  private static let mostNesting = 60

  private init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// The root of a document.
  static func root(of bytes: [UInt8]) throws(ArtworkError) -> XMLElement {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes
    guard let text = String(validating: content, as: UTF8.self) else {
      throw ArtworkError("The SVG is not UTF-8: save it as UTF-8.")
    }
    if let bad = text.unicodeScalars.first(where: { !ShownText.isXML($0) }) {
      throw ArtworkError("The SVG has a control character (U+\(String(bad.value, radix: 16))).")
    }
    var reading = XMLReading(text)
    return try reading.document()
  }

  private mutating func document() throws(ArtworkError) -> XMLElement {
    if ["<?xml ", "<?xml\n", "<?xml\t", "<?xml\r"].contains(where: isAt) {
      let declaration = try upTo("?>")
      guard
        !declaration.lowercased().contains("encoding")
          || declaration.lowercased().contains("utf-8")
      else { throw mistake("its declaration names another encoding than UTF-8") }
    }
    try skipMisc()
    guard isAt("<"), !isAt("</") else { throw mistake("there is no element") }
    let root = try element(depth: 1)
    try skipMisc()
    guard place == scalars.count else {
      throw mistake("something follows the end of the document")
    }
    return root
  }

  /// Comments and white space.
  private mutating func skipMisc() throws(ArtworkError) {
    while place < scalars.count {
      if isAt("<!--") {
        try skipComment()
      } else if isAt("<!DOCTYPE") || isAt("<!doctype") {
        throw mistake("a document type (<!DOCTYPE) is not taken: remove it")
      } else if isAt("<?") {
        throw mistake("a processing instruction (<?…?>) is not taken: remove it")
      } else if Self.isSpace(scalars[place]) {
        advance()
      } else {
        return
      }
    }
  }

  private mutating func element(depth: Int) throws(ArtworkError) -> XMLElement {
    count += 1
    guard depth <= Self.mostNesting, count <= Self.mostElements else {
      throw mistake("there are too many elements, or they are nested too deeply")
    }
    let start = line
    advance()
    let name = try readName()
    var attributes: [(name: String, value: String)] = []
    while true {
      let hadSpace = skipSpace()
      if isAt("/>") {
        advance(2)
        return XMLElement(name: name, attributes: attributes, children: [], line: start)
      }
      if isAt(">") {
        advance()
        break
      }
      guard hadSpace else { throw mistake("<\(name)> is not well-formed") }
      let attribute = try readName()
      _ = skipSpace()
      guard isAt("=") else { throw mistake("the attribute '\(attribute)' has no value") }
      advance()
      _ = skipSpace()
      guard !attributes.contains(where: { $0.name == attribute }) else {
        throw mistake("the attribute '\(attribute)' is there twice")
      }
      attributes.append((attribute, try quoted()))
    }
    let children = try content(of: name, depth)
    return XMLElement(name: name, attributes: attributes, children: children, line: start)
  }

  private mutating func content(
    of name: String, _ depth: Int
  ) throws(ArtworkError) -> [XMLElement.Child] {
    var children: [XMLElement.Child] = []
    while place < scalars.count {
      if isAt("</") {
        advance(2)
        let end = try readName()
        _ = skipSpace()
        guard end == name, isAt(">") else { throw mistake("<\(name)> is not closed") }
        advance()
        return children
      } else if isAt("<!--") {
        try skipComment()
      } else if isAt("<![CDATA[") {
        advance(9)
        children.append(.text(try upTo("]]>")))
      } else if isAt("<!") || isAt("<?") {
        throw mistake("declarations and processing instructions are not taken: remove them")
      } else if isAt("<") {
        children.append(.element(try element(depth: depth + 1)))
      } else {
        children.append(.text(try text(until: ["<"])))
      }
    }
    throw mistake("<\(name)> is not closed")
  }

  private mutating func quoted() throws(ArtworkError) -> String {
    guard isAt("\"") || isAt("'") else { throw mistake("the value of an attribute has no quotes") }
    let quote = scalars[place]
    advance()
    let value = try text(until: [quote, "<"])
    guard place < scalars.count, scalars[place] == quote else {
      throw mistake("the value of an attribute does not end")
    }
    advance()
    return value
  }

  /// Text with its character references replaced.
  private mutating func text(until ends: [Unicode.Scalar]) throws(ArtworkError) -> String {
    var result = String.UnicodeScalarView()
    while place < scalars.count, !ends.contains(scalars[place]) {
      if scalars[place] == "&" {
        result.append(try reference())
      } else {
        result.append(scalars[place])
        advance()
      }
    }
    return String(result)
  }

  private mutating func reference() throws(ArtworkError) -> Unicode.Scalar {
    let start = place + 1
    let window = scalars[start..<min(start + 12, scalars.count)]
    guard let end = window.firstIndex(of: ";") else { throw mistake("'&' has to be '&amp;'") }
    var name = String.UnicodeScalarView()
    name.append(contentsOf: scalars[start..<end])
    let word = String(name)
    advance(end - place + 1)
    let named: [String: Unicode.Scalar] = [
      "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'",
    ]
    if let scalar = named[word] { return scalar }
    let number =
      word.hasPrefix("#x")
      ? UInt32(word.dropFirst(2), radix: 16)
      : word.hasPrefix("#") ? UInt32(word.dropFirst()) : nil
    guard let scalar = number.flatMap(Unicode.Scalar.init), ShownText.isXML(scalar) else {
      throw mistake("there is no entity '\(word)': write the character itself")
    }
    return scalar
  }

  private mutating func readName() throws(ArtworkError) -> String {
    var name = ""
    while place < scalars.count, Self.isName(scalars[place]), name.utf8.count < 100 {
      name.unicodeScalars.append(scalars[place])
      advance()
    }
    guard let first = name.unicodeScalars.first, first.properties.isAlphabetic || first == "_"
    else {
      throw mistake("a name is expected")
    }
    return name
  }

  private mutating func skipComment() throws(ArtworkError) {
    advance(4)
    _ = try upTo("-->")
  }

  private mutating func upTo(_ end: String) throws(ArtworkError) -> String {
    var result = String.UnicodeScalarView()
    while place < scalars.count {
      if isAt(end) {
        advance(end.unicodeScalars.count)
        return String(result)
      }
      result.append(scalars[place])
      advance()
    }
    throw mistake("'\(end)' is missing")
  }

  private mutating func skipSpace() -> Bool {
    let start = place
    while place < scalars.count, Self.isSpace(scalars[place]) { advance() }
    return place > start
  }

  private func isAt(_ text: String) -> Bool {
    let wanted = text.unicodeScalars
    return place + wanted.count <= scalars.count
      && scalars[place..<(place + wanted.count)].elementsEqual(wanted)
  }

  private mutating func advance(_ steps: Int = 1) {
    for _ in 0..<steps {
      if scalars[place] == "\n" { line += 1 }
      place += 1
    }
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r"
  }

  private static func isName(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", ":": true
    default: false
    }
  }

  private func mistake(_ sentence: String) -> ArtworkError {
    ArtworkError("Line \(line) of the SVG: \(sentence).")
  }
}
