import ArgumentParser
import Foundation
import Hummingbird
import Logging
import NIOCore
import Office
import Storage
import Postgres
import ServiceLifecycle
import UnixSignals
import Web

/// `conferral serve`
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the daemon: reconciliation, and what the world fetches over HTTP.",
    discussion: "SIGTERM or SIGINT stops it cleanly: what is begun is finished or undone.")

  /// How long what is begun may take to come to its end; then it is cancelled, and undone.
  private static let patience = Duration.seconds(6)

  func run() async throws {
    let settings = try await Settings()
    let logger = Logs.begin(level: settings.logLevel, forPeople: Terminal.isTerminal)
    Telemetry.begin()
    for stranger in settings.strangers { logger.warning("\(stranger)") }
    for key in (try? settings.keys.files().plain()) ?? [] {
      logger.warning(
        "a key file is not encrypted: set CONFERRAL_KEY_PASSPHRASE_FILE and run `conferral key encrypt`",
        metadata: ["key": "\(key)"])
    }
    let desk = try await Desk.open(settings, logger: logger, need: .nothing, takesFiles: true)
    do {
      try await desk.checkSchema()
    } catch let error as PostgresError where error.isRetryable {
      logger.warning("the database is away; waiting for it", metadata: ["error": "\(error)"])
    } catch {
      await desk.close(isDaemon: true)
      throw error
    }
    let application = buildApplication(
      desk.office, at: WebAddress(host: settings.host, port: settings.port),
      options: try settings.web(over: desk.office), logger: logger
    ) { await Readiness(desk: desk).faults() }
    let notice = SupervisorNotice().map {
      Noticing(notice: $0, host: settings.host, port: settings.port)
    }
    var configuration = ServiceGroupConfiguration(
      services: [
        .init(service: Closing(desk: desk)),
        .init(service: ReconcilerService(desk: desk)),
        .init(service: ScannerService(desk: desk)),
        .init(service: ImportService(desk: desk)),
        .init(service: CourierService(desk: desk)),
        .init(service: DelivererService(desk: desk)),
        .init(service: ScheduleService(desk: desk)),
        .init(service: application),
      ] + (notice.map { [.init(service: $0)] } ?? []),
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = Self.patience
    let group = ServiceGroup(configuration: configuration)
    logger.info(
      "conferral serves", metadata: ["address": "http://\(settings.host):\(settings.port)"])
    do {
      try await group.run()
    } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw Refusal(
        .invalid,
        "Port \(settings.port) of \(settings.host) is taken by another program: choose another one "
          + "with CONFERRAL_PORT.")
    }
    logger.info("conferral stopped")
  }
}

/// Comes first, and so stops last: the connections, then the private database.
private struct Closing: Service {
  let desk: Desk

  func run() async throws {
    try? await gracefulShutdown()
    await desk.close(isDaemon: true)
  }
}

/// What keeps the daemon from doing its work, in sentences.
private struct Readiness {
  let desk: Desk

  func faults() async -> [String] {
    do {
      try await desk.checkSchema()
      var faults: [String] = []
      let institutions = try await desk.office.institutions()
      if institutions.isEmpty {
        faults.append("There is no institution yet: run `conferral institution apply FILE`.")
      }
      for institution in institutions {
        do {
          try await desk.office.checkKey(of: institution)
        } catch {
          faults.append("\(error)")
        }
      }
      return faults
    } catch let error as PostgresError where error.isRetryable {
      return ["The database cannot be reached."]
    } catch {
      return ["\(error)"]
    }
  }
}
