public import Microcredentials

/// How the rows of the ledger are written for one kind of student system: a profile file, read
/// and checked.
public struct FeedProfile: Sendable {
  /// What it is called: `banner-comment`.
  public let name: String
  /// The SHA-256 of the file's text, in 64 hexadecimal digits.
  public let version: String
  /// What it is for.
  public let summary: String
  /// What the names of its files end with, without the point: `csv`.
  public let fileExtension: String

  /// Reads a profile file, YAML as the article <doc:Profiles> describes it.
  ///
  /// - Throws: ``FeedProfileError``, every mistake in it at once.
  public init(parsing text: String) throws(FeedProfileError) {
    name = ""
    version = ""
    summary = ""
    fileExtension = ""
  }

  /// Why the row cannot be written; empty when it can.
  public func mistakes(in row: Notation) -> [FieldMistake] { [] }
}
