import Foundation
import LocalCluster
import Logging
import Office
import Postgres
import Schema

/// Opens what a subcommand needs: the database, private or elsewhere, and the office over it.
struct Desk {
  let settings: Settings
  let logger: Logger
  let database: Database
  let office: Office
  let cluster: PrivateDatabase.Opened?
  /// Where evidence files are kept; nil for subcommands that need none.
  let cabinet: OpenCabinet?

  /// What has to be so before a subcommand begins.
  enum Need {
    /// The schema is the one this program knows; an empty private database is migrated first.
    case currentSchema
    /// Nothing: the database may be away, or its schema any.
    case nothing
  }

  static func open(
    _ settings: Settings, logger: Logger, asOwner: Bool = false, need: Need = .currentSchema,
    takesFiles: Bool = false
  ) async throws -> Desk {
    let cabinet =
      takesFiles
      ? try OpenCabinet(settings.uploads, settings.objectStore, logger: logger) : nil
    var options = DatabaseOptions(
      conninfo: settings.databaseURL?.text ?? "", connections: settings.connections,
      applicationName: "conferral", logger: logger)
    var cluster: PrivateDatabase.Opened?
    if settings.databaseURL == nil {
      let opened: PrivateDatabase.Opened
      do {
        opened = try await PrivateDatabase.open(settings, logger: logger)
      } catch {
        await cabinet?.close()
        throw error
      }
      cluster = opened
      options.conninfo = asOwner ? opened.owner : opened.daemon
    }
    let database = Database(options)
    let desk = Desk(
      settings: settings, logger: logger, database: database,
      office: Office(
        database: database, keys: settings.keys.files(),
        daemon: "\(ProcessInfo.processInfo.hostName):\(getpid())", logger: logger,
        cabinet: cabinet?.cabinet),
      cluster: cluster, cabinet: cabinet)
    if need == .currentSchema {
      do {
        try await desk.checkSchema()
      } catch {
        await desk.close()
        throw error
      }
    }
    return desk
  }

  /// Closes the connections and stops the private database; a subcommand first lets the others
  /// finish that use it, the daemon does not.
  func close(isDaemon: Bool = false) async {
    await database.shutDown()
    await cabinet?.close()
    guard let cluster else { return }
    if cluster.isOurs, isDaemon {
      await cluster.cluster.stop()
    } else if cluster.isOurs {
      await cluster.cluster.stopWhenUnused {
        Terminal.tell("waiting for another process that uses the private database …")
      }
    }
    await cluster.cluster.leave()
  }

  /// Throws a sentence that says what to run unless the schema is the one this program knows.
  func checkSchema() async throws {
    try await database.checkServer()
    let status = try await Migrator(database: database, migrations: Desk.migrations()).status()
    guard status == .current else {
      throw Refusal(.invalid, status.sentence(command: "conferral migrate"))
    }
  }

  static func migrations() throws -> [Migration] {
    try Schema.migrations().map { Migration(version: $0.version, name: $0.name, sql: $0.sql) }
  }
}

/// Runs a subcommand's work between opening and closing the desk, and tells errors in plain words.
func atDesk<Result>(
  asOwner: Bool = false, need: Desk.Need = .currentSchema,
  _ work: (Desk) async throws -> Result
) async throws -> Result {
  let settings = try await Settings()
  let logger = Logs.begin(level: .warning, forPeople: true)
  do {
    let desk = try await Desk.open(settings, logger: logger, asOwner: asOwner, need: need)
    do {
      let result = try await work(desk)
      await desk.close()
      return result
    } catch {
      await desk.close()
      throw error
    }
  } catch {
    throw inWords(error)
  }
}

/// What an operator can do about an error of the database.
private func inWords(_ error: any Error) -> any Error {
  guard let error = error as? PostgresError else { return error }
  if error.sqlState == .insufficientPrivilege, error.place == "begin" {
    return Refusal(
      .invalid,
      "The database user may not act for Conferral: have an administrator run `grant conferral_app, "
        + "conferral_auditor to USER`.")
  }
  if error.kind == .unreachable {
    return Refusal(
      .invalid, "The database cannot be reached: check DATABASE_URL, and that the server runs.")
  }
  return error
}
