/// Why the private PostgreSQL cannot be made, started or stopped, with the remedy.
public struct ClusterError: Error, Sendable, CustomStringConvertible {
  /// What happened and what to do, in plain words.
  public let description: String

  init(_ description: String) { self.description = description }
}
