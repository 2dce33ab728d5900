/// Canonical N-Quads (RDF-CANON, "A Canonical form of N-Quads").
public enum NQuads {
  /// Serialises statements in the order given, one line each, with their own blank node labels.
  public static func serialize(_ quads: some Sequence<Quad>) -> [UInt8] {
    var out: [UInt8] = []
    for quad in quads { append(quad, to: &out) }
    return out
  }

  /// Appends one statement and its line feed.
  public static func append(_ quad: Quad, to out: inout [UInt8]) {
    append(quad.subject, to: &out)
    out.append(utf8: " <")
    out.append(utf8: quad.predicate)
    out.append(utf8: "> ")
    append(quad.object, to: &out)
    if let graph = quad.graph {
      out.append(0x20)
      append(graph, to: &out)
    }
    out.append(utf8: " .\n")
  }

  /// Appends one term.
  public static func append(_ term: Term, to out: inout [UInt8]) {
    switch term {
    case .iri(let iri):
      out.append(0x3C)
      out.append(utf8: iri)
      out.append(0x3E)
    case .blank(let label):
      out.append(utf8: "_:")
      out.append(utf8: label)
    case .literal(let text, let datatype, let language):
      out.append(0x22)
      append(escaping: text, to: &out)
      out.append(0x22)
      append(datatype: datatype, language: language, to: &out)
    }
  }

  private static func append(datatype: String, language: String?, to out: inout [UInt8]) {
    if let language {
      out.append(0x40)
      out.append(utf8: language)
    } else if !sameBytes(datatype, XSD.string) {
      out.append(utf8: "^^<")
      out.append(utf8: datatype)
      out.append(0x3E)
    }
  }

  /// Appends a lexical form with the escapes of the canonical form: `\b \t \n \f \r \" \\` and
  /// `\u00XX` for the other control characters and DEL.
  public static func append(escaping text: String, to out: inout [UInt8]) {
    var text = text
    text.withUTF8 { bytes in
      var clean = 0
      for index in bytes.indices where needsEscape(bytes[index]) {
        out.append(contentsOf: bytes[clean..<index])
        clean = index + 1
        append(escape: bytes[index], to: &out)
      }
      out.append(contentsOf: bytes[clean...])
    }
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F
  }

  private static func append(escape byte: UInt8, to out: inout [UInt8]) {
    switch byte {
    case 0x08: out.append(utf8: "\\b")
    case 0x09: out.append(utf8: "\\t")
    case 0x0A: out.append(utf8: "\\n")
    case 0x0C: out.append(utf8: "\\f")
    case 0x0D: out.append(utf8: "\\r")
    case 0x22: out.append(utf8: "\\\"")
    case 0x5C: out.append(utf8: "\\\\")
    default:
      out.append(utf8: "\\u00")
      out.append(upperHexDigit(byte >> 4))
      out.append(upperHexDigit(byte & 15))
    }
  }

  private static func upperHexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x37 + value
  }
}
