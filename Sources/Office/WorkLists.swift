import Postgres
public import Storage

extension Office {
  /// What waits for a person: proposals to revoke, what cannot be evaluated, what is parked; the
  /// oldest first.
  public func workList(
    limit: Int = 1_000, of institution: Int
  ) async throws -> [WorkList.Entry] {
    try await database.read(as: Scopes.institution(institution)) {
      try WorkList.all(limit: min(max(limit, 1), 10_000), of: institution, in: $0)
    }
  }
}
