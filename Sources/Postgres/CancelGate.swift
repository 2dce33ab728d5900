import CLibpq

/// Decides when a running statement may be cancelled: never while COMMIT runs, and never so that
/// the request could reach the work that follows on the same connection.
///
/// With synchronous replication a cancelled COMMIT reports success although no standby has the
/// data; so `mayCommit` waits for a request on its way and then lets no other start.
final class CancelGate: Sendable {
  private enum Phase { case idle, running, committing }

  /// What libpq needs to cancel; it may be used from any thread while nobody frees it.
  struct Handle: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  private struct State {
    var phase = Phase.idle
    var isCancelled = false
    var isSending = false
    var isClosing = false
    var handle: Handle?
  }

  private let monitor = Monitor(State())

  deinit { monitor.withLock { state in PQfreeCancel(state.handle?.pointer) } }

  func begin() {
    monitor.withLock { state in
      state.phase = .running
      state.isCancelled = false
    }
  }

  /// Waits until no request is on its way, so that the next job cannot be hit.
  func end() {
    monitor.wait { state -> Void? in
      guard !state.isSending else { return nil }
      state.phase = .idle
      return ()
    }
  }

  func replaceHandle(_ handle: Handle?) {
    monitor.wait { state -> Void? in
      guard !state.isSending else { return nil }
      PQfreeCancel(state.handle?.pointer)
      state.handle = handle
      return ()
    }
  }

  /// False when cancelled; true closes the gate until the next job begins.
  func mayCommit() -> Bool {
    monitor.wait { state in
      guard !state.isSending else { return nil }
      guard !state.isCancelled else { return false }
      state.phase = .committing
      return true
    }
  }

  /// After a COMMIT that did not happen, a retry may be cancelled again.
  func reopen() {
    monitor.withLock { state in if state.phase == .committing { state.phase = .running } }
  }

  var isCancelled: Bool { monitor.withLock { state in state.isCancelled } }

  /// Whether retries still make sense.
  var isOver: Bool { monitor.withLock { state in state.isCancelled || state.isClosing } }

  func close() {
    monitor.withLock { state in state.isClosing = true }
    monitor.notify()
  }

  /// Sleeps unless cancelled or closed meanwhile.
  func pause(_ time: Duration) {
    _ = monitor.wait(atMost: time) { state in state.isCancelled || state.isClosing ? () : nil }
  }

  /// Marks the running job as cancelled and asks the server to stop its statement. The request is
  /// a connection of its own and may block, hence a thread.
  func cancel() {
    let handle: Handle? = monitor.withLock { state in
      guard state.phase == .running, !state.isCancelled else { return nil }
      state.isCancelled = true
      state.isSending = state.handle != nil
      return state.handle
    }
    monitor.notify()
    guard let handle else { return }
    OSThread.start(named: "pg-cancel") { [self] in
      var message = [CChar](repeating: 0, count: 256)
      _ = PQcancel(handle.pointer, &message, Int32(message.count))
      monitor.withLock { state in state.isSending = false }
      monitor.notify()
    }
  }
}
