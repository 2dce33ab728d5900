public import Foundation
import Postgres
public import Storage

extension Office {
  /// What waits for a person: proposals to revoke, what cannot be evaluated, what is parked; the
  /// oldest first.
  public func workList(
    limit: Int = 1_000, of institution: Int
  ) async throws -> [WorkList.Entry] {
    try await database.read(as: Scopes.institution(institution)) {
      try WorkList.page(
        within: .all, after: nil, limit: min(max(limit, 1), 10_000), of: institution, in: $0)
    }
  }
}

/// What waits for the caller. An item that something cannot be evaluated is closed by the loop when
/// its facts are mended, and by nobody else: while they are not, it would open again.
extension Visit {
  /// What waits within the caller's reach, the oldest first, one more than `limit` where there is
  /// more.
  public func workList(
    _ filter: WorkList.Filter, after place: WorkList.Place?, limit: Int
  ) throws -> [WorkList.Entry] {
    try WorkList.page(
      filter, within: reach(.readWorkLists), after: place, limit: limit + 1, of: institution,
      in: transaction)
  }

  /// What waits within the caller's reach, in numbers.
  public func workListSummary() throws -> [WorkList.Count] {
    try WorkList.summary(within: reach(.readWorkLists), of: institution, in: transaction)
  }

  /// Lets a parked enrollment have its next try now.
  public func retryParked(_ id: UUID, reason: String) throws -> Parked.Entry {
    let (_, role) = try enrollment(id, for: .retry)
    guard let parked = try Parked.one(id, of: institution, in: transaction) else {
      throw Refusal(.wrongState, "The enrollment is not parked: there is nothing to try again.")
    }
    try Marks.add([id], of: institution, in: transaction)
    try journal("retry", "enrollment", id.text, from: "parked", reason: reason, as: role)
    return parked
  }
}
