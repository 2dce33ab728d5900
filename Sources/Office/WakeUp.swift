import Synchronization

/// Tells a worker of this process that there may be something to do.
///
/// A hint and nothing more: a worker that misses it looks again soon by itself, and looks in the
/// database for what there is. Other processes are not told (NOTIFY in a write transaction takes a
/// lock of the whole cluster at commit); their workers look by themselves, too.
public final class WakeUp: Sendable {
  private struct State {
    var isRung = false
    var sleepers: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    var lastID = 0
  }

  private let state = Mutex(State())

  init() {}

  /// Wakes one sleeper, or lets the next one not fall asleep; rung twice is rung once.
  public func ring() {
    let sleeper = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      if state.sleepers.isEmpty {
        state.isRung = true
        return nil
      }
      return state.sleepers.removeFirst().continuation
    }
    sleeper?.resume(returning: true)
  }

  /// Sleeps until somebody rings, for so long at most; whether somebody rang.
  public func sleep(atMost time: Duration) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask { await self.sleep() }
      group.addTask {
        try? await Task.sleep(for: time)
        return false
      }
      let isRung = await group.next() ?? false
      group.cancelAll()
      for await other in group where other { return true }
      return isRung
    }
  }

  /// Sleeps until somebody rings, or the task is cancelled.
  private func sleep() async -> Bool {
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> Bool? in
          if state.isRung {
            state.isRung = false
            return true
          }
          // The handler below may have run already: it looks under the same lock.
          if Task.isCancelled { return false }
          state.sleepers.append((id, continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
      }
      sleeper?.continuation.resume(returning: false)
    }
  }
}
