import CLibpq

/// A query that must return no row: what the schema cannot express as a constraint.
public struct Invariant: Sendable, Hashable {
  /// What holds, as a sentence.
  public let sentence: String
  /// The query that finds what breaks it.
  public let sql: String

  /// An invariant with its sentence and its query.
  public init(sentence: String, sql: String) {
    self.sentence = sentence
    self.sql = sql
  }

  /// Rows that break an invariant.
  public struct Breach: Sendable, Hashable {
    /// What does not hold.
    public let sentence: String
    /// How many rows break it.
    public let count: Int
    /// The first of them: columns with their values.
    public let examples: [String]
  }
}

extension Database {
  /// Runs the invariants in one read-only transaction and returns those that do not hold.
  public func breaches(
    of invariants: [Invariant], as scope: Scope = .none
  ) async throws -> [Invariant.Breach] {
    try await read(as: scope, isolation: .repeatableRead, limits: Limits.none) { transaction in
      try invariants.compactMap { invariant in
        let rows = try transaction.script(invariant.sql, place: invariant.sentence)
        guard rows.count > 0 else { return nil }
        return Invariant.Breach(
          sentence: invariant.sentence, count: rows.count, examples: rows.examples(upTo: 3))
      }
    }
  }
}

extension Rows {
  /// Rows of a script, whose cells are text.
  fileprivate func examples(upTo limit: Int) -> [String] {
    (0..<min(limit, count)).map { row in
      columns.indices.map { column in
        let value = PQgetvalue(result, Int32(row), Int32(column)).map { String(cString: $0) }
        return "\(columns[column]) \(value ?? "")"
      }.joined(separator: ", ")
    }
  }
}
