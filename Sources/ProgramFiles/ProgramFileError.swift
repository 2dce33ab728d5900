/// A position in a program file, counted from 1; columns count Unicode scalars.
public struct Place: Hashable, Sendable, Comparable {
  /// The line, from 1.
  public var line: Int
  /// The column, from 1, where it is known.
  public var column: Int?

  /// Makes a place.
  public init(line: Int, column: Int? = nil) {
    self.line = line
    self.column = column
  }

  /// Orders by line, then by column.
  public static func < (a: Place, b: Place) -> Bool {
    (a.line, a.column ?? 0) < (b.line, b.column ?? 0)
  }
}

/// One mistake in a program file: where it is, what is wrong and what would be right.
public struct ProgramFileError: Error, Hashable, Sendable {
  /// The name of the file, as it was given to the reader.
  public var file: String
  /// The line, from 1.
  public var line: Int
  /// The column, from 1, where it is known.
  public var column: Int?
  /// What is wrong, without a full stop: `unknown key 'grad' in a course requirement`.
  public var message: String
  /// What would be right, as a sentence: `Did you mean 'grade'?`
  public var remedy: String

  /// Makes an error.
  public init(file: String, place: Place, message: String, remedy: String) {
    self.file = file
    self.line = place.line
    self.column = place.column
    self.message = message
    self.remedy = remedy
  }
}

extension ProgramFileError: CustomStringConvertible {
  /// `FILE:LINE: message. remedy`
  public var description: String { "\(file):\(line): \(message). \(remedy)" }
}

/// Every mistake that was found in a program file, in the order of its lines; at least one.
public struct ProgramFileErrors: Error, Hashable, Sendable {
  /// The mistakes.
  public var errors: [ProgramFileError]

  /// Gathers mistakes.
  public init(_ errors: [ProgramFileError]) {
    self.errors = errors
  }
}

extension ProgramFileErrors: CustomStringConvertible {
  /// One mistake a line.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}
