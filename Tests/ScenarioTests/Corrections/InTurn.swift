import Dispatch
import Foundation
import Postgres
import TestSupport
import Testing

/// Two transactions that meet, in steps that a test names.
extension Campus {
  /// Lets `first` do its work but not commit, then `second` until it waits for a lock, then both.
  @discardableResult func inTurn<Second: Sendable>(
    _ first:
      @escaping @Sendable (_ pause: @escaping @Sendable () throws -> Void) async throws -> Void,
    _ second: @escaping @Sendable () async throws -> Second
  ) async throws -> Second {
    let (done, go) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let leading = Task {
      try await first {
        done.signal()
        guard go.wait(timeout: .now() + 20) == .success else { throw NeverHappened() }
      }
    }
    try await eventually { done.wait(timeout: .now()) == .success }
    let following = Task { try await second() }
    try await eventually {
      try await count(
        """
        select count(*) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'
        """) > 0
    }
    go.signal()
    try await leading.value
    return try await following.value
  }
}
