import Postgres
import Storage
import Synchronization

/// Tells those who wait when a ledger has grown: one look at the database every now and then for all
/// of them together, and none while nobody waits. Who waits holds neither a connection nor a
/// transaction, and cannot miss anything: what is compared is the ledger's last position.
public final class FeedWatch: Sendable {
  /// Why somebody cannot wait.
  public enum Full: Error { case forCaller, forAll }

  private struct Waiter {
    let institution: Int
    let position: Int
    let deadline: ContinuousClock.Instant
    let hasLeft: @Sendable () -> Bool
    let continuation: CheckedContinuation<Int?, Never>
  }

  private struct State {
    var waiters: [Int: Waiter] = [:]
    var lastID = 0
    var isLooking = false
    var seats: [String: Int] = [:]
    var taken = 0
    var most = 500
    var streamTime = Duration.seconds(300)
  }

  private static let interval = Duration.milliseconds(150)

  private let heads: @Sendable () async throws -> [Int: Int]
  private let state = Mutex(State())

  /// A watch that learns the last positions by institution from there.
  init(heads: @escaping @Sendable () async throws -> [Int: Int]) { self.heads = heads }

  /// A place among those who wait; it is given back when nobody holds it any more.
  public final class Seat: Sendable {
    private let watch: FeedWatch
    private let caller: String

    fileprivate init(_ watch: FeedWatch, _ caller: String) {
      self.watch = watch
      self.caller = caller
    }

    deinit { watch.leave(caller) }
  }

  /// How many may wait at once from now on; one caller may be a quarter of them. A stream of hints
  /// ends after some time, so that whoever may no longer read does not go on for ever.
  public func admit(atMost most: Int, streaming time: Duration) {
    state.withLock { state in
      state.most = max(4, most)
      state.streamTime = time
    }
  }

  /// How long a stream of hints lasts.
  public var streamTime: Duration { state.withLock { $0.streamTime } }

  /// Takes a place for a caller.
  public func sit(_ caller: String) throws(Full) -> Seat {
    let full = state.withLock { state -> Full? in
      if state.taken >= state.most { return .forAll }
      if state.seats[caller, default: 0] >= state.most / 4 { return .forCaller }
      state.taken += 1
      state.seats[caller, default: 0] += 1
      return nil
    }
    if let full { throw full }
    return Seat(self, caller)
  }

  private func leave(_ caller: String) {
    state.withLock { state in
      state.taken -= 1
      let left = state.seats[caller, default: 1] - 1
      state.seats[caller] = left == 0 ? nil : left
    }
  }

  /// Waits until an institution's ledger goes on after a position; its last position then, nil when
  /// the time is over, the task is cancelled, or whoever asked has left.
  public func wait(
    for institution: Int, beyond position: Int, atMost time: Duration,
    unless hasLeft: @escaping @Sendable () -> Bool = { false }
  ) async -> Int? {
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    let deadline = ContinuousClock.now + time
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isFirst = state.withLock { state -> Bool? in
          // The handler below may have run already: it looks under the same lock.
          if Task.isCancelled { return nil }
          state.waiters[id] = Waiter(
            institution: institution, position: position, deadline: deadline, hasLeft: hasLeft,
            continuation: continuation)
          defer { state.isLooking = true }
          return !state.isLooking
        }
        switch isFirst {
        case nil: continuation.resume(returning: nil)
        case true?: Task { await look() }
        case false?: break
        }
      }
    } onCancel: {
      let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
      waiter?.continuation.resume(returning: nil)
    }
  }

  /// Looks again and again while somebody waits. A database that is away is looked at again; whoever
  /// has waited long enough then meets it.
  private func look() async {
    repeat {
      try? await Task.sleep(for: Self.interval)
      answer(with: (try? await heads()) ?? [:])
    } while somebodyWaits()
  }

  private func somebodyWaits() -> Bool {
    state.withLock { state in
      state.isLooking = !state.waiters.isEmpty
      return state.isLooking
    }
  }

  private func answer(with heads: [Int: Int]) {
    let now = ContinuousClock.now
    let done = state.withLock { state -> [(Waiter, Int?)] in
      let done = state.waiters.compactMap { id, waiter -> (Int, Waiter, Int?)? in
        if let head = heads[waiter.institution], head > waiter.position {
          return (id, waiter, head)
        }
        return waiter.deadline <= now || waiter.hasLeft() ? (id, waiter, nil) : nil
      }
      for (id, _, _) in done { state.waiters[id] = nil }
      return done.map { ($0.1, $0.2) }
    }
    for (waiter, head) in done { waiter.continuation.resume(returning: head) }
  }
}
