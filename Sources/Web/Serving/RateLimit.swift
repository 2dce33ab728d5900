import Hummingbird
import Synchronization

/// So many requests a minute for each name, in bursts of at most a quarter of them; what is over is
/// told when to come again (the generic cell rate algorithm).
final class RateLimit: Sendable {
  private let interval: Duration
  private let burst: Duration
  private let next = Mutex<[String: ContinuousClock.Instant]>([:])

  init(perMinute: Int) {
    interval = .seconds(60) / max(1, perMinute)
    burst = interval * max(1, perMinute / 4)
  }

  /// Takes one request; throws a problem with Retry-After when it is one too many.
  func take(_ name: String, at now: ContinuousClock.Instant = .now) throws(Problem) {
    let wait = next.withLock { next -> Duration? in
      if next.count > 50_000 { next = next.filter { $0.value > now } }
      let due = max(next[name] ?? now, now)
      guard due - now <= burst else { return due - now - burst }
      next[name] = due + interval
      return nil
    }
    guard let wait else { return }
    var problem = Problem(
      .tooManyRequests, "too-many-requests", "These are too many requests.",
      detail: "Wait as long as Retry-After says.")
    problem.retryAfter = max(1, Int(wait.components.seconds) + 1)
    throw problem
  }
}
