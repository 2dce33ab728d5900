import Delivery
import Foundation
import Logging
import Office
import ServiceLifecycle

/// Brings released batches to those who get them, and tells of them. Any number of daemons may run
/// it; four errands are on their way at a time, so that one consumer that hangs does not hold up
/// the others.
struct DelivererService: Service {
  let desk: Desk

  /// How long an errand that is on its way may take once the daemon is to stop: less than the
  /// daemon's patience. What is left then waits in the outbox.
  private static let patience = Duration.seconds(3)

  func run() async throws {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { await repeated() } }
    }
  }

  private func repeated() async {
    var failures = 0
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      var rest = Duration.zero
      do {
        let round = try await deliver()
        failures = 0
        if round.taken == 0 { rest = .milliseconds(Int64.random(in: 1_800...2_200)) }
      } catch {
        failures += 1
        desk.logger.error(
          "bringing batches failed; it will be tried again",
          metadata: ["error": "\(error)", "failures": "\(failures)"])
        rest = .milliseconds(min(30_000, 250 << min(failures, 7)))
      }
      if rest > .zero {
        _ = try? await cancelWhenGracefulShutdown { [rest] in try await Task.sleep(for: rest) }
      }
    }
  }

  private func deliver() async throws -> Office.DeliveryRound {
    let round = Task { try await desk.office.deliver(through: Carrier()) }
    return try await withTaskCancellationHandler {
      try await withGracefulShutdownHandler {
        try await round.value
      } onGracefulShutdown: {
        Task {
          try? await Task.sleep(for: Self.patience)
          round.cancel()
        }
      }
    } onCancel: {
      round.cancel()
    }
  }
}
