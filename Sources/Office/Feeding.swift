import Postgres
public import Storage

/// The transcript feed, for whoever sits at a terminal.
extension Office {
  /// Up to `limit` rows of the ledger after a position as they leave the house, in commit order and
  /// without gaps.
  public func feedPage(
    after position: Int, limit: Int, between separator: String, of institution: Int
  ) async throws -> FeedPage {
    try await database.read(as: Scopes.institution(institution)) {
      try FeedPages.rows(
        after: position, limit: limit, between: separator, of: institution, in: $0)
    }
  }
}
