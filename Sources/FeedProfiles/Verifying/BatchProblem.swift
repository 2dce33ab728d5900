/// Something in a batch that is not as it was released.
public struct BatchProblem: Hashable, Sendable {
  /// The file.
  public var file: String
  /// The physical line, from 1, where it is known.
  public var line: Int?
  /// The bytes of the file, from 0, in which the cause lies, where they are known.
  public var bytes: Range<Int>?
  /// What was found and what was expected.
  public var message: String
}

extension BatchProblem: CustomStringConvertible {
  /// `library-000002.csv, line 7, bytes 812 to 903: …`
  public var description: String {
    var place = file
    if let line { place += ", line \(line)" }
    if let bytes { place += ", bytes \(bytes.lowerBound) to \(bytes.upperBound)" }
    return "\(place): \(message)"
  }
}
