/// What is wrong with an N-Quads document, and on which line (counted from 1).
public struct NQuadsError: Error, Equatable, CustomStringConvertible {
  /// The line, counted from 1.
  public let line: Int
  /// What was expected there.
  public let expected: String

  /// One sentence for a person.
  public var description: String { "N-Quads line \(line): expected \(expected)" }
}

extension NQuads {
  /// Parses N-Quads (RDF 1.1); the result keeps order and duplicates.
  public static func parse(_ bytes: [UInt8]) throws(NQuadsError) -> [Quad] {
    var quads: [Quad] = []
    var number = 0
    for line in bytes.split(omittingEmptySubsequences: false, whereSeparator: isLineEnd) {
      number += 1
      var cursor = NQuadsLine(bytes: line, number: number)
      if let quad = try cursor.statement() { quads.append(quad) }
    }
    return quads
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}

/// A cursor over one line.
struct NQuadsLine {
  let bytes: ArraySlice<UInt8>
  let number: Int
  var position: Int

  init(bytes: ArraySlice<UInt8>, number: Int) {
    self.bytes = bytes
    self.number = number
    position = bytes.startIndex
  }

  mutating func statement() throws(NQuadsError) -> Quad? {
    skipSpace()
    if peek == nil || peek == UInt8(ascii: "#") { return nil }
    let subject = try resource("an IRI or a blank node as subject")
    let predicate = try iri("an IRI as predicate")
    let object = try objectTerm()
    var graph: Term?
    if peek != UInt8(ascii: ".") { graph = try resource("a graph name or '.'") }
    try expect(UInt8(ascii: "."), "'.' at the end")
    skipSpace()
    guard peek == nil || peek == UInt8(ascii: "#") else { throw fail("the end of the line") }
    return Quad(subject, predicate, object, graph: graph)
  }

  private mutating func objectTerm() throws(NQuadsError) -> Term {
    guard peek == UInt8(ascii: "\"") else { return try resource("a term as object") }
    position += 1
    let text = try quoted(until: UInt8(ascii: "\""), "a closing quotation mark")
    defer { skipSpace() }
    if peek == UInt8(ascii: "@") {
      position += 1
      let tag = take { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
      guard !tag.isEmpty else { throw fail("a language tag after '@'") }
      return .literal(
        text, datatype: RDF.langString, language: String(decoding: tag, as: UTF8.self))
    }
    guard peek == UInt8(ascii: "^") else { return .text(text) }
    position += 1
    try expect(UInt8(ascii: "^"), "'^^' before a datatype", skippingSpace: false)
    return .literal(text, datatype: try iri("an IRI as datatype"))
  }

  private mutating func resource(_ what: String) throws(NQuadsError) -> Term {
    guard peek == UInt8(ascii: "_") else { return .iri(try iri(what)) }
    position += 1
    try expect(UInt8(ascii: ":"), "'_:' before a label", skippingSpace: false)
    var label = take { $0.isLetterOrDigit || $0 >= 0x80 || "_:-.".utf8.contains($0) }
    while label.last == UInt8(ascii: ".") {
      label.removeLast()
      position -= 1
    }
    guard !label.isEmpty else { throw fail("a label after '_:'") }
    skipSpace()
    return .blank(String(decoding: label, as: UTF8.self))
  }

  private mutating func iri(_ what: String) throws(NQuadsError) -> String {
    try expect(UInt8(ascii: "<"), what, skippingSpace: false)
    let value = try quoted(until: UInt8(ascii: ">"), "'>' after an IRI")
    skipSpace()
    return value
  }
}
