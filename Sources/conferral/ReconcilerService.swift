import Foundation
import Logging
import Office
import Postgres
import ServiceLifecycle

/// The loop: workers that take one batch after another, the keeping of days, sweeps, and forgetting.
/// Any number of daemons may run it; marks are found by looking every quarter of a second, so nothing
/// depends on a notification, and a hint from this process only makes it quicker.
struct ReconcilerService: Service {
  /// How long a worker that was woken lets others commit as well, for one batch instead of many.
  private static let gathering = Duration.milliseconds(4)
  /// A batch of so many marks is one of several: another worker should look as well.
  private static let crowd = 250

  let desk: Desk
  private let metrics: ReconcilerMetrics

  init(desk: Desk) {
    self.desk = desk
    metrics = ReconcilerMetrics(desk.office)
  }

  func run() async throws {
    let desk = desk
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<desk.settings.workers {
        group.addTask { await work(worker) }
      }
      group.addTask { await keepDays() }
      group.addTask { await sweepNowAndThen() }
      group.addTask { await forget() }
      try await group.waitForAll()
    }
  }

  private func work(_ worker: Int) async {
    await repeated(.reconciling) {
      let start = ContinuousClock.now
      let report = try await desk.office.reconcileBatch()
      guard let report, report.marks > 0 else {
        await rest()
        return .zero
      }
      if report.marks >= Self.crowd { desk.office.wakeUp.ring() }
      await metrics.record(report, took: .now - start)
      if report.awarded > 0 || report.parked > 0 || report.proposed > 0 {
        desk.logger.info(
          "reconciled a batch",
          metadata: [
            "institution": "\(report.institution)", "decided": "\(report.decided)",
            "awarded": "\(report.awarded)", "proposed": "\(report.proposed)",
            "parked": "\(report.parked)",
          ])
      }
      return .zero
    }
  }

  private func rest() async {
    let time = Duration.milliseconds(Int64.random(in: 200...300))
    let isWoken = await withGracefulShutdownHandler {
      await desk.office.wakeUp.sleep(atMost: time)
    } onGracefulShutdown: {
      desk.office.wakeUp.ring()
    }
    if isWoken { await pause(Self.gathering) }
  }

  private func keepDays() async {
    await repeated(.days) {
      try await desk.office.settleDays()
      return .seconds(30)
    }
  }

  private func forget() async {
    await repeated(.forgetting) {
      let forgotten = try await desk.office.forget()
      if forgotten > 0 {
        desk.logger.info("forgot what was kept for a while", metadata: ["rows": "\(forgotten)"])
      }
      return .seconds(600)
    }
  }

  private func sweepNowAndThen() async {
    await pause(.seconds(600))
    await repeated(.sweeping) {
      let swept = try await desk.office.sweep()
      metrics.recordSweep(decided: swept.decided, marked: swept.marked)
      desk.logger.info(
        "swept", metadata: ["decided": "\(swept.decided)", "marked": "\(swept.marked)"])
      return .seconds(Int64(desk.settings.sweepHours) * 3_600)
    }
  }

  /// Repeats a step until the daemon stops; after an error it waits longer each time, half a minute
  /// at most. A step that is running is finished first.
  private func repeated(
    _ step: ReconcilerMetrics.Step, _ work: () async throws -> Duration
  ) async {
    var failures = 0
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      do {
        let rest = try await work()
        failures = 0
        if rest > .zero { await pause(rest) }
      } catch {
        failures += 1
        metrics.recordFailure(step, error)
        desk.logger.error(
          "a step failed; it will be tried again",
          metadata: ["step": "\(step)", "error": "\(error)", "failures": "\(failures)"])
        await pause(.milliseconds(min(30_000, 250 << min(failures, 7))))
      }
    }
  }

  private func pause(_ duration: Duration) async {
    _ = try? await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
  }
}
