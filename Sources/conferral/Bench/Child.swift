import Foundation

extension Process {
  /// Starts it from a thread that lives as long as it does, because Linux ties the signal at a
  /// parent's end to that thread, and that blocks no signals, because a child inherits them blocked
  /// and `pgbench` waits for an alarm.
  func startFree() throws -> Int32 {
    let process = self
    nonisolated(unsafe) var result: Result<Int32, any Error>?
    let started = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      var none = sigset_t()
      sigemptyset(&none)
      pthread_sigmask(SIG_SETMASK, &none, nil)
      result = Result {
        try process.run()
        return process.processIdentifier
      }
      started.signal()
      process.waitUntilExit()
    }
    started.wait()
    guard let result else { throw CancellationError() }
    return try result.get()
  }
}
