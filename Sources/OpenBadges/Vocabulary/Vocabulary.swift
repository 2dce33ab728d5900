public import LinkedData

/// The terms and types that a list of contexts defines: what a document may say, and what it means
/// in RDF. It replaces the processing of JSON-LD contexts for Open Badges 3.0 documents.
public struct Vocabulary: Sendable {
  /// The `@context` of an Open Badge: credentials v2, Open Badges 3.0.3, extensions.
  public static let badgeContexts = [
    ContextFacts.credentials.url, ContextFacts.openBadges.url, ContextFacts.extensions.url,
  ]
  /// The `@context` of a status list: credentials v2 alone.
  public static let statusListContexts = [ContextFacts.credentials.url]

  /// Every known list of contexts, the shorter before the longer ones that it begins.
  private static let known = [
    Vocabulary([.credentials]), Vocabulary([.credentials, .openBadges]),
    Vocabulary([.credentials, .openBadges, .extensions]),
  ]

  let contexts: [String]
  private let terms: [String: VocabularyTerm]
  private let classes: [String: (iri: String, terms: [String: VocabularyTerm])]

  private init(_ facts: [ContextFacts]) {
    contexts = facts.map(\.url)
    terms = Self.table(facts.flatMap(\.terms))
    classes = Dictionary(
      facts.flatMap(\.classes).map { ($0.name, (iri: $0.iri, terms: Self.table($0.terms))) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func table(_ terms: [VocabularyTerm]) -> [String: VocabularyTerm] {
    Dictionary(terms.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The vocabulary of a document's `@context`; nil unless all of them are known,
  /// in an order that badges may have.
  init?(contexts value: JSONValue?) {
    let urls = value.map { $0.elements.map { $0.string ?? "" } } ?? []
    guard urls.allSatisfy({ url in url.utf8.allSatisfy { $0 < 0x80 } }) else { return nil }
    if let match = Self.known.first(where: { $0.contexts == urls }) {
      self = match
      return
    }
    guard let facts = ContextFacts.foreign(urls) else { return nil }
    self.init(facts)
  }

  /// The larger of two vocabularies: an embedded document adds its contexts to those around it. Nil
  /// where neither holds all of the other's, because contexts may not define terms anew.
  func adding(_ other: Vocabulary) -> Vocabulary? {
    if Set(contexts).isSuperset(of: other.contexts) { return self }
    return Set(other.contexts).isSuperset(of: contexts) ? other : nil
  }

  func classIRI(_ type: String) -> String? { isName(type) ? classes[type]?.iri : nil }

  /// The property of that name for an object of these types; nil when none defines it.
  func term(
    _ name: String, types: [String], nested: [VocabularyTerm] = []
  ) throws(ConflictingTypes) -> VocabularyTerm? {
    guard isName(name) else { return nil }
    var found: VocabularyTerm?
    for type in types {
      guard let term = classes[type]?.terms[name] else { continue }
      if let found, found != term { throw ConflictingTypes() }
      found = term
    }
    return found ?? nested.first { $0.name == name } ?? terms[name]
  }

  struct ConflictingTypes: Error {}

  /// Names are ASCII; this keeps look-alikes that are only canonically equivalent from matching.
  private func isName(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }
}

extension Vocabulary {
  /// The RDF dataset of a document with a known `@context`, as JSON-LD 1.1 defines it (expansion,
  /// then to-RDF). Whatever JSON-LD would drop silently is an error that names the place. Addresses
  /// in any alphabet are for documents of others, which we only read.
  public static func dataset(
    of document: JSONValue, acceptingIRIs: Bool = false
  ) throws(VocabularyError) -> [Quad] {
    guard let object = document.object else {
      throw VocabularyError(path: "", problem: .unexpectedValue(expected: "an object"))
    }
    guard let vocabulary = Vocabulary(contexts: object["@context"]) else {
      throw VocabularyError(path: "/@context", problem: .unknownContexts)
    }
    var conversion = RDFConversion(vocabulary: vocabulary, acceptsIRIs: acceptingIRIs)
    _ = try conversion.node(object, at: NodePlace())
    return conversion.quads
  }
}
