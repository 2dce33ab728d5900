import Glibc

/// An RDF 1.1 term; two terms are equal when their code points are, not when they look alike.
public enum Term: Sendable {
  /// An absolute IRI without its angle brackets.
  case iri(String)
  /// A blank node by its label without `_:`; the label means nothing outside its dataset.
  case blank(String)
  /// A literal; `language` is present only with the datatype `rdf:langString`.
  case literal(String, datatype: String, language: String? = nil)

  /// A literal of the datatype `xsd:string`.
  public static func text(_ value: String) -> Term { .literal(value, datatype: XSD.string) }
}

extension Term: Hashable {
  /// Compares UTF-8 bytes, because canonically equivalent strings are different RDF literals.
  public static func == (left: Term, right: Term) -> Bool {
    switch (left, right) {
    case (.iri(let a), .iri(let b)), (.blank(let a), .blank(let b)):
      sameBytes(a, b)
    case (.literal(let a, let typeA, let langA), .literal(let b, let typeB, let langB)):
      sameBytes(a, b) && sameBytes(typeA, typeB) && sameBytes(langA ?? "", langB ?? "")
    default: false
    }
  }

  /// Hashes the UTF-8 bytes of the lexical form.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .iri(let value), .blank(let value), .literal(let value, _, _):
      hasher.combine(utf8: value)
    }
  }
}

/// Whether two strings hold the same UTF-8 bytes, where `==` would accept equivalent ones.
public func sameBytes(_ left: String, _ right: String) -> Bool {
  let same = left.utf8.withContiguousStorageIfAvailable { a in
    right.utf8.withContiguousStorageIfAvailable { b in
      a.count == b.count
        && (a.count == 0 || memcmp(a.baseAddress!, b.baseAddress!, a.count) == 0)
    }
  }
  return (same ?? nil) ?? left.utf8.elementsEqual(right.utf8)
}

extension Hasher {
  /// Feeds the UTF-8 bytes of a string at once; equal bytes must always be fed alike.
  mutating func combine(utf8 text: String) {
    let done: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
      combine(bytes: UnsafeRawBufferPointer(bytes))
    }
    guard done == nil else { return }
    [UInt8](text.utf8).withUnsafeBytes { combine(bytes: $0) }
  }
}
