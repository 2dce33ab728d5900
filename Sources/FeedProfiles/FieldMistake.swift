/// Why a field of a row cannot be written as its profile wants it.
public struct FieldMistake: Hashable, Sendable {
  /// The row's position in the feed.
  public var position: Int
  /// The field, as the profile calls it: `comment`, `Student/Person/SchoolAssignedPersonID`.
  public var field: String
  /// What is wrong, without the value itself.
  public var what: String
  /// What can be done about it.
  public var remedy: String

  /// Makes a mistake.
  public init(position: Int, field: String, what: String, remedy: String) {
    self.position = position
    self.field = field
    self.what = what
    self.remedy = remedy
  }
}

extension FieldMistake: CustomStringConvertible {
  /// `position 7, “comment”: it has 93 characters, 80 fit; shorten the text of the notation`
  public var description: String { "position \(position), “\(field)”: \(what); \(remedy)" }
}

/// Every reason why a row was left out of a batch.
public struct FieldMistakes: Error, Hashable, Sendable {
  /// The mistakes, in the order of the fields; never empty.
  public let mistakes: [FieldMistake]
}

extension FieldMistakes: CustomStringConvertible {
  /// One line for each mistake.
  public var description: String { mistakes.map(\.description).joined(separator: "\n") }
}
