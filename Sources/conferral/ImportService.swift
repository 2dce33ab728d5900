import Foundation
import Logging
import Office
import ServiceLifecycle

/// Imports the files that were handed in over the API. Any number of daemons may run it.
struct ImportService: Service {
  let desk: Desk

  func run() async throws {
    var failures = 0
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      var rest = Duration.zero
      do {
        // Told to stop, it ends after the batch of rows that is being written.
        let isDone = try await cancelWhenGracefulShutdown { try await desk.office.takeInNext() }
        if !isDone { rest = .milliseconds(Int64.random(in: 800...1_200)) }
        failures = 0
      } catch is CancellationError {
        return
      } catch {
        failures += 1
        desk.logger.error(
          "importing files failed; it will be tried again",
          metadata: ["error": "\(error)", "failures": "\(failures)"])
        rest = .milliseconds(min(30_000, 250 << min(failures, 7)))
      }
      if rest > .zero {
        _ = try? await cancelWhenGracefulShutdown { [rest] in try await Task.sleep(for: rest) }
      }
    }
  }
}
