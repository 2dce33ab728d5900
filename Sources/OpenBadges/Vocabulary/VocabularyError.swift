/// Why a document cannot be turned into RDF without losing something.
public struct VocabularyError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Sendable, Equatable {
    /// `@context` is not one of the known lists.
    case unknownContexts
    /// No context in use defines this property for an object of these types.
    case unknownTerm(String)
    /// No context in use defines this type.
    case unknownType(String)
    /// Two types of one object define this property differently.
    case conflictingTypes(String)
    /// The text is not an absolute URI of ASCII characters.
    case notAbsoluteURI
    /// The value has the wrong shape; what was expected instead.
    case unexpectedValue(expected: String)
    /// More objects inside one another than any credential has.
    case tooDeep
  }

  /// Where, as a JSON Pointer (RFC 6901).
  public let path: String
  /// What is wrong there.
  public let problem: Problem

  /// Makes an error.
  public init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }

  /// One sentence for a person, without any value of the document.
  public var description: String {
    let place = path.isEmpty ? "the document" : path
    return switch problem {
    case .unknownContexts: "\(place): use the contexts of Open Badges 3.0.3, in their order"
    case .unknownTerm(let name): "\(place): no context defines the property '\(name)'; remove it"
    case .unknownType(let name): "\(place): no context defines the type '\(name)'; remove it"
    case .conflictingTypes(let name): "\(place): the types define '\(name)' differently; keep one"
    case .notAbsoluteURI: "\(place): write an absolute URI, percent-encoded where it is not ASCII"
    case .unexpectedValue(let expected): "\(place): expected \(expected)"
    case .tooDeep: "\(place): too many objects inside one another"
    }
  }
}
