/// Why a picture was not taken or not made, in a sentence for whoever sent or asked for it.
public struct ArtworkError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and where, and what would be right.
  public let sentence: String

  init(_ sentence: String) { self.sentence = sentence }

  /// The sentence.
  public var description: String { sentence }
}
