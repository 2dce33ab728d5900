/// Why a file or a link was not taken, kept, found or scanned, in a sentence for people.
public struct FilingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What to do about it: the sender's fault, the operator's, or nobody's.
  public enum Kind: Hashable, Sendable {
    /// More bytes than allowed.
    case tooLarge
    /// The sender was slower than allowed.
    case tooSlow
    /// No bytes at all.
    case empty
    /// The stream broke off.
    case interrupted
    /// The content or the link is not of a kind that is taken.
    case refused
    /// Nothing is stored under this name.
    case notFound
    /// What is stored is not what its name says.
    case damaged
    /// The disk or the quota is full.
    case full
    /// The storage, the scanner or the linked host does not answer as it should.
    case unavailable
  }

  /// What to do about it.
  public let kind: Kind
  /// What is wrong and what helps, without a secret or anything about a person.
  public let description: String

  /// Makes an error with its sentence.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
