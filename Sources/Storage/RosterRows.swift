public import Postgres

/// Rows of bundles by the thing that they are about, with the age of the newest that went in.
public enum RosterRows {
  /// When these things last changed, as far as rows that went in said so.
  public static func changes(
    of rows: [String], in source: String, institution: Int, in transaction: Transaction
  ) throws -> [String: PostgresInstant] {
    var changes: [String: PostgresInstant] = [:]
    try transaction.query(
      """
      select row_id, changed_at from roster_row
       where institution_id = \(institution)::int and source = \(source)
         and row_id = any(\(rows))
      """
    ).forEach { row in changes[try row.next(String.self)] = try row.next(PostgresInstant.self) }
    return changes
  }

  /// Records when things last changed; what is known to be newer stays.
  public static func record(
    _ changes: [String: PostgresInstant], in source: String, institution: Int,
    in transaction: Transaction
  ) throws {
    guard !changes.isEmpty else { return }
    // In one order, so that two imports do not wait for each other.
    let sorted = changes.sorted { $0.key < $1.key }
    try transaction.execute(
      """
      insert into roster_row as r (institution_id, source, row_id, changed_at)
      select \(institution)::int, \(source), n.row_id, n.changed_at
        from unnest(\(sorted.map(\.key)), \(sorted.map(\.value))) as n (row_id, changed_at)
      on conflict (institution_id, source, row_id) do update
        set changed_at = excluded.changed_at
        where r.changed_at < excluded.changed_at
      """)
  }
}
