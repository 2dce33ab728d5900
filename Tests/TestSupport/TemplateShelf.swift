import LocalCluster
import Logging
import Postgres

/// Makes each template once and copies it for every test.
actor TemplateShelf {
  static let shared = TemplateShelf()

  private var made: [String: Task<String, any Error>] = [:]
  private var administration: Database?

  /// The name of the template's database.
  func database(for template: TestTemplate) async throws -> String {
    if let task = made[template.name] { return try await task.value }
    let task = Task {
      let prepared = try await self.create("template_\(template.name)", from: "template0")
      try await template.prepare(prepared.database)
      await prepared.database.shutDown()
      return prepared.name
    }
    made[template.name] = task
    return try await task.value
  }

  func create(_ name: String, from origin: String) async throws -> TestDatabase {
    let cluster = try await TestCluster.running()
    try await administer(cluster).maintain(
      """
      create database \(identifier: name) template \(identifier: origin) strategy file_copy
      """)
    let conninfo = cluster.conninfo(database: name)
    return TestDatabase(
      name: name, conninfo: conninfo,
      database: Database(DatabaseOptions(conninfo: conninfo, connections: 8, logger: .quiet)))
  }

  func drop(_ database: TestDatabase) async throws {
    await database.database.shutDown()
    let cluster = try await TestCluster.running()
    try await administer(cluster).maintain(
      "drop database \(identifier: database.name) with (force)")
  }

  private func administer(_ cluster: LocalCluster) -> Database {
    if let administration { return administration }
    let options = DatabaseOptions(
      conninfo: cluster.conninfo(database: "postgres"), connections: 4,
      leaseTimeout: .seconds(60), logger: .quiet)
    let database = Database(options)
    administration = database
    return database
  }
}

extension Logger {
  /// Only what a test run must not hide.
  static let quiet: Logger = {
    var logger = Logger(label: "tests")
    logger.logLevel = .error
    return logger
  }()
}
