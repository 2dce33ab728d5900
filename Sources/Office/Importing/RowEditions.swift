import Postgres
import Rosters
import Storage

/// Which rows of a batch are older than what went in before, by the day and time of their last
/// change: so bundles may arrive in any order.
struct RowEditions {
  private let source: String
  private let institution: Int
  private let transaction: Transaction
  private var known: [String: PostgresInstant] = [:]
  private var new: [String: PostgresInstant] = [:]

  init(
    _ rows: [RosterRow], in source: String, _ institution: Int, _ transaction: Transaction
  ) throws {
    self.source = source
    self.institution = institution
    self.transaction = transaction
    let ids = Set(rows.compactMap { $0.edition?.row })
    guard !ids.isEmpty else { return }
    known = try RosterRows.changes(
      of: Array(ids), in: source, institution: institution, in: transaction)
  }

  /// Whether a newer row about the same thing went in before; a row without a date never is.
  mutating func isOutdated(_ row: RosterRow) -> Bool {
    guard let edition = row.edition else { return false }
    let changedAt = PostgresInstant(microsecondsSince1970: edition.changedAt)
    if let known = known[edition.row] {
      if changedAt < known { return true }
      if changedAt == known { return false }
    }
    known[edition.row] = changedAt
    new[edition.row] = changedAt
    return false
  }

  func record() throws {
    try RosterRows.record(new, in: source, institution: institution, in: transaction)
  }
}

extension Imports.Outcome {
  /// Of a row that is older than what is known.
  init(outdated row: RosterRow) {
    self.init(
      line: row.position.line, place: 0, kind: .unchanged, code: "older",
      reason: "A newer row about the same thing went in before.")
  }
}
