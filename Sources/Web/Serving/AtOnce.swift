import HTTPTypes
import Synchronization

/// So many pieces of costly work at the same time; whoever comes on top is told to come again, so
/// that the processors and the memory are not all theirs.
final class AtOnce: Sendable {
  private let most: Int
  private let running = Mutex(0)

  init(most: Int) { self.most = most }

  func run<Result>(_ work: () async throws -> Result) async throws -> Result {
    let isFree = running.withLock { running -> Bool in
      guard running < most else { return false }
      running += 1
      return true
    }
    guard isFree else {
      var problem = Problem(
        .serviceUnavailable, "busy", "Too many badges are being verified at the moment.",
        detail: "Try again.")
      problem.retryAfter = 2
      throw problem
    }
    defer { running.withLock { $0 -= 1 } }
    return try await work()
  }
}
