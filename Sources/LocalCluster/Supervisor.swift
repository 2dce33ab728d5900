import Foundation
import Logging
import Synchronization

/// Runs the postmaster on one dedicated thread, waits for it, and starts it again after a crash.
///
/// One thread does all of it, because the signal that ties the postmaster's life to ours is sent
/// when the thread that started it exits.
final class Supervisor: Sendable {
  private struct State {
    var isWanted = false
    var hasThread = false
    var pid: pid_t?
    /// How often the postmaster has ended.
    var ends = 0
    var failure: String?
  }

  private let command: [String]
  private let log: String
  private let logger: Logger
  private let state = Mutex(State())

  init(command: [String], log: String, logger: Logger) {
    self.command = command
    self.log = log
    self.logger = logger
  }

  var pid: pid_t? { state.withLock { $0.pid } }
  var ends: Int { state.withLock { $0.ends } }
  var failure: String? { state.withLock { $0.failure } }

  func start() {
    let needsThread = state.withLock { state in
      state.isWanted = true
      state.failure = nil
      defer { state.hasThread = true }
      return !state.hasThread
    }
    guard needsThread else { return }
    let thread = Thread { [self] in run() }
    thread.name = "postmaster"
    thread.start()
  }

  /// Ends the postmaster with a signal and does not start it again.
  func stop(with signal: Int32) {
    state.withLock { state in
      state.isWanted = false
      if let pid = state.pid { kill(pid, signal) }
    }
  }

  /// Sends a signal; what follows is treated as a crash.
  func send(_ signal: Int32) {
    state.withLock { state in if let pid = state.pid { kill(pid, signal) } }
  }

  private func run() {
    var pause: UInt32 = 50
    while goesOn {
      let start = ContinuousClock.now
      runOnce()
      pause = ContinuousClock.now - start > .seconds(30) ? 50 : min(pause * 2, 5000)
      if state.withLock({ $0.isWanted }) { usleep(pause * 1000) }
    }
  }

  private var goesOn: Bool {
    state.withLock { state in
      state.hasThread = state.isWanted
      return state.isWanted
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
        if !state.isWanted { kill(child.pid, SIGINT) }
      }
      child.waitForEnd()
      ended(child)
    } catch {
      state.withLock { state in
        state.ends += 1
        state.failure = "\(error)"
      }
    }
  }

  private func ended(_ child: Subprocess) {
    let (status, isUnexpected) = state.withLock { state in
      state.pid = nil
      state.ends += 1
      return (child.reap(), state.isWanted)
    }
    if isUnexpected {
      logger.warning("PostgreSQL ended by itself", metadata: ["status": "\(status)"])
    }
  }
}
