import Logging
import Synchronization

/// Says once that the server cannot be reached, and once that it can again, however many
/// connections notice.
final class Reachability: Sendable {
  private let isReached = Mutex(true)
  private let logger: Logger

  init(logger: Logger) { self.logger = logger }

  func lost(reason: String) {
    guard isReached.withLock({ $0.exchange(with: false) }) else { return }
    let line = reason.split(separator: "\n").first ?? ""
    logger.warning("PostgreSQL cannot be reached", metadata: ["reason": "\(line)"])
  }

  func found() {
    guard !isReached.withLock({ $0.exchange(with: true) }) else { return }
    logger.notice("PostgreSQL can be reached again")
  }
}

extension Bool {
  fileprivate mutating func exchange(with value: Bool) -> Bool {
    defer { self = value }
    return self
  }
}
