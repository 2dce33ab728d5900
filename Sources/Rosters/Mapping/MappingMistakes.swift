/// Everything that is wrong in a mapping file.
public struct MappingMistakes: Error, Hashable, Sendable {
  /// The mistakes, in the order of their lines.
  public let mistakes: [MappingMistake]
}

/// One mistake in a mapping file.
public struct MappingMistake: Hashable, Sendable {
  /// The line, from 1.
  public let line: Int
  /// What is wrong.
  public let message: String
  /// What to write instead.
  public let remedy: String
}

extension MappingMistakes: CustomStringConvertible {
  /// One line for each mistake.
  public var description: String {
    mistakes.map(\.description).joined(separator: "\n")
  }
}

extension MappingMistake: CustomStringConvertible {
  /// `line 7: there is no “delimeter” in csv; did you mean “delimiter”?`
  public var description: String { "line \(line): \(message); \(remedy)" }
}
