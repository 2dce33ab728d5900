/// Brings the schema of a database forward, one transaction for each migration.
///
/// An advisory lock that ends with the transaction lets only one migrator at a time proceed, and
/// the table `schema_migration` remembers what was applied with a SHA-256 of its text.
public struct Migrator: Sendable {
  private let database: Database
  private let migrations: [Migration]
  private let limits: Limits

  /// A migrator; the versions must be unique. `lockTimeout` bounds the wait for other migrators
  /// and for tables in use.
  public init(
    database: Database, migrations: [Migration], lockTimeout: Duration = .seconds(60)
  ) {
    let ordered = migrations.sorted { $0.version < $1.version }
    precondition(
      zip(ordered, ordered.dropFirst()).allSatisfy { $0.version < $1.version },
      "two migrations have the same version")
    self.database = database
    self.migrations = ordered
    limits = Limits(statement: .zero, lock: lockTimeout, idleInTransaction: .zero)
  }

  /// Compares what was applied with what is known; an altered text comes before a missing one.
  public func status() async throws -> SchemaStatus {
    try await database.read { transaction in try status(in: transaction) }
  }

  /// Applies what is missing and returns it; throws when the schema is ahead or altered.
  @discardableResult
  public func migrate() async throws -> [Migration] {
    try await database.write(limits: limits) { transaction in
      try lock(transaction)
      try transaction.execute(
        """
        create table if not exists schema_migration (
          version bigint primary key,
          name text not null,
          sha256 bytea not null,
          applied_at timestamptz not null default now())
        """)
    }
    var applied: [Migration] = []
    while let migration = try await step() { applied.append(migration) }
    return applied
  }

  private func step() async throws -> Migration? {
    try await database.write(limits: limits) { transaction in
      try lock(transaction)
      switch try status(in: transaction) {
      case .current: return nil
      case .behind(let missing): return try missing.first.map { try apply($0, in: transaction) }
      case let other:
        throw PostgresError(.misuse, other.sentence(command: "the matching release"))
      }
    }
  }

  /// Every migrator takes this lock first; the number says nothing but must be the same in all.
  private func lock(_ transaction: Transaction) throws {
    try transaction.advisoryLock(0x6d69_6772_6174_6521)
  }

  private func apply(_ migration: Migration, in transaction: Transaction) throws -> Migration {
    transaction.connection.retire()
    // First, because the statements may change where unqualified names are looked up.
    try transaction.execute(
      """
      insert into schema_migration (version, name, sha256)
      values (\(migration.version), \(migration.name), sha256(\([UInt8](migration.sql.utf8))))
      """)
    try transaction.script(
      migration.sql, place: "migration \(migration.version) \(migration.name)")
    guard transaction.connection.isInTransaction else {
      throw PostgresError(
        .misuse, "migration \(migration.version) ends its transaction: remove commit and rollback")
    }
    return migration
  }

  private func status(in transaction: Transaction) throws -> SchemaStatus {
    let exists: Bool = try transaction.query("select to_regclass('schema_migration') is not null")
      .only()
    guard exists else { return migrations.isEmpty ? .current : .behind(migrations) }
    let texts = migrations.map { [UInt8]($0.sql.utf8) }
    let applied = try transaction.query(
      """
      select version, known.text is null, coalesce(sha256(known.text) <> sha256, false)
      from schema_migration
      left join unnest(\(migrations.map(\.version)), \(texts)) as known (version, text)
        using (version)
      order by version
      """
    ).map { row in
      (
        version: try row.next(Int.self), isUnknown: try row.next(Bool.self),
        isAltered: try row.next(Bool.self)
      )
    }
    return compare(applied)
  }

  private func compare(
    _ applied: [(version: Int, isUnknown: Bool, isAltered: Bool)]
  ) -> SchemaStatus {
    let altered = Set(applied.filter(\.isAltered).map(\.version))
    if !altered.isEmpty { return .altered(migrations.filter { altered.contains($0.version) }) }
    let unknown = applied.filter(\.isUnknown).map(\.version)
    if !unknown.isEmpty { return .ahead(unknown) }
    let versions = Set(applied.map(\.version))
    let missing = migrations.filter { !versions.contains($0.version) }
    return missing.isEmpty ? .current : .behind(missing)
  }
}
