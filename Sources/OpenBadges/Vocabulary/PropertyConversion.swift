import LinkedData

extension RDFConversion {
  /// Adds the statements of one member of an object.
  mutating func property(
    _ term: VocabularyTerm, _ value: JSONValue, of subject: Term, at place: NodePlace
  ) throws(VocabularyError) {
    if term.kind == .list {
      let head = try list(value.elements, at: place)
      add(Quad(subject, term.iri, head, graph: place.graph))
      return
    }
    guard case .array(let elements) = value else {
      let object = try self.object(of: term, value, at: place)
      add(Quad(subject, term.iri, object, graph: place.graph))
      return
    }
    guard !elements.isEmpty else {
      throw place.error(.unexpectedValue(expected: "at least one value; leave the property out"))
    }
    for (index, element) in elements.enumerated() {
      let object = try self.object(of: term, element, at: place.member(String(index)))
      add(Quad(subject, term.iri, object, graph: place.graph))
    }
  }

  /// The RDF term of one value that is no array.
  private mutating func object(
    of term: VocabularyTerm, _ value: JSONValue, at place: NodePlace
  ) throws(VocabularyError) -> Term {
    if case .object(let object) = value {
      var inner = place
      inner.depth += 1
      inner.nested = term.nested
      guard term.kind == .graph else { return try node(object, at: inner) }
      let graph = fresh()
      inner.graph = graph
      _ = try node(object, at: inner)
      return graph
    }
    switch term.kind {
    case .reference: return .iri(try uri(value, at: place))
    case .keyword(let keywords):
      guard let word = value.string, let iri = keywords[word], word.utf8.allSatisfy({ $0 < 0x80 })
      else { throw place.error(.unexpectedValue(expected: "a known keyword")) }
      return .iri(iri)
    case .graph: throw place.error(.unexpectedValue(expected: "an object"))
    case .plain, .list: return try literal(value, datatype: nil, at: place)
    case .typed(let datatype): return try literal(value, datatype: datatype, at: place)
    }
  }

  /// JSON-LD 1.1 API, "Object to RDF Conversion".
  private func literal(
    _ value: JSONValue, datatype: String?, at place: NodePlace
  ) throws(VocabularyError) -> Term {
    switch value {
    case .string(let text): return .literal(text, datatype: datatype ?? XSD.string)
    case .bool(let flag):
      return .literal(flag ? "true" : "false", datatype: datatype ?? XSD.boolean)
    case .number(let number):
      guard let lexical = number.rdfLexical else {
        throw place.error(.unexpectedValue(expected: "a number within 2^53"))
      }
      return .literal(lexical.text, datatype: datatype ?? lexical.datatype)
    case .null, .array, .object:
      throw place.error(.unexpectedValue(expected: "a string, a number or a truth value"))
    }
  }

  /// An RDF collection of literals, from its last element to its first.
  private mutating func list(
    _ elements: [JSONValue], at place: NodePlace
  ) throws(VocabularyError) -> Term {
    var rest = Term.iri(RDF.nil)
    for (index, element) in elements.enumerated().reversed() {
      let first = try literal(element, datatype: nil, at: place.member(String(index)))
      let cell = fresh()
      add(Quad(cell, RDF.first, first, graph: place.graph))
      add(Quad(cell, RDF.rest, rest, graph: place.graph))
      rest = cell
    }
    return rest
  }
}
