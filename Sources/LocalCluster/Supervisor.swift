import Foundation
import Logging
import Synchronization

/// Runs the postmaster on one dedicated thread, waits for it, and starts it again after a crash.
///
/// One thread does all of it, because the signal that ties the postmaster's life to ours is sent
/// when the thread that started it exits.
final class Supervisor: Sendable {
  private struct State {
    var wanted = false
    var isRetired = false
    var pid: pid_t?
    /// How often the postmaster has ended.
    var ends = 0
    var failure: String?
  }

  private let command: [String]
  private let log: String
  private let logger: Logger
  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)

  init(command: [String], log: String, logger: Logger) {
    self.command = command
    self.log = log
    self.logger = logger
    let thread = Thread { [self] in run() }
    thread.name = "postmaster"
    thread.start()
  }

  var pid: pid_t? { state.withLock { $0.pid } }
  var ends: Int { state.withLock { $0.ends } }
  var failure: String? { state.withLock { $0.failure } }

  func start() {
    state.withLock {
      $0.wanted = true
      $0.failure = nil
    }
    wake.signal()
  }

  /// Ends the postmaster with a signal and does not start it again.
  func stop(with signal: Int32) {
    state.withLock { state in
      state.wanted = false
      if let pid = state.pid { kill(pid, signal) }
    }
  }

  /// Sends a signal; the supervisor treats what follows as a crash.
  func send(_ signal: Int32) {
    state.withLock { state in if let pid = state.pid { kill(pid, signal) } }
  }

  /// Lets the thread end; only after the postmaster has stopped.
  func retire() {
    state.withLock { $0.isRetired = true }
    wake.signal()
  }

  private func run() {
    var pause: UInt32 = 100
    while true {
      let (wanted, isRetired) = state.withLock { ($0.wanted, $0.isRetired) }
      if isRetired { return }
      guard wanted else {
        wake.wait()
        pause = 100
        continue
      }
      let start = ContinuousClock.now
      runOnce()
      if ContinuousClock.now - start > .seconds(30) { pause = 100 }
      if state.withLock({ $0.wanted }) {
        usleep(pause * 1000)
        pause = min(pause * 2, 5000)
      }
    }
  }

  private func runOnce() {
    let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer { close(output) }
    do {
      let child = try Subprocess(command, output: output)
      state.withLock { state in
        state.pid = child.pid
        // A stop that came before the pid was known.
        if !state.wanted { kill(child.pid, SIGINT) }
      }
      child.waitForEnd()
      let (status, unexpected) = state.withLock { state in
        state.pid = nil
        state.ends += 1
        return (child.reap(), state.wanted)
      }
      if unexpected {
        logger.warning("PostgreSQL ended by itself", metadata: ["status": "\(status)"])
      }
    } catch {
      state.withLock {
        $0.ends += 1
        $0.failure = "\(error)"
      }
    }
  }
}
