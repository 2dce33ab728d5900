import NIOPosix

/// Work that waits for a disk, kept away from Swift's own threads.
enum Blocking {
  static func run<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await NIOThreadPool.singleton.runIfActive(work)
  }
}
