import Foundation
import Logging
import Office
import ServiceLifecycle

/// Releases batches of the feed when the schedules of their consumers say so. Any number of daemons
/// may run it; each tells alarms of the feed in its own log.
struct ScheduleService: Service {
  let desk: Desk

  func run() async throws {
    var failures = 0
    var log = FeedAlarmLog()
    var lastLook: ContinuousClock.Instant?
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      var rest = Duration.milliseconds(Int64.random(in: 9_000...11_000))
      do {
        _ = try await desk.office.releaseScheduled()
        if lastLook.map({ .now - $0 > .seconds(55) }) ?? true {
          log.tell(try await desk.office.feedAlarms(), to: desk.logger)
          lastLook = .now
        }
        failures = 0
      } catch {
        failures += 1
        desk.logger.error(
          "looking after schedules failed; it will be tried again",
          metadata: ["error": "\(error)", "failures": "\(failures)"])
        rest = .milliseconds(min(30_000, 250 << min(failures, 7)))
      }
      _ = try? await cancelWhenGracefulShutdown { [rest] in try await Task.sleep(for: rest) }
    }
  }
}
