import Synchronization

/// Watches that a sender is not slower than allowed.
final class Pace: Sendable {
  private let limits: Spool.Limits
  private let start = ContinuousClock.now
  private let count = Mutex(0)

  init(_ limits: Spool.Limits) {
    self.limits = limits
  }

  func received(_ bytes: Int) {
    count.withLock { $0 += bytes }
  }

  /// Never returns; throws when the sender is too slow or the task is cancelled.
  func watch() async throws -> SpooledFile? {
    while true {
      try await Task.sleep(for: min(.milliseconds(250), max(limits.deadline / 4, .milliseconds(5))))
      let elapsed = start.duration(to: .now)
      if elapsed > limits.deadline {
        throw FilingError(
          .tooSlow, "The upload took longer than \(limits.deadline): use a faster connection.")
      }
      if elapsed > limits.grace, isBehind(elapsed) {
        throw FilingError(
          .tooSlow,
          "The upload is slower than \(limits.minimumRate) bytes a second: use a faster connection."
        )
      }
    }
  }

  private func isBehind(_ elapsed: Duration) -> Bool {
    let milliseconds =
      elapsed.components.seconds * 1_000
      + elapsed.components.attoseconds / 1_000_000_000_000_000
    let (expected, overflow) = Int64(limits.minimumRate).multipliedReportingOverflow(
      by: milliseconds)
    return overflow || Int64(count.withLock { $0 }) < expected / 1_000
  }
}
