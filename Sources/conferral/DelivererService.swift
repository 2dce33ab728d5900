import Delivery
import Foundation
import Logging
import Office
import ServiceLifecycle
import Storage

/// Brings released batches to those who get them, and tells of them. Any number of daemons may run
/// it; eight errands are on their way at a time. Half of them are kept for consumers that took what
/// came before: however many others hang, these get their batches.
struct DelivererService: Service {
  let desk: Desk

  /// How long an errand that is on its way may take once the daemon is to stop: less than the
  /// daemon's patience. What is left then waits in the outbox.
  private static let patience = Duration.seconds(3)

  func run() async throws {
    await withTaskGroup(of: Void.self) { group in
      for lane in [Outbox.Lane.open, .proven] {
        for _ in 0..<4 { group.addTask { await repeated(lane) } }
      }
    }
  }

  private func repeated(_ lane: Outbox.Lane) async {
    var failures = 0
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      var rest = Duration.zero
      do {
        let round = try await deliver(lane)
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

  private func deliver(_ lane: Outbox.Lane) async throws -> Office.DeliveryRound {
    let round = Task { try await desk.office.deliver(through: Carrier(), in: lane) }
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
