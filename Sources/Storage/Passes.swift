public import Foundation
public import Postgres

/// Rows of reconciliation passes that wrote something.
public enum Passes {
  /// Adds a pass.
  public static func add(
    _ id: UUID, daemon: String, at instant: PostgresInstant, decided: Int, awarded: Int,
    of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into reconcile_pass
        (institution_id, pass_id, daemon, passed_at, decided, awarded)
      values (\(institution)::int, \(id), \(daemon), \(instant), \(Int32(decided)),
        \(Int32(awarded)))
      """)
  }
}
