import Foundation
import Logging
import Mail
import Office
import ServiceLifecycle

/// Takes queued messages to the mail server. Any number of daemons may run it.
struct CourierService: Service {
  let desk: Desk

  /// How long a message that is on its way may take once the daemon is to stop: less than the
  /// daemon's patience. What is left then waits in the outbox.
  private static let patience = Duration.seconds(3)

  func run() async throws {
    guard let mail = desk.settings.mail else {
      try? await gracefulShutdown()
      return
    }
    let postman = Postman(mail.server)
    var faults = 0
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      var rest = Duration.zero
      do {
        let round = try await post(through: postman)
        faults = round.fault == nil ? 0 : faults + 1
        if let fault = round.fault {
          // Told once, and again each hour: the messages wait meanwhile.
          if faults % 120 == 1 {
            desk.logger.warning(
              "mail does not go out; it will be tried again", metadata: ["error": "\(fault)"])
          }
          rest = .seconds(Int.random(in: 20...40))
        } else if round.taken == 0 {
          rest = .milliseconds(Int64.random(in: 900...1_100))
        }
      } catch {
        faults += 1
        desk.logger.error(
          "sending mail failed; it will be tried again",
          metadata: ["error": "\(error)", "failures": "\(faults)"])
        rest = .milliseconds(min(30_000, 250 << min(faults, 7)))
      }
      if rest > .zero {
        _ = try? await cancelWhenGracefulShutdown { [rest] in try await Task.sleep(for: rest) }
      }
    }
  }

  private func post(through postman: Postman) async throws -> Office.PostingRound {
    let round = Task { try await desk.office.post(through: postman) }
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
