public import Postgres
import Schema

extension TestTemplate {
  /// The whole schema; after each test every invariant has to hold.
  public static let conferral = TestDatabase.template(
    named: "conferral", prepare: Conferral.migrate, afterEach: Conferral.check)
}

/// What every database of the product begins with, and what must always hold in it.
public enum Conferral {
  /// Brings an empty database to the present schema.
  public static func migrate(_ database: Database) async throws {
    let migrations = try Schema.migrations().map {
      Migration(version: $0.version, name: $0.name, sql: $0.sql)
    }
    try await Migrator(database: database, migrations: migrations).migrate()
  }

  /// Throws with every invariant that does not hold, as the auditor sees it.
  public static func check(_ database: Database) async throws {
    let invariants = try Schema.invariants().map {
      Invariant(sentence: $0.sentence, sql: $0.sql)
    }
    let breaches = try await database.breaches(
      of: invariants, as: Scope(role: "conferral_auditor"))
    guard breaches.isEmpty else { throw BrokenInvariants(breaches: breaches) }
  }
}

/// Invariants that a test left broken.
public struct BrokenInvariants: Error, CustomStringConvertible {
  /// Which, with the first rows that break them.
  public let breaches: [Invariant.Breach]

  /// One line for each.
  public var description: String {
    breaches.map { "\($0.sentence): \($0.count) rows: \($0.examples.joined(separator: "; "))" }
      .joined(separator: "\n")
  }
}
