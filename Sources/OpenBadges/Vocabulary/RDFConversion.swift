import LinkedData

/// Where an object stands in its document.
struct NodePlace {
  var path = ""
  var depth = 0
  /// Terms that the property holding the object adds.
  var nested: [VocabularyTerm] = []
  /// The graph that the object's statements belong to.
  var graph: Term?

  func member(_ name: String) -> NodePlace {
    var copy = self
    copy.path += "/" + name
    return copy
  }

  func error(_ problem: VocabularyError.Problem) -> VocabularyError {
    VocabularyError(path: path, problem: problem)
  }
}

/// Turns JSON objects into statements, one object at a time.
struct RDFConversion {
  private static let depthLimit = 64

  var vocabulary: Vocabulary
  private(set) var quads: [Quad] = []
  private var blanks = 0

  /// Whether addresses may be written in any alphabet, as others do.
  private let acceptsIRIs: Bool

  init(vocabulary: Vocabulary, acceptsIRIs: Bool = false) {
    self.vocabulary = vocabulary
    self.acceptsIRIs = acceptsIRIs
  }

  /// The term that stands for an object, after adding its statements.
  mutating func node(_ object: JSONObject, at place: NodePlace) throws(VocabularyError) -> Term {
    guard place.depth < Self.depthLimit else { throw place.error(.tooDeep) }
    let outer = vocabulary
    defer { vocabulary = outer }
    if let context = object["@context"] {
      guard let sum = Vocabulary(contexts: context).flatMap(outer.adding) else {
        throw place.member("@context").error(.unknownContexts)
      }
      vocabulary = sum
    }
    let subject = try subject(of: object, at: place)
    let types = try types(of: object, at: place)
    for type in types {
      let iri = vocabulary.classIRI(type) ?? type
      quads.append(Quad(subject, RDF.type, .iri(iri), graph: place.graph))
    }
    for member in object.members where !["@context", "id", "type"].contains(member.name) {
      let rule: VocabularyTerm?
      do {
        rule = try vocabulary.term(member.name, types: types, nested: place.nested)
      } catch {
        throw place.error(.conflictingTypes(member.name))
      }
      guard let rule else { throw place.error(.unknownTerm(member.name)) }
      try property(rule, member.value, of: subject, at: place.member(member.name))
    }
    return subject
  }

  private mutating func subject(
    of object: JSONObject, at place: NodePlace
  ) throws(VocabularyError) -> Term {
    guard let id = object["id"] else { return fresh() }
    return .iri(try uri(id, at: place.member("id")))
  }

  private func types(
    of object: JSONObject, at place: NodePlace
  ) throws(VocabularyError) -> [String] {
    guard let value = object["type"] else { return [] }
    var types: [String] = []
    for element in value.elements {
      guard let type = element.string else {
        throw place.member("type").error(.unexpectedValue(expected: "a string or strings"))
      }
      guard vocabulary.classIRI(type) != nil || isAbsolute(type) else {
        throw place.member("type").error(.unknownType(type))
      }
      types.append(type)
    }
    return types
  }

  /// A blank node that no other object has.
  mutating func fresh() -> Term {
    blanks += 1
    return .blank("b\(blanks)")
  }

  func uri(_ value: JSONValue, at place: NodePlace) throws(VocabularyError) -> String {
    guard let text = value.string, isAbsolute(text) else {
      throw place.error(.notAbsoluteURI)
    }
    return text
  }

  private func isAbsolute(_ text: String) -> Bool {
    acceptsIRIs ? AbsoluteURI.acceptsIRI(text) : AbsoluteURI.accepts(text)
  }

  mutating func add(_ quad: Quad) { quads.append(quad) }
}
