import Foundation
import Logging
import Office
import ServiceLifecycle

/// Takes uploads out of the quarantine, and removes what killed uploads left behind. Any number of
/// daemons may run it.
struct ScannerService: Service {
  let desk: Desk

  func run() async throws {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await repeated("scanning", scan) }
      group.addTask { await repeated("sweeping uploads", sweep) }
    }
  }

  private func scan() async throws -> Duration {
    guard desk.office.cabinet?.scanner != nil else { return .seconds(600) }
    return try await desk.office.scanNext() ? .zero : .milliseconds(Int64.random(in: 400...600))
  }

  private func sweep() async throws -> Duration {
    let removed = try await desk.office.sweepUploads()
    if removed > 0 {
      desk.logger.info("removed what uploads left behind", metadata: ["files": "\(removed)"])
    }
    return .seconds(3_600)
  }

  /// Repeats a step until the daemon stops; after an error half a minute later at most.
  private func repeated(_ what: String, _ step: () async throws -> Duration) async {
    var failures = 0
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      var rest = Duration.zero
      do {
        rest = try await step()
        failures = 0
      } catch {
        failures += 1
        desk.logger.error(
          "\(what) failed; it will be tried again",
          metadata: ["error": "\(error)", "failures": "\(failures)"])
        rest = .milliseconds(min(30_000, 250 << min(failures, 7)))
      }
      if rest > .zero {
        _ = try? await cancelWhenGracefulShutdown { [rest] in try await Task.sleep(for: rest) }
      }
    }
  }
}
