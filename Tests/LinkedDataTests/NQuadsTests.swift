import TestSupport
import Testing

import LinkedData

@Suite struct NQuadsTests {
  @Test func `canonical literals escape exactly the control characters, quotes and backslashes`() {
    let text = "\u{0}\u{7}\u{8}\t\n\u{B}\u{C}\r\u{1F} \"\\\u{7F}\u{80}é😀"
    let line = NQuads.serialize([Quad(.iri("urn:s"), "urn:p", .text(text))])
    #expect(
      String(decoding: line, as: UTF8.self)
        == #"<urn:s> <urn:p> "\u0000\u0007\b\t\n\u000B\f\r\u001F \"\\\u007F"# + "\u{80}é😀\" .\n")
  }

  @Test func `what is serialised parses back`() throws {
    let quads = [
      Quad(.blank("a.b"), "urn:p", .literal("x", datatype: RDF.langString, language: "de-CH")),
      Quad(.iri("urn:ö"), "urn:p", .literal("1", datatype: XSD.integer), graph: .blank("g")),
      Quad(.iri("urn:s"), "urn:p", .text("a\u{0}\"\\\n😀"), graph: .iri("urn:g")),
    ]
    #expect(try NQuads.parse(NQuads.serialize(quads)) == quads)
  }

  @Test func `comments, blank lines and escapes in IRIs are understood`() throws {
    let text = "# a comment\n\n<urn:\\u00E9> <urn:p> _:b1 . # more\r\n"
    #expect(
      try NQuads.parse([UInt8](text.utf8)) == [Quad(.iri("urn:é"), "urn:p", .blank("b1"))])
  }

  @Test(arguments: [
    "<urn:s> <urn:p> <urn:o>", "<urn:s> \"p\" <urn:o> .", "\"s\" <urn:p> <urn:o> .",
    "<urn:s> <urn:p> \"o .", "<urn:s> <urn:p> \"\\x\" .", "<urn:s> <urn:p> \"\\uD800\" .",
    "<urn:s> <urn:p> \"o\"@ .", "<urn:s> <urn:p> _: .", "<urn:s> <urn:p> <urn:o> . x", "_",
  ])
  func `a malformed line is an error with its number`(_ line: String) {
    let error = #expect(throws: NQuadsError.self) { try NQuads.parse([UInt8]("\n\(line)".utf8)) }
    #expect(error?.line == 2)
  }

  @Test(arguments: 0..<300)
  func `no bytes make the parser trap`(_ seed: UInt64) {
    var random = Seeded(seed)
    let alphabet = [UInt8]("<>_:\"\\u0Dé@^. \n".utf8)
    let bytes = (0..<60).map { _ in alphabet.randomElement(using: &random)! }
    if let quads = try? NQuads.parse(bytes) {
      #expect((try? NQuads.parse(NQuads.serialize(quads))) == quads)
    }
  }
}
