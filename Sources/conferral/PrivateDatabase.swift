import Foundation
import LocalCluster
import Logging
import Postgres

/// The private PostgreSQL: made at the first start, migrated when it is empty, used by a role that
/// owns nothing.
enum PrivateDatabase {
  struct Opened {
    /// The cluster, and whether it stops with this process.
    let cluster: LocalCluster
    let isOurs: Bool
    /// The connection string of the schema's owner.
    let owner: String
    /// The connection string of the daemon's role.
    let daemon: String
  }

  static func open(_ settings: Settings, logger: Logger) async throws -> Opened {
    let cluster = try LocalCluster(
      folder: settings.folder.appendingPathComponent("postgres").path, logger: logger)
    let isOurs = try await cluster.startOrJoin()
    let opened = Opened(
      cluster: cluster, isOurs: isOurs,
      owner: cluster.conninfo(user: "postgres", database: "conferral"),
      daemon: cluster.conninfo(user: "conferral", database: "conferral"))
    do {
      try await prepare(cluster, opened, logger)
    } catch {
      if isOurs { await cluster.stop() }
      await cluster.leave()
      throw error
    }
    return opened
  }

  private static func prepare(
    _ cluster: LocalCluster, _ opened: Opened, _ logger: Logger
  ) async throws {
    let administration = Database(
      DatabaseOptions(conninfo: cluster.conninfo(), connections: 1, logger: logger))
    let exists: Bool = try await administration.read { transaction in
      try transaction.query(
        "select exists (select from pg_database where datname = 'conferral')"
      ).only()
    }
    if !exists { try await administration.maintain("create database conferral") }
    await administration.shutDown()
    let owner = Database(
      DatabaseOptions(conninfo: opened.owner, connections: 1, logger: logger))
    let migrator = Migrator(database: owner, migrations: try Desk.migrations())
    if case .behind(let missing) = try await migrator.status(),
      missing.count == (try Desk.migrations().count)
    {
      try await migrator.migrate()
      try await owner.write { transaction in
        try transaction.execute(
          """
          do $$ begin
            if not exists (select from pg_roles where rolname = 'conferral') then
              create role conferral login;
            end if;
          end $$
          """)
        try transaction.execute("grant conferral_app, conferral_auditor to conferral")
      }
    }
    await owner.shutDown()
  }
}
