internal import Rosters

/// Everything that is wrong in the file of a profile or of a consumer.
public struct FeedFileError: Error, Hashable, Sendable {
  /// One mistake.
  public struct Mistake: Hashable, Sendable {
    /// The line, from 1.
    public let line: Int
    /// What is wrong.
    public let message: String
    /// What to write instead.
    public let remedy: String
  }

  /// The mistakes, in the order of their lines; never empty.
  public let mistakes: [Mistake]
}

extension FeedFileError {
  /// What is wrong with the text as YAML.
  init(_ error: MappingMistakes) {
    mistakes = error.mistakes.map {
      Mistake(line: $0.line, message: $0.message, remedy: $0.remedy)
    }
  }
}

extension FeedFileError: CustomStringConvertible {
  /// One line for each mistake: `line 7: there is no “delimeter” …; did you mean “delimiter”?`
  public var description: String {
    mistakes.map { "line \($0.line): \($0.message); \($0.remedy)" }.joined(separator: "\n")
  }
}
