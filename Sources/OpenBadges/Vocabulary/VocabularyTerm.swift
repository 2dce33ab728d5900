/// One property of the vocabulary: what its name means in RDF and how its JSON values are read.
struct VocabularyTerm: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// A string is an `xsd:string`; an object is a node.
    case plain
    /// A string is a literal of this datatype; an object is a node.
    case typed(String)
    /// A string is a URI; an object is a node.
    case reference
    /// Strings in an order that matters, an RDF collection.
    case list
    /// An object in a graph of its own, as a proof is.
    case graph
    /// A string is one of these keywords and stands for a URI.
    case keyword([String: String])
  }

  let name: String
  let iri: String
  let kind: Kind
  /// Further terms that only the objects of this property know.
  var nested: [VocabularyTerm] = []

  init(_ name: String, _ iri: String, _ kind: Kind = .plain, nested: [VocabularyTerm] = []) {
    self.name = name
    self.iri = iri
    self.kind = kind
    self.nested = nested
  }
}

/// One class of the vocabulary with the terms that objects of that type know.
struct VocabularyClass: Sendable {
  let name: String
  let iri: String
  let terms: [VocabularyTerm]

  init(_ name: String, _ iri: String, _ terms: [VocabularyTerm] = []) {
    self.name = name
    self.iri = iri
    self.terms = terms
  }
}

/// What one JSON-LD context document defines: a fact table of ours, not the document.
struct ContextFacts: Sendable {
  let url: String
  /// Terms that every object knows.
  let terms: [VocabularyTerm]
  let classes: [VocabularyClass]
}

/// Namespaces of the vocabulary, each with its trailing `#` or `/`.
enum Namespace {
  static let credentials = "https://www.w3.org/2018/credentials#"
  static let status = "https://www.w3.org/ns/credentials/status#"
  static let security = "https://w3id.org/security#"
  static let jwt = "https://www.iana.org/assignments/jwt#"
  static let jose = "https://www.iana.org/assignments/jose#"
  static let schema = "https://schema.org/"
  static let openBadges = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
  /// Open Badges writes the datatypes of XML Schema with https, which makes them other IRIs.
  static let secureXSD = "https://www.w3.org/2001/XMLSchema#"
  static let multibase = security + "multibase"
}
