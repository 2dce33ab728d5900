/// Why a file as a whole cannot be read through a mapping; nothing of it became a fact.
public struct RosterFileError: Error, Hashable, Sendable {
  /// The kinds of reasons.
  public enum Code: String, CaseIterable, Sendable {
    /// The file has no header line.
    case headerMissing = "header-missing"
    /// The header line is malformed.
    case headerUnreadable = "header-unreadable"
    /// A column that the mapping reads is not in the header.
    case columnMissing = "column-missing"
    /// A column that the mapping reads is in the header twice.
    case columnRepeated = "column-repeated"
    /// A file to look values up in was not given.
    case lookupNotGiven = "lookup-not-given"
    /// A file to look values up in is larger than the limit.
    case lookupTooLarge = "lookup-too-large"
    /// A bundle lacks its manifest.
    case manifestMissing = "manifest-missing"
    /// A bundle is of another version than the mapping reads.
    case manifestVersion = "manifest-version"
    /// A bundle lacks a file that it says it has, or that the mapping needs.
    case fileMissing = "file-missing"
    /// A bundle has several files that could be the one that the mapping reads.
    case fileAmbiguous = "file-ambiguous"
  }

  /// What is wrong, for programs.
  public var code: Code
  /// What is wrong and what to do, in words.
  public var reason: String

  /// A file to look values up in was not given.
  public static func notGiven(_ lookup: Mapping.Lookup) -> RosterFileError {
    RosterFileError(
      .lookupNotGiven, "the mapping looks values up in \(lookup.file); give that file, too")
  }

  init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }
}

extension RosterFileError: CustomStringConvertible {
  /// The reason and the code.
  public var description: String { "\(reason) (\(code.rawValue))" }
}
