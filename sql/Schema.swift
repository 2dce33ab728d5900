import Foundation

/// The SQL that makes and checks the database, as files beside this one.
public enum Schema {
  /// One forward-only migration.
  public struct Migration: Sendable {
    /// Its number, from 1, without gaps.
    public let version: Int
    /// What it is about: `institution`.
    public let name: String
    /// The statements, run in one transaction.
    public let sql: String
  }

  /// A query that must return no row.
  public struct Invariant: Sendable {
    /// The sentence that holds: `feed positions are dense from one`.
    public let sentence: String
    /// The query that finds what breaks it.
    public let sql: String
  }

  /// All migrations, in order.
  ///
  /// Throws when the files that belong to the program cannot be read.
  public static func migrations() throws -> [Migration] {
    try files(in: "migrations").map { number, name, sql in
      Migration(version: number, name: name, sql: sql)
    }
  }

  /// All invariants, in order.
  ///
  /// Throws when the files that belong to the program cannot be read.
  public static func invariants() throws -> [Invariant] {
    try files(in: "invariants").map { _, name, sql in
      Invariant(sentence: name.replacingOccurrences(of: "_", with: " "), sql: sql)
    }
  }

  private static func files(in folder: String) throws -> [(Int, String, String)] {
    let directory = Bundle.module.bundleURL.appendingPathComponent(folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    return try names.filter { $0.hasSuffix(".sql") }.sorted().compactMap { file in
      let parts = file.dropLast(4).split(separator: "_", maxSplits: 1)
      guard parts.count == 2, let number = Int(parts[0]) else { return nil }
      let text = try String(
        contentsOf: directory.appendingPathComponent(file), encoding: .utf8)
      return (number, String(parts[1]), text)
    }
  }
}
