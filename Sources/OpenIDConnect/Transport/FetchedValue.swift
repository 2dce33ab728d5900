import Foundation

/// Something of the provider that is kept for a while and fetched by one caller for all; after a
/// failure it is not asked for again within a second.
actor FetchedValue<Value: Sendable> {
  typealias Outcome = Result<Value, SignInError>

  private let maximumAge: TimeInterval
  private let renewalPause: TimeInterval
  private let fetch: @Sendable () async -> Outcome
  private var held: (value: Value, since: Date)?
  private var renewedAt: Date?
  private var failed: (error: SignInError, since: Date)?
  private var running: Task<Outcome, Never>?

  /// `renewalPause` is the least time between two renewals that strangers can cause.
  init(
    maximumAge: TimeInterval, renewalPause: TimeInterval,
    fetch: @escaping @Sendable () async -> Outcome
  ) {
    self.maximumAge = maximumAge
    self.renewalPause = renewalPause
    self.fetch = fetch
  }

  func value(at now: Date) async throws(SignInError) -> Value {
    if let held, isWithin(maximumAge, held.since, now) { return held.value }
    if let failed, isWithin(1, failed.since, now) { throw failed.error }
    return try await fetched(at: now)
  }

  /// The value fetched anew, or the held one when the last renewal was a moment ago.
  func renewed(at now: Date) async throws(SignInError) -> Value {
    if running == nil, let renewedAt, isWithin(renewalPause, renewedAt, now) {
      return try await value(at: now)
    }
    if running == nil { renewedAt = now }
    return try await fetched(at: now)
  }

  private func fetched(at now: Date) async throws(SignInError) -> Value {
    let task = running ?? Task { [fetch] in await fetch() }
    running = task
    let outcome = await task.value
    if running == task {
      running = nil
      switch outcome {
      case .success(let value): (held, failed) = ((value, now), nil)
      case .failure(let error): failed = (error, now)
      }
    }
    return try outcome.get()
  }

  /// A clock that was set back makes nothing last longer.
  private func isWithin(_ age: TimeInterval, _ since: Date, _ now: Date) -> Bool {
    (0..<age).contains(now.timeIntervalSince(since))
  }
}
