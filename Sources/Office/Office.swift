import Foundation
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
  /// How it sends mail; nil where it sends none.
  public let posting: Posting?
  let shelf: VersionShelf
  let statusLists: StatusListShelf
  let hindrances: Hindrances
  let studio: Studio
  let catalogues: CatalogueShelf
  let batchTrials: BatchTrials
  let publications: SharedReading<UUID, Publication>

  /// Makes an office; nothing is read before it is used.
  public init(
    database: Database, keys: KeyFiles, daemon: String = "conferral",
    logger: Logger = Logger(label: "conferral"), clock: (@Sendable () -> PostgresInstant)? = nil,
    cabinet: FilingCabinet? = nil, posting: Posting? = nil
  ) {
    self.database = database
    self.keys = keys
    self.daemon = daemon
    self.logger = logger
    self.clock = clock
    self.wakeUp = WakeUp()
    self.cabinet = cabinet
    self.posting = posting
    self.shelf = VersionShelf()
    self.statusLists = StatusListShelf()
    self.hindrances = Hindrances()
    self.studio = Studio()
    self.catalogues = CatalogueShelf()
    self.batchTrials = BatchTrials()
    self.publications = SharedReading { badges, institution in
      try await database.read(as: Scopes.institution(institution)) {
        try Publications.these(badges, of: institution, in: $0)
      }
    }
  }

  /// The daemon as an actor in the journal.
  var daemonActor: Journal.Actor { Journal.Actor(id: "daemon:\(daemon)", role: "daemon") }
}
