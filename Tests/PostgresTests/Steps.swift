import Foundation

/// Named moments by which concurrent transactions wait for each other, instead of sleeping.
final class Steps: @unchecked Sendable {
  private let condition = NSCondition()
  private var reached: Set<String> = []

  func reach(_ step: String) {
    condition.withLock { _ = reached.insert(step) }
    condition.broadcast()
  }

  /// Blocks its thread, so only for the body of a transaction.
  func wait(for step: String) throws {
    try condition.withLock {
      while !reached.contains(step) {
        guard condition.wait(until: Date(timeIntervalSinceNow: 60)) else {
          throw Missed(step: step)
        }
      }
    }
  }

  /// For tasks.
  func arrival(of step: String) async throws {
    while !condition.withLock({ reached.contains(step) }) {
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  struct Missed: Error { let step: String }
}

/// Counts across threads.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0

  /// Adds one and returns the new count.
  @discardableResult func increment() -> Int {
    lock.withLock {
      count += 1
      return count
    }
  }

  var value: Int { lock.withLock { count } }

  /// Waits until it stands there or beyond.
  func arrival(at number: Int) async throws {
    while value < number { try await Task.sleep(for: .milliseconds(2)) }
  }
}
