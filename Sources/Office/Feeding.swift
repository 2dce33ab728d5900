public import Microcredentials
import Postgres
public import Storage

/// The transcript feed.
extension Office {
  /// Up to `limit` rows of the ledger after a position, in commit order and without gaps.
  public func feed(
    after position: Int, limit: Int = 500, of institution: Int
  ) async throws -> [Notation] {
    try await database.read(as: Scopes.institution(institution)) {
      try Notations.rows(
        after: position, limit: min(max(limit, 1), 10_000), of: institution, in: $0)
    }
  }

  /// Up to `limit` rows of the ledger after a position as they leave the house.
  public func feedPage(
    after position: Int, limit: Int, between separator: String, of institution: Int
  ) async throws -> Notations.Page {
    try await database.read(as: Scopes.institution(institution)) {
      try Notations.page(
        after: position, limit: limit, between: separator, of: institution, in: $0)
    }
  }
}

extension Visit {
  /// Up to `limit` rows of the ledger after a position, in commit order and without gaps; for those
  /// whose role is not limited to a unit, as a feed with holes would be none.
  public func feedPage(after position: Int, limit: Int) throws -> Notations.Page {
    try may(.readFeed, unit: nil)
    return try Notations.page(
      after: position, limit: limit, between: ",", of: institution, in: transaction)
  }
}
