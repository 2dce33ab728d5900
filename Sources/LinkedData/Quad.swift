/// A statement of an RDF dataset: subject, predicate, object and, outside the default graph, a graph.
public struct Quad: Hashable, Sendable {
  /// An IRI or a blank node.
  public let subject: Term
  /// The IRI of the property.
  public let predicate: String
  /// Any term.
  public let object: Term
  /// The name of the graph, an IRI or a blank node; nil is the default graph.
  public let graph: Term?

  /// Makes a statement; the caller answers for the kinds of subject and graph.
  public init(_ subject: Term, _ predicate: String, _ object: Term, graph: Term? = nil) {
    self.subject = subject
    self.predicate = predicate
    self.object = object
    self.graph = graph
  }

  /// Compares UTF-8 bytes, as `Term` does.
  public static func == (left: Quad, right: Quad) -> Bool {
    left.subject == right.subject && sameBytes(left.predicate, right.predicate)
      && left.object == right.object && left.graph == right.graph
  }

  /// Hashes the three terms of the statement.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(subject)
    hasher.combine(utf8: predicate)
    hasher.combine(object)
  }
}
