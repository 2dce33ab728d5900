public import Logging
public import Postgres
import Storage

/// The application layer: every use case of Conferral is a method of this one struct, and the
/// HTTP handlers, pages and subcommands are thin faces over it.
public struct Office: Sendable {
  /// The database; every transaction names its institution.
  public let database: Database
  /// The private signing keys of this machine.
  public let keys: KeyFiles
  /// What this process is called in passes and journal entries.
  public let daemon: String
  /// Where it tells what it does, without personal data.
  public let logger: Logger
  /// Replaces the database's clock in tests; nil for the database's own.
  public let clock: (@Sendable () -> PostgresInstant)?
  /// Rings for the workers of this process when something was done here.
  public let wakeUp: WakeUp
  /// Where uploaded evidence is kept; nil where none is taken.
  public let cabinet: FilingCabinet?
  let shelf: VersionShelf
  let hindrances: Hindrances
  let studio: Studio

  /// Makes an office; nothing is read before it is used.
  public init(
    database: Database, keys: KeyFiles, daemon: String = "conferral",
    logger: Logger = Logger(label: "conferral"), clock: (@Sendable () -> PostgresInstant)? = nil,
    cabinet: FilingCabinet? = nil
  ) {
    self.database = database
    self.keys = keys
    self.daemon = daemon
    self.logger = logger
    self.clock = clock
    self.wakeUp = WakeUp()
    self.cabinet = cabinet
    self.shelf = VersionShelf()
    self.hindrances = Hindrances()
    self.studio = Studio()
  }

  /// The daemon as an actor in the journal.
  var daemonActor: Journal.Actor { Journal.Actor(id: "daemon:\(daemon)", role: "daemon") }
}
