import ArgumentParser
import Postgres

/// `conferral migrate`
struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring the schema of the database forward.")

  func run() async throws {
    try await atDesk(asOwner: true, need: .nothing) { desk in
      let migrator = Migrator(database: desk.database, migrations: try Desk.migrations())
      let applied = try await migrator.migrate()
      for migration in applied { Terminal.say("applied \(migration.version) \(migration.name)") }
      if applied.isEmpty { Terminal.say("the schema is up to date") }
    }
  }
}
