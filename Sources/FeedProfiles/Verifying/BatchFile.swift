/// A batch as it is found in a file, and whether it is in itself as it was released.
public struct BatchFile: Sendable {
  /// The file's name.
  public var name: String
  /// What its first record says; nil when it cannot be read.
  public var header: BatchHeader?
  /// What its last record says; nil when it cannot be read.
  public var trailer: BatchTrailer?
  /// The SHA-256 of the whole file, recomputed, in 64 hexadecimal digits.
  public var sha256: String
  /// The SHA-256 of the bytes between header and trailer, recomputed.
  public var detailsSHA256: String
  /// What is not right within the file.
  public var problems: [BatchProblem]

  /// Reads a batch piece by piece; `source` gives the next bytes, nil at the end. The profiles are
  /// those in which it may be written, beside the shipped ones.
  public static func read(
    _ name: String, profiles: [FeedProfile] = [], from source: () throws -> [UInt8]?
  ) rethrows -> BatchFile {
    var reading = BatchFileReading(name, profiles)
    while let bytes = try source() { reading.feed(bytes) }
    return reading.finished()
  }

  /// The text of the file `NAME.sha256` that lies beside a batch; `sha256sum --check` reads it.
  public static func sidecar(_ sha256: String, of name: String) -> String {
    "\(sha256)  \(name)\n"
  }
}
